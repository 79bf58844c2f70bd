/** Findings counted by severity. */

import { SEVERITIES, type Severity } from '../finding.ts';

export type Counts = Readonly<Record<Severity, number>>;

export function countSeverities(findings: Iterable<{ readonly severity: Severity }>): Counts {
  const counts: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

export function worstOf(counts: Counts): Severity | null {
  return SEVERITIES.find((severity) => counts[severity] > 0) ?? null;
}

/** More errors come first, then more warnings, and so on. */
export function compareCounts(a: Counts, b: Counts): number {
  const differs = SEVERITIES.find((severity) => a[severity] !== b[severity]);
  return differs === undefined ? 0 : b[differs] - a[differs];
}

/** "2 errors, 1 note" with the severities that there are; empty where there is nothing. */
export function countsInWords(counts: Counts): string {
  return SEVERITIES.filter((severity) => counts[severity] > 0)
    .map((severity) => counted(counts[severity], SEVERITY_WORDS[severity]))
    .join(', ');
}

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', information: 'note', hint: 'hint' };

export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
