/** The policy of the workspace (copyleft-lens.json or the settings) denies a package, its licence or its family. */

import type { PackageSubject } from '../resolve/package-subject.ts';
import { dependencyFindings, importFindings, nativeFindings, type PackageCase } from './package-findings.ts';
import type { Rule } from './rule.ts';

const DENIED: PackageCase = {
  rule: 'denied-package',
  concerns: ({ judgement: { verdict, severity } }) => (verdict === 'denied' ? severity : null),
  says: ({ judgement }) => judgement.reason,
};

export const deniedPackage: Rule<PackageSubject> = {
  id: DENIED.rule,
  severity: 'error',
  summary: 'The policy of the workspace denies a package.',
  check: (subject) => [...dependencyFindings(subject, DENIED), ...importFindings(subject, DENIED), ...nativeFindings(subject, DENIED)],
};
