/** How many packages of which family, in words: "12 permissive, 1 strong copyleft". */

import { familyWords } from '../../licensing/license-base.ts';
import type { LicenseFamily } from '../../knowledge/license-facts.ts';

export function familyCounts(packages: Iterable<{ readonly family: LicenseFamily }>): [LicenseFamily, number][] {
  const counts = new Map<LicenseFamily, number>();
  for (const { family } of packages) counts.set(family, (counts.get(family) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

export function countsInWords(counts: readonly (readonly [LicenseFamily, number])[]): string {
  return counts.map(([family, number]) => `${number} ${familyWords(family)}`).join(', ');
}
