/** A word of a build file on its way through variables and lists: it keeps where it was written and what decides about it. */

import type { Location } from '../base/location.ts';

export interface Word {
  readonly text: string;
  readonly at: Location;
  /** What decides whether it is there, in the build's own words; null: nothing. */
  readonly condition: string | null;
}

/** Both must hold. What is said twice is said once. */
export function bothConditions(outer: string | null, inner: string | null): string | null {
  if (outer === null || outer === inner) return inner;
  if (inner === null || outer.split(' and ').includes(inner)) return outer;
  return `${outer} and ${inner}`;
}

export function underCondition<T extends { readonly condition: string | null }>(thing: T, condition: string | null): T {
  const both = bothConditions(condition, thing.condition);
  return both === thing.condition ? thing : { ...thing, condition: both };
}
