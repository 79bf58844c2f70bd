/** What goldens hold: a hover card, an applied quick fix or a report, as text. */

import path from 'node:path';
import type { Description } from '../../server/src/analysis/analyzer.ts';
import { LineIndex } from '../../server/src/base/line-index.ts';
import type { Location } from '../../server/src/base/location.ts';
import type { Fix } from '../../server/src/findings/finding.ts';
import type { Report } from '../../server/src/findings/report.ts';
import { renderText } from '../../server/src/findings/views/text.ts';

export function reportText(report: Report, root: string): string {
  // Invented kernels without headers are no news in these cases.
  const unread = report.unread.filter((entry) => !entry.file.startsWith('/kernels/'));
  const summary = { ...report.summary, unread: unread.length };
  return renderText({ ...report, unread, summary }, { color: false, workingDirectory: root }).trimEnd();
}

export function descriptionText(description: Description | undefined, root: string): string {
  if (!description) return 'nothing';
  const place = (location: Location | undefined): string =>
    location ? ` (${path.relative(root, location.file)}:${location.range.start.line})` : '';
  return [
    description.said ? `(said by the finding) ${description.verdict}` : description.verdict,
    ...description.facts.map((fact) => `${fact.label}: ${fact.value}${place(fact.location)}`),
    ...description.chain.map((step) => `→ ${step.text}${place(step.location)}`),
  ].join('\n');
}

/** The lines that a fix changes or adds, or the licence that it opens. */
export function fixText(fix: Fix, before: string): string {
  if (fix.showLicense !== undefined) return `opens ${fix.showLicense}`;
  if (fix.open !== undefined && !fix.edits) return `opens ${fix.open.file}:${fix.open.range.start.line}`;
  const lines = new LineIndex(before);
  let after = before;
  for (const edit of [...(fix.edits ?? [])].reverse()) {
    after = after.slice(0, lines.offset(edit.range.start)) + edit.newText + after.slice(lines.offset(edit.range.end));
  }
  const old = new Set(before.split('\n'));
  return after
    .split('\n')
    .filter((line) => !old.has(line))
    .map((line) => `+ ${line}`)
    .join('\n');
}
