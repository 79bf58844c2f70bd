/**
 * A package states something that is no SPDX expression, and no licence text of its own says what is meant (SPDX 2.3,
 * annex D). What nobody can read nobody can keep to: it is no clean bill.
 */

import type { PackageSubject } from '../resolve/package-subject.ts';
import { dependencyFindings } from './package-findings.ts';
import type { Rule } from './rule.ts';

export const unknownPackageLicense: Rule<PackageSubject> = {
  id: 'unknown-package-license',
  severity: 'warning',
  summary: 'The licence that a package states cannot be read.',
  check: (subject) =>
    dependencyFindings(subject, {
      rule: unknownPackageLicense.id,
      concerns: ({ judgement: { verdict, severity } }) => (verdict === 'unknown' ? severity : null),
      says: ({ judgement }) => judgement.reason,
    }),
};
