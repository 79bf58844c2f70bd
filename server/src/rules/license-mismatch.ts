/**
 * package.json says one licence and the package's own licence text is another's. The text is what the authors grant;
 * the field is what tools believe. Which one is right only the authors can say.
 */

import type { Severity } from '../findings/finding.ts';
import type { BroughtPackage, PackageSubject } from '../resolve/package-subject.ts';
import { dependencyFindings } from './package-findings.ts';
import type { Rule } from './rule.ts';

export const licenseMismatch: Rule<PackageSubject> = {
  id: 'license-mismatch',
  severity: 'warning',
  summary: 'The licence that a package states and its licence text differ.',
  check: (subject) =>
    dependencyFindings(subject, {
      rule: licenseMismatch.id,
      concerns,
      says: ({ license }) => license.mismatch!.message,
      evidence: ({ license }) => license.mismatch!.evidence,
    }),
};

/** It matters where the text asks more than the manifest says, and the package is shipped. */
function concerns({ license: { mismatch }, arrival }: BroughtPackage): Severity | null {
  if (mismatch === null) return null;
  if (!mismatch.stricter) return 'hint';
  return arrival === 'development' || arrival === 'type-only' ? 'information' : 'warning';
}
