/** The policy denies or warns of a library or of its licence, or its terms are no open-source licence: somebody has to read them. */

import type { ProgramSubject } from '../resolve/program-subject.ts';
import { libraryFindings } from './library-findings.ts';
import type { Rule } from './rule.ts';

export const deniedLibrary: Rule<ProgramSubject> = {
  id: 'denied-library',
  severity: 'error',
  summary: 'A program uses a library that the policy denies, or whose licence restricts its use.',
  check: (subject) =>
    libraryFindings(subject, {
      rule: deniedLibrary.id,
      concerns: ({ judgement: { verdict } }) => verdict === 'denied' || verdict === 'restricted',
    }),
};
