/**
 * A program uses a library whose copyleft reaches it, or whose terms its own licence does not go with. What follows from
 * the way in which the two are joined is licensing's (link-kinds.ts): FSF FAQ "GPLStaticVsDynamic", LGPL-2.1 sections 5
 * and 6, LGPL-3.0 sections 3 and 4, and the published tables that each finding names.
 */

import type { Judgement } from '../licensing/judge.ts';
import type { ProgramSubject } from '../resolve/program-subject.ts';
import { libraryFindings } from './library-findings.ts';
import type { Rule } from './rule.ts';

/** The others (a licence that is missing, unknown, denied, …) have rules of their own. */
export const COPYLEFT_VERDICTS: ReadonlySet<string> = new Set<Judgement['verdict']>(['choice', 'obligation', 'copyleft', 'incompatible']);

export const copyleftLibrary: Rule<ProgramSubject> = {
  id: 'copyleft-library',
  severity: 'error',
  summary: 'A program uses a library whose licence reaches it or does not go with its own.',
  check: (subject) =>
    libraryFindings(subject, {
      rule: copyleftLibrary.id,
      concerns: ({ judgement, kind }) => COPYLEFT_VERDICTS.has(judgement.verdict) && kind !== 'run-time-loaded',
    }),
};
