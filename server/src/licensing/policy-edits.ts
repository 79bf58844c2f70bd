/** Changes of copyleft-lens.json for quick fixes: they keep the file's comments and layout, and begin the file where there is none. */

import { applyEdits, findNodeAtLocation, modify, parseTree, type FormattingOptions } from 'jsonc-parser';
import { LineIndex } from '../base/line-index.ts';
import { START_OF_FILE } from '../base/location.ts';
import type { TextEdit } from '../findings/finding.ts';
import { REASON_PLACEHOLDER } from './policy.ts';

/** @param text null where the file does not exist yet. */
export function recordChoiceEdit(policyFile: string, text: string | null, packageName: string, license: string): TextEdit[] {
  return append(policyFile, text, 'choices', { package: packageName, license }, (item) => item['package'] === packageName);
}

/** @param expires last day on which it holds. */
export function allowPackageEdit(policyFile: string, text: string | null, packageName: string, version: string | null, expires: string): TextEdit[] {
  const name = version === null ? packageName : `${packageName}@${version}`;
  return append(policyFile, text, 'exceptions', { package: name, reason: REASON_PLACEHOLDER, expires }, (item) => item['package'] === name);
}

/** Adds an item to a list, or takes the place of the one that it supersedes. */
function append(file: string, text: string | null, list: string, item: object, supersedes: (item: Record<string, unknown>) => boolean): TextEdit[] {
  const before = text ?? '';
  const root = before.trim() === '' ? undefined : parseTree(before, [], { allowTrailingComma: true });
  if (root?.type !== 'object') {
    const whole = text === null || text.trim() === '' ? START_OF_FILE : new LineIndex(before).range({ start: 0, end: before.length });
    const created = before.trim() === '' ? { [list]: [item] } : undefined;
    return created ? [{ file, range: whole, newText: `${JSON.stringify(created, null, 2)}\n` }] : [];
  }
  const items = findNodeAtLocation(root, [list]);
  if (items && items.type !== 'array') return [];
  const existing = (items?.children ?? []).findIndex((node) => supersedes(valueOf(node)));
  const index = existing >= 0 ? existing : (items?.children?.length ?? 0);
  const edits = modify(before, [list, index], item, { formattingOptions: formattingOf(before), isArrayInsertion: existing < 0 });
  const lines = new LineIndex(before);
  return edits.map(({ offset, length, content }) => ({ file, range: lines.range({ start: offset, end: offset + length }), newText: content }));
}

function valueOf(node: ReturnType<typeof parseTree>): Record<string, unknown> {
  const entries = (node?.children ?? []).flatMap(({ children }) => (children?.[1] ? [[String(children[0]!.value), children[1].value as unknown] as const] : []));
  return Object.fromEntries(entries);
}

function formattingOf(text: string): FormattingOptions {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.startsWith('\t') ? 4 : indent.length, eol: text.includes('\r\n') ? '\r\n' : '\n' };
}

/** For tests and for a command line that writes the file: the text after the edits. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  const lines = new LineIndex(text);
  return applyEdits(
    text,
    edits.map(({ range, newText }) => {
      const offset = lines.offset(range.start);
      return { offset, length: lines.offset(range.end) - offset, content: newText };
    }),
  );
}
