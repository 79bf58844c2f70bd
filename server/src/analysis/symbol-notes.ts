/** Behind each name of a C source that brings in a GPL-only symbol: which one. */

import { isGplOnly } from '../knowledge/kernel-exports.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';
import type { Note } from './analyzer.ts';

export function symbolNotes(subjects: readonly KernelSubject[], file: string): Note[] {
  const notes = new Map<string, { note: Note; symbols: Map<string, Set<string>> }>();
  for (const { target, symbols } of subjects.flatMap(({ targets }) => targets)) {
    for (const { export: entry, uses } of symbols) {
      if (!isGplOnly(entry.kind)) continue;
      for (const { at, text } of uses) {
        if (at.file !== file) continue;
        const key = JSON.stringify(at.range);
        const row = notes.get(key) ?? { note: { at: at.range.end, text, detail: '' }, symbols: new Map<string, Set<string>>() };
        notes.set(key, row);
        row.symbols.set(entry.symbol, (row.symbols.get(entry.symbol) ?? new Set()).add(target.release));
      }
    }
  }
  return [...notes.values()].map(({ note, symbols }) => ({ at: note.at, text: textOf(note.text, [...symbols.keys()]), detail: detailOf(symbols) }));
}

/** "GPL-only", or where a header brings it in "→ bio_associate_blkg, GPL-only". */
function textOf(written: string, symbols: readonly string[]): string {
  const others = symbols.filter((symbol) => symbol !== written);
  if (others.length === 0) return 'GPL-only';
  const [first, ...rest] = others;
  return `→ ${first}${rest.length > 0 ? ` +${rest.length}` : ''}, GPL-only`;
}

function detailOf(symbols: ReadonlyMap<string, ReadonlySet<string>>): string {
  return [...symbols].map(([symbol, kernels]) => `${symbol} is GPL-only (${[...kernels].join(', ')})`).join('\n');
}
