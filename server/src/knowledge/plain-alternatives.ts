/**
 * Plain exports to look at instead of a GPL-only one, from two sources: the kernel's own documentation, as a small list of
 * facts where each has its page; and the target's exports by one rule, the same name but for the underscores at its
 * beginning. Only what the target does export to every module is named. Whether it serves is for a person to judge.
 */

import { isGplOnly, type ExportTable } from './kernel-exports.ts';

export interface PlainAlternative {
  readonly symbol: string;
  /** What it is, next to the other: a clause. */
  readonly difference: string;
  /** Page of the kernel's documentation; absent for what the rule of the name gives. */
  readonly source?: string;
}

/** By the name that stands in a source. */
export type DocumentedAlternatives = ReadonlyMap<string, readonly PlainAlternative[]>;

/** One alternative a line: name, alternative, difference, source, with tabs between. Throws for anything else. */
export function readAlternatives(text: string): DocumentedAlternatives {
  const found = new Map<string, PlainAlternative[]>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [name, symbol, difference, source] = line.split('\t');
    if (!name || !symbol || !difference || !source) throw new Error(`not an alternative with its source: ${line}`);
    const entry = { symbol, difference, source };
    const known = found.get(name);
    if (known) known.push(entry);
    else found.set(name, [entry]);
  }
  return found;
}

/**
 * @param written the name in the source: the symbol, or the macro or inline that brings it in
 * @param symbol GPL-only on the target; or no symbol at all, such as a macro
 */
export function plainAlternatives(written: string, symbol: string, exports: ExportTable, documented: DocumentedAlternatives | null): PlainAlternative[] {
  const entry = exports.get(symbol);
  if (entry && !isGplOnly(entry.kind)) return [];
  const isOpen = (name: string): boolean => exports.get(name)?.kind === 'plain';
  const listed = (documented?.get(written) ?? []).filter((alternative) => isOpen(alternative.symbol));
  const named = underscoreVariants(symbol)
    .filter((name) => entry && isOpen(name) && exports.get(name)!.module === entry.module)
    .map((name) => ({ symbol: name, difference: 'the same name but for the underscores' }));
  return [...listed, ...named];
}

function underscoreVariants(symbol: string): string[] {
  const bare = symbol.replace(/^_+/, '');
  return ['', '_', '__', '___'].map((underscores) => underscores + bare).filter((name) => name !== symbol);
}
