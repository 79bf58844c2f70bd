/** The packages of a report, each counted once however many units depend on it. */

import type { Report, ReportedDependency } from './report.ts';

export interface PackageSummary {
  readonly packages: number;
  /** Most frequent first. */
  readonly families: readonly (readonly [family: string, packages: number])[];
  /** Every package that is not permissive, with a shortest way to it; the ones that somebody has to look at first. */
  readonly others: readonly ReportedDependency[];
}

/** What asks most comes first. A family that is not in the list comes last. */
const ORDER = ['network-copyleft', 'strong-copyleft', 'library-copyleft', 'file-copyleft', 'source-available', 'proprietary', 'custom', 'unknown', 'missing'];

export function summarizePackages({ dependencies }: Report): PackageSummary {
  const distinct = new Map<string, ReportedDependency>();
  for (const dependency of dependencies) {
    // A program that is started is no part of what starts it.
    if (dependency.kind === 'program') continue;
    const key = `${dependency.kind} ${dependency.name}@${dependency.version}`;
    const known = distinct.get(key);
    if (!known || dependency.path.length < known.path.length) distinct.set(key, dependency);
  }
  const families = new Map<string, number>();
  for (const { family = 'unknown' } of distinct.values()) families.set(family, (families.get(family) ?? 0) + 1);
  return {
    packages: distinct.size,
    families: [...families].sort((a, b) => b[1] - a[1]),
    others: [...distinct.values()].filter(({ family }) => family !== 'permissive').sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)),
  };
}

function rank({ family }: ReportedDependency): number {
  const at = ORDER.indexOf(family ?? 'unknown');
  return at < 0 ? ORDER.length : at;
}

/** "strong-copyleft" for people. */
export function familyInWords(family: string): string {
  return family.replaceAll('-', ' ');
}
