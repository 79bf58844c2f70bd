/**
 * A program opens a copyleft library by its name while it runs (dlopen of POSIX, g_module_open): no link line shows it, and
 * the FSF sees one program in the two all the same (FAQ "GPLPlugins").
 */

import type { ProgramSubject } from '../resolve/program-subject.ts';
import { COPYLEFT_VERDICTS } from './copyleft-library.ts';
import { libraryFindings } from './library-findings.ts';
import type { Rule } from './rule.ts';

export const loadedLibrary: Rule<ProgramSubject> = {
  id: 'loaded-library',
  severity: 'error',
  summary: 'A program opens a copyleft library by its name while it runs.',
  check: (subject) =>
    libraryFindings(subject, {
      rule: loadedLibrary.id,
      concerns: ({ judgement, kind }) => COPYLEFT_VERDICTS.has(judgement.verdict) && kind === 'run-time-loaded',
    }),
};
