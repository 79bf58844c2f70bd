/**
 * Comments in the source that silence a finding with a reason:
 *
 *     copyleft-lens-ignore-next-line gpl-only-symbol -- only built for GPL customers
 *     copyleft-lens-ignore-line ...      the line of the comment itself
 *     copyleft-lens-ignore-file ...      the whole file
 *
 * Without a reason behind the dashes a comment silences nothing, and is a finding of its own.
 */

import type { LineIndex } from '../base/line-index.ts';
import type { Finding } from '../findings/finding.ts';
import type { CDirective } from '../facts/c-facts.ts';

const SYNTAX = /copyleft-lens-ignore-(next-line|line|file)\s+([\w-]+(?:\s*,\s*[\w-]+)*)\s*(?:--\s*(.*?))?\s*(?:\*\/\s*)?$/s;

/** What the quick fix writes where the reason belongs; it is no reason. */
export const REASON_PLACEHOLDER = '<why>';

export interface Suppression {
  readonly rules: readonly string[];
  /** 1-based; undefined for the whole file. */
  readonly line: number | undefined;
}

export interface Suppressions {
  readonly active: readonly Suppression[];
  /** Comments that silence nothing, as findings. */
  readonly refused: readonly Finding[];
}

export function readSuppressions(file: string, directives: readonly CDirective[], lines: LineIndex): Suppressions {
  const active: Suppression[] = [];
  const refused: Finding[] = [];
  for (const { text, span } of directives) {
    const match = SYNTAX.exec(text);
    const range = lines.range(span);
    if (match?.[3] && match[3] !== REASON_PLACEHOLDER) {
      const line = match[1] === 'file' ? undefined : match[1] === 'line' ? range.start.line : range.end.line + 1;
      active.push({ rules: match[2]!.split(/\s*,\s*/), line });
      continue;
    }
    refused.push({
      rule: 'suppression-without-reason',
      severity: 'warning',
      message: match
        ? 'this comment silences nothing: it gives no reason (add " -- why" behind the name of the rule)'
        : 'this comment silences nothing: expected "copyleft-lens-ignore-next-line RULE -- why" (or -line, or -file)',
      file,
      range,
      evidence: [],
    });
  }
  return { active, refused };
}

export function isSuppressed(finding: Finding, suppressions: readonly Suppression[]): boolean {
  return suppressions.some(
    ({ rules, line }) => rules.includes(finding.rule) && (line === undefined || line === finding.range.start.line),
  );
}
