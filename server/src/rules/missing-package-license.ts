/**
 * A package states no licence, and holds no licence text. Without one nobody but its author may use it (Berne
 * Convention, article 9), whatever the registry it came from. A package that is not installed is told apart: its licence
 * is not known here, which is another thing than that there is none.
 */

import type { Finding } from '../findings/finding.ts';
import type { PackageSubject, UnknownDependency } from '../resolve/package-subject.ts';
import { dependencyFindings } from './package-findings.ts';
import type { Rule } from './rule.ts';

export const missingPackageLicense: Rule<PackageSubject> = {
  id: 'missing-package-license',
  severity: 'warning',
  summary: 'A package has no licence, or is not installed so that its licence is not known.',
  check: (subject) => [
    ...dependencyFindings(subject, {
      rule: missingPackageLicense.id,
      concerns: ({ judgement: { verdict, severity } }) => (verdict === 'missing' ? severity : null),
      says: ({ judgement }) => judgement.reason,
    }),
    ...subject.unknown.map((dependency) => notFound(subject, dependency)),
  ],
};

function notFound(subject: PackageSubject, { name, wanted, at }: UnknownDependency): Finding {
  return {
    rule: missingPackageLicense.id,
    severity: 'information',
    message: `${subject.name} → ${name} (licence not known): "${wanted}" is neither installed nor in a lockfile, so nothing is known of it and of what it brings along`,
    file: at.file,
    range: at.range,
    unit: subject.id,
    evidence: [],
  };
}
