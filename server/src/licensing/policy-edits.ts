/** Changes of copyleft-lens.json for quick fixes: they keep the file's comments and layout, and begin the file where there is none. */

import { applyEdits, findNodeAtLocation, modify, parseTree, type FormattingOptions, type JSONPath, type Node } from 'jsonc-parser';
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

/** @param files pattern, from the policy file's folder. */
export function suppressEdit(policyFile: string, text: string | null, rule: string, files: string, expires: string): TextEdit[] {
  const isSame = (item: Record<string, unknown>): boolean => item['rule'] === rule && (item['files'] ?? '**') === files;
  return append(policyFile, text, 'suppressions', { rule, files, reason: REASON_PLACEHOLDER, expires }, isSame);
}

export function setProjectLicenseEdit(policyFile: string, text: string | null, license: string): TextEdit[] {
  return change(policyFile, text, ['projectLicense'], license, { projectLicense: license });
}

/** Adds an item to a list, or takes the place of the one that it supersedes. */
function append(file: string, text: string | null, list: string, item: object, supersedes: (item: Record<string, unknown>) => boolean): TextEdit[] {
  const items = itemsOf(text, list);
  if (items === undefined) return [];
  const existing = items.findIndex((node) => supersedes(valueOf(node)));
  return change(file, text, [list, existing >= 0 ? existing : items.length], item, { [list]: [item] }, existing < 0);
}

/** Undefined where something else stands there. */
function itemsOf(text: string | null, list: string): readonly Node[] | undefined {
  const root = parseTree(text ?? '', [], { allowTrailingComma: true });
  const items = root && findNodeAtLocation(root, [list]);
  return items && items.type !== 'array' ? undefined : (items?.children ?? []);
}

/** @param whole what a file holds that is begun; a file that is something else than an object is left alone */
function change(file: string, text: string | null, at: JSONPath, value: unknown, whole: object, isArrayInsertion = false): TextEdit[] {
  const before = text ?? '';
  const lines = new LineIndex(before);
  if (before.trim() === '') {
    return [{ file, range: text === null ? START_OF_FILE : lines.range({ start: 0, end: before.length }), newText: `${JSON.stringify(whole, null, 2)}\n` }];
  }
  if (parseTree(before, [], { allowTrailingComma: true })?.type !== 'object') return [];
  const edits = modify(before, at, value, { formattingOptions: formattingOf(before), isArrayInsertion });
  return edits.map(({ offset, length, content }) => ({ file, range: lines.range({ start: offset, end: offset + length }), newText: content }));
}

function valueOf(node: Node): Record<string, unknown> {
  const entries = (node.children ?? []).flatMap(({ children }) => (children?.[1] ? [[String(children[0]!.value), children[1].value as unknown] as const] : []));
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
