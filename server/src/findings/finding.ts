/** Findings and everything that a report holds: plain data, the contract which every view renders. */

import type { Location, Range } from '../base/location.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** One fact that a finding rests on. `source` names the knowledge it came from, with version. */
export interface Evidence {
  readonly message: string;
  readonly location?: Location;
  readonly source?: string;
}

export interface Finding {
  /** Id of the rule, for example "gpl-only-symbol": also the name of its page in docs/rules. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly range: Range;
  /** Id of the unit that is judged. */
  readonly unit?: string;
  readonly evidence: readonly Evidence[];
  /** What the rule needs to compute its fixes again: plain data, no memory of the server's. */
  readonly data?: Readonly<Record<string, string>>;
}

export interface TextEdit {
  readonly file: string;
  readonly range: Range;
  readonly newText: string;
  /** The file is not there yet. */
  readonly creates?: boolean;
}

/** A quick fix: edits, a licence text to open (an SPDX id), a place to go to; edits come before the place. */
export interface Fix {
  readonly title: string;
  readonly edits?: readonly TextEdit[];
  readonly showLicense?: string;
  readonly open?: Location;
  /** A place whose chain is to be shown, for an editor that has a view for it. */
  readonly showChain?: Location;
  /** The part of an edit's text that a person has to fill in: an editor asks for it, or selects it. */
  readonly placeholder?: string;
  /** The fix that an editor offers first. */
  readonly preferred?: boolean;
}
