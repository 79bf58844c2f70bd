/** Whether two versions of a unit differ in bodies of functions alone, and in which: what typing does most of the time. */

import type { Declaration, ParsedItem } from './ast.ts';
import type { ChangedItem, TopLevelItem, TranslationUnit } from '../preprocess/translation-unit.ts';

/** A function in two versions that differ behind the opening brace. */
export interface BodyEdit {
  readonly before: Declaration;
  readonly after: Declaration;
  readonly items: ChangedItem;
}

/** Undefined where anything else has changed. */
export function bodyEdits(
  before: TranslationUnit,
  after: TranslationUnit,
  parsed: (item: TopLevelItem) => ParsedItem,
): readonly BodyEdit[] | undefined {
  const edits: BodyEdit[] = [];
  for (const items of after.changesSince(before) ?? [undefined]) {
    const edit = items && bodyEdit(items, parsed(items.before), parsed(items.after));
    if (!edit) return undefined;
    edits.push(edit);
  }
  return edits;
}

function bodyEdit(items: ChangedItem, before: ParsedItem, after: ParsedItem): BodyEdit | undefined {
  const old = onlyFunction(before);
  const now = onlyFunction(after);
  if (!old || !now || !sameText(headOf(items.before, old), headOf(items.after, now))) return undefined;
  return { before: old, after: now, items };
}

function onlyFunction({ declarations, enumerators, tags, asms, unreadable }: ParsedItem): Declaration | undefined {
  if (declarations.length !== 1 || enumerators.length + tags.length + asms.length + unreadable.length > 0) return undefined;
  return declarations[0]!.body && declarations[0];
}

/** A function's item ends with its body. */
function headOf({ tokens }: TopLevelItem, { body }: Declaration): readonly { readonly text: string }[] {
  return tokens.slice(0, tokens.length - body!.length);
}

function sameText(a: readonly { readonly text: string }[], b: readonly { readonly text: string }[]): boolean {
  return a.length === b.length && a.every(({ text }, i) => text === b[i]!.text);
}
