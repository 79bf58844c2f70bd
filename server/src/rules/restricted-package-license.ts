/**
 * Terms that are no open source licence: source-available ones, "UNLICENSED" (npm's word for "no rights granted"), and
 * terms of a package's own that nobody but a person can read (npm's package.json documentation, "license").
 */

import type { PackageSubject } from '../resolve/package-subject.ts';
import { dependencyFindings } from './package-findings.ts';
import type { Rule } from './rule.ts';

export const restrictedPackageLicense: Rule<PackageSubject> = {
  id: 'restricted-package-license',
  severity: 'warning',
  summary: 'A package comes under terms that are no open source licence.',
  check: (subject) =>
    dependencyFindings(subject, {
      rule: restrictedPackageLicense.id,
      concerns: ({ judgement: { verdict, severity } }) => (verdict === 'restricted' ? severity : null),
      says: ({ judgement }) => judgement.reason,
    }),
};
