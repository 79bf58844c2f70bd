/** The first sentence of a report: is there something, and where. Numbers of the report in words. */

import type { Severity } from '../finding.ts';
import type { Report } from '../report.ts';
import { counted, countsInWords, countSeverities, worstOf } from './counts.ts';

export interface Headline {
  /** Worst finding; null where there is none. */
  readonly worst: Severity | null;
  /** "13 errors, 10 warnings" */
  readonly text: string;
  /** "in 3 of 7 units and 6 files; 2 files were not read" */
  readonly detail: string;
}

export function headline({ findings, units, unread, summary }: Report): Headline {
  const notRead = unread.length === 0 ? '' : `; ${counted(unread.length, 'thing')} could not be read, so this is no clean bill`;
  if (units.length === 0 && findings.length === 0) {
    return { worst: null, text: 'Nothing to judge', detail: `no kernel module, BPF object, program or package was found here${notRead}` };
  }
  if (findings.length === 0) return { worst: null, text: 'Nothing found', detail: `in ${counted(units.length, 'unit')} and ${counted(summary.files, 'file')}${notRead}` };
  const counts = countSeverities(findings);
  const files = new Set(findings.map(({ file }) => file)).size;
  const concerned = new Set(findings.flatMap(({ unit }) => unit ?? [])).size;
  const inUnits = concerned > 0 ? `${concerned} of ${counted(units.length, 'unit')}, ` : '';
  return { worst: worstOf(counts), text: countsInWords(counts), detail: `in ${inUnits}${counted(files, 'file')}${notRead}` };
}
