/** A word of a build file on its way through variables and lists: it keeps where it was written and what decides about it. */

import type { Location } from '../base/location.ts';
import { and, conditionOf } from './truth.ts';

export interface Word {
  readonly text: string;
  readonly at: Location;
  /** What decides whether it is there, in the build's own words; null: nothing. */
  readonly condition: string | null;
}

export function underCondition<T extends { readonly condition: string | null }>(thing: T, condition: string | null): T {
  const both = conditionOf(and(condition ?? true, thing.condition ?? true));
  return both === thing.condition ? thing : { ...thing, condition: both };
}
