/** What a rule is: data about itself, its quick fixes, and a check from resolved facts to findings. */

import type { LineIndex } from '../base/line-index.ts';
import type { Finding, Fix, Severity } from '../findings/finding.ts';

/** What fixes and lists need of a rule; it does not say what the rule looks at. */
export interface RuleInfo {
  /** Also the name of its page: docs/rules/<id>.md. */
  readonly id: string;
  readonly severity: Severity;
  /** One line for lists of rules. */
  readonly summary: string;
  /** Fixes beside those that every finding has (view the licence text, suppress). Recomputed from the finding alone. */
  readonly fixes?: (finding: Finding, document: FixDocument) => Fix[];
}

/** @template Subject what the rule judges, resolved: a kernel module, all modules of a workspace, … */
export interface Rule<Subject> extends RuleInfo {
  readonly check: (subject: Subject) => Finding[];
}

/** The text in which a finding stands, as it is when the fix is asked for. */
export interface FixDocument {
  readonly text: string;
  readonly lines: LineIndex;
}
