/** An import makes a source depend on a copyleft package: on it directly, or on what it needs to run. See copyleft-dependency. */

import type { PackageSubject } from '../resolve/package-subject.ts';
import { COPYLEFT } from './copyleft-dependency.ts';
import { importFindings } from './package-findings.ts';
import type { Rule } from './rule.ts';

export const copyleftImport: Rule<PackageSubject> = {
  id: 'copyleft-import',
  severity: 'error',
  summary: 'An import brings a package whose licence reaches the project or does not go with its own.',
  check: (subject) => importFindings(subject, { rule: copyleftImport.id, ...COPYLEFT }),
};
