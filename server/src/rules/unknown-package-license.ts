/**
 * A package states something that is no SPDX expression, and no licence text of its own says what is meant (SPDX 2.3,
 * annex D). What nobody can read nobody can keep to: it is no clean bill.
 */

import type { PackageSubject } from '../resolve/package-subject.ts';
import { dependencyFindings, nativeFindings, type PackageCase } from './package-findings.ts';
import type { Rule } from './rule.ts';

const UNKNOWN: PackageCase = {
  rule: 'unknown-package-license',
  concerns: ({ judgement: { verdict, severity } }) => (verdict === 'unknown' ? severity : null),
  says: ({ judgement }) => judgement.reason,
};

export const unknownPackageLicense: Rule<PackageSubject> = {
  id: UNKNOWN.rule,
  severity: 'warning',
  summary: 'The licence that a package states cannot be read.',
  check: (subject) => [...dependencyFindings(subject, UNKNOWN), ...nativeFindings(subject, UNKNOWN)],
};
