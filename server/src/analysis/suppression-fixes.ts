/**
 * Ways to silence a finding, each with a reason that a person has to give: for the line or the file by a comment, where there
 * can be one, and in copyleft-lens.json, for the file or the workspace and until a day.
 */

import path from 'node:path';
import { START_OF_FILE, type Range } from '../base/location.ts';
import { LineIndex } from '../base/line-index.ts';
import { isReadable, type Files } from '../base/files.ts';
import type { Finding, Fix, TextEdit } from '../findings/finding.ts';
import { loadPolicy, POLICY_FILE, POLICY_RULE, REASON_PLACEHOLDER } from '../licensing/policy.ts';
import { applyTextEdits, suppressEdit } from '../licensing/policy-edits.ts';
import type { FixDocument } from '../rules/rule.ts';

/** Long enough to mend it, short enough to be asked again. */
const MONTHS = 6;

const UNSUPPRESSABLE: readonly string[] = ['suppression-without-reason', POLICY_RULE];

export interface SuppressionWorld {
  readonly files: Files;
  readonly roots: readonly string[];
  /** "2026-11-25" */
  readonly today: string;
}

export function suppressionFixes(finding: Finding, document: FixDocument, world: SuppressionWorld): Fix[] {
  if (UNSUPPRESSABLE.includes(finding.rule)) return [];
  const comment = commentOf(finding.file);
  return [...(comment ? [onLine(finding, document, comment), inFile(finding, document, comment)] : []), ...inPolicy(finding, comment !== undefined, world)];
}

type Comment = (text: string) => string;

/** How the language of a file writes a comment; undefined where it has none. */
function commentOf(file: string): Comment | undefined {
  if (/\.[chS]$/.test(file)) return (text) => `/* ${text} */`;
  return /\.[cm]?[jt]sx?$/.test(file) ? (text) => `// ${text}` : undefined;
}

function onLine({ rule, file, range }: Finding, { lines }: FixDocument, comment: Comment): Fix {
  const { line } = range.start;
  const indent = /^\s*/.exec(lines.lineText(line))![0];
  // Inside a macro that goes on over several lines, so must the comment.
  const continues = line > 1 && lines.lineText(line - 1).endsWith('\\') ? ' \\' : '';
  return withReason(`Suppress ${rule} on this line, with a reason`, [insertion(file, line, `${indent}${comment(`copyleft-lens-ignore-next-line ${rule} -- ${REASON_PLACEHOLDER}`)}${continues}\n`)]);
}

/** Below an SPDX tag or a `#!`, which want to be the first line. */
function inFile({ rule, file }: Finding, { lines }: FixDocument, comment: Comment): Fix {
  const line = /SPDX-License-Identifier|^#!/.test(lines.lineText(1)) ? 2 : 1;
  return withReason(`Suppress ${rule} in this file, with a reason`, [insertion(file, line, `${comment(`copyleft-lens-ignore-file ${rule} -- ${REASON_PLACEHOLDER}`)}\n`)]);
}

function insertion(file: string, line: number, newText: string): TextEdit {
  const at = { line, column: 1 };
  return { file, range: { start: at, end: at }, newText };
}

function withReason(title: string, edits: readonly TextEdit[]): Fix {
  return { title, edits, placeholder: REASON_PLACEHOLDER };
}

/** @param hasComments then the file has a way of its own */
function inPolicy(finding: Finding, hasComments: boolean, { files, roots, today }: SuppressionWorld): Fix[] {
  const root = roots.find((candidate) => finding.file.startsWith(candidate + path.sep)) ?? path.dirname(finding.file);
  const { file: existing, text } = loadPolicy(path.dirname(finding.file), root, files, today);
  const policy = existing ?? path.join(root, POLICY_FILE);
  const expires = monthsAfter(today, MONTHS);
  const own = path.relative(path.dirname(policy), finding.file).split(path.sep).join('/');
  const fix = (where: string, pattern: string): Fix => {
    const edits = suppressEdit(policy, text, finding.rule, pattern, expires);
    return {
      title: `Suppress ${finding.rule} in ${where} until ${expires}, with a reason, in ${POLICY_FILE}`,
      edits: existing === null ? edits.map((edit) => ({ ...edit, creates: true })) : edits,
      open: { file: policy, range: placeOfReason(applyTextEdits(text ?? '', edits)) },
    };
  };
  return [...(hasComments ? [] : [fix('this file', own)]), fix('the workspace', '**')];
}

/** Where a person goes on typing once the edit is made. */
export function placeOfReason(text: string): Range {
  const at = text.lastIndexOf(REASON_PLACEHOLDER);
  return at < 0 ? START_OF_FILE : new LineIndex(text).range({ start: at, end: at + REASON_PLACEHOLDER.length });
}

export function monthsAfter(day: string, months: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}

export function textIn(file: string, files: Files): string | null {
  const content = files.read(file);
  return isReadable(content) ? content.text : null;
}
