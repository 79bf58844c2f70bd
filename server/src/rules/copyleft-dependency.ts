/**
 * A line of package.json brings a package whose copyleft reaches the project, or whose terms its own licence does not
 * go with. The judgement and its sources are licensing's (GPL-3.0 section 5c, LGPL-3.0 section 4, and the published
 * tables that each finding names).
 */

import type { Judgement } from '../licensing/judge.ts';
import { dependencyFindings, type PackageCase } from './package-findings.ts';
import type { PackageSubject } from '../resolve/package-subject.ts';
import type { Rule } from './rule.ts';

/** The others (a licence that is missing, unknown, denied, …) have rules of their own. */
const VERDICTS: ReadonlySet<string> = new Set<Judgement['verdict']>(['choice', 'obligation', 'copyleft', 'incompatible']);

/** Shared with the rule on imports: the same packages, seen from another place. */
export const COPYLEFT: Omit<PackageCase, 'rule'> = {
  concerns: ({ judgement: { verdict, severity } }) => (VERDICTS.has(verdict) ? severity : null),
  says: ({ judgement }) => judgement.reason,
};

export const copyleftDependency: Rule<PackageSubject> = {
  id: 'copyleft-dependency',
  severity: 'error',
  summary: 'A line of package.json brings a package whose licence reaches the project or does not go with its own.',
  check: (subject) => dependencyFindings(subject, { rule: copyleftDependency.id, ...COPYLEFT }),
};
