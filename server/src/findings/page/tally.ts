/** Counts for charts: how many of what, in an order that says something. */

import { familyRank } from './page-packages.ts';
import type { PageModel } from './page-model.ts';

export interface Share {
  readonly name: string;
  readonly count: number;
}

/** Packages by the family of their licence; what asks most comes first. */
export function packagesByFamily({ packages }: PageModel): Share[] {
  return tally(packages.map(({ family }) => family)).sort((a, b) => familyRank(a.name) - familyRank(b.name));
}

/** Units by what they state as their licence; the most frequent first, "" for none. */
export function unitsByLicense({ units }: PageModel): Share[] {
  return tally(units.map(({ license }) => license ?? '')).sort((a, b) => b.count - a.count);
}

function tally(names: readonly string[]): Share[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count }));
}
