/** The symbols of one table of an ELF file: what is asked of others and what is offered to them. */

import type { BinarySymbol } from './binary.ts';
import { Malformed } from './byte-range.ts';
import { stringAt, type ElfNumbers } from './elf-layout.ts';

export interface ElfSymbols {
  readonly imported: readonly BinarySymbol[];
  readonly exported: readonly BinarySymbol[];
}

const BINDING = { local: 0, weak: 2 } as const;
const FUNCTIONS: ReadonlySet<number> = new Set([2, 10]);
/** Sections and files have symbols that stand for nothing that can be used. */
const NO_NAMES: ReadonlySet<number> = new Set([3, 4]);

/** Names can share their ends, but a table of 64 MiB of them makes no more than this. */
const MOST_CHARACTERS = 256 << 20;

export function symbolSize({ is64 }: ElfNumbers): number {
  return is64 ? 24 : 16;
}

/** @param versionOf of the symbol at an index of the table, and whether it is defined here */
export function readSymbols(numbers: ElfNumbers, table: Buffer, names: Buffer, versionOf: (index: number) => string | null): ElfSymbols {
  const size = symbolSize(numbers);
  const [infoAt, sectionAt] = numbers.is64 ? [4, 6] : [12, 14];
  const imported: BinarySymbol[] = [];
  const exported: BinarySymbol[] = [];
  let characters = 0;
  // The first one is reserved.
  for (let index = 1; (index + 1) * size <= table.length; index++) {
    const at = index * size;
    const info = table[at + infoAt]!;
    const binding = info >> 4;
    if (binding === BINDING.local || NO_NAMES.has(info & 15)) continue;
    const name = stringAt(names, numbers.u32(table, at));
    if (name === '') continue;
    characters += name.length;
    if (characters > MOST_CHARACTERS) throw new Malformed('is damaged: the names of its symbols have no end');
    const version = versionOf(index);
    // A version that is defined here has a symbol of its own, which is called as the version is.
    const symbol = { name, version: version === name ? null : version, weak: binding === BINDING.weak, isFunction: FUNCTIONS.has(info & 15) };
    (numbers.u16(table, at + sectionAt) === 0 ? imported : exported).push(symbol);
  }
  return { imported, exported };
}
