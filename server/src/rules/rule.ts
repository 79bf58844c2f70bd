/** What a rule is: data about itself, a check from resolved facts to findings, and its quick fixes. */

import type { LineIndex } from '../base/line-index.ts';
import type { Finding, Fix, Severity } from '../findings/finding.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';

export interface Rule {
  /** Also the name of its page: docs/rules/<id>.md. */
  readonly id: string;
  readonly severity: Severity;
  /** One line for lists of rules. */
  readonly summary: string;
  readonly check: (subject: KernelSubject) => Finding[];
  /** Fixes beside those that every finding has (view the licence text, suppress). Recomputed from the finding alone. */
  readonly fixes?: (finding: Finding, document: FixDocument) => Fix[];
}

/** The text in which a finding stands, as it is when the fix is asked for. */
export interface FixDocument {
  readonly text: string;
  readonly lines: LineIndex;
}
