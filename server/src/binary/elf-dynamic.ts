/**
 * What the dynamic loader reads of a shared library or program: the libraries that it needs, its own name, and its dynamic
 * symbols. Found by segments and addresses as the loader finds them; section headers can be stripped, or say something else.
 */

import { readVersions } from './elf-versions.ts';
import { SECTION_TYPE, SEGMENT_TYPE, stringAt, type ElfLayout } from './elf-layout.ts';
import { readSymbols, symbolSize, type ElfSymbols } from './elf-symbols.ts';

export interface DynamicPart extends ElfSymbols {
  readonly needed: readonly string[];
  readonly soname: string | null;
  readonly searchPath: readonly string[];
  /** It says of itself that it is a program, though it can be loaded anywhere as a library can. */
  readonly isProgram: boolean;
}

const TAG = {
  end: 0, needed: 1, hash: 4, strings: 5, symbols: 6, stringsSize: 10, soname: 14, rpath: 15, runpath: 29,
  gnuHash: 0x6ffffef5, versionOfSymbols: 0x6ffffff0, flags1: 0x6ffffffb, definitions: 0x6ffffffc, requirements: 0x6ffffffe,
} as const;

const PROGRAM_FLAG = 0x08000000;

/** More version entries than any library has. */
const LONGEST_LIST = 1 << 20;

/** Undefined for what has no dynamic part: objects, and programs that were linked statically. */
export function readDynamicPart(layout: ElfLayout): DynamicPart | undefined {
  const segment = layout.segments.find(({ type, size }) => type === SEGMENT_TYPE.dynamic && size > 0);
  if (!segment) return undefined;
  const entries = readEntries(layout, layout.range.read(segment.offset, segment.size, 'its dynamic section'));
  const first = (tag: number): number | undefined => entries.find((entry) => entry.tag === tag)?.value;
  const strings = first(TAG.strings);
  const names = strings === undefined ? Buffer.alloc(0) : at(layout, strings, first(TAG.stringsSize) ?? 0, 'its dynamic strings');
  const name = (tag: number): string[] => entries.filter((entry) => entry.tag === tag).map(({ value }) => stringAt(names, value));
  const paths = name(TAG.runpath).length > 0 ? name(TAG.runpath) : name(TAG.rpath);
  return {
    needed: name(TAG.needed).filter((needed) => needed !== ''),
    soname: name(TAG.soname)[0] ?? null,
    searchPath: paths.flatMap((path) => path.split(':')).filter((path) => path !== ''),
    isProgram: ((first(TAG.flags1) ?? 0) & PROGRAM_FLAG) !== 0,
    ...dynamicSymbols(layout, first, names),
  };
}

interface Entry {
  readonly tag: number;
  readonly value: number;
}

function readEntries({ numbers: { is64, word } }: ElfLayout, table: Buffer): Entry[] {
  const wide = is64 ? 8 : 4;
  const entries: Entry[] = [];
  for (let place = 0; place + 2 * wide <= table.length; place += 2 * wide) {
    const tag = word(table, place);
    if (tag === TAG.end) break;
    entries.push({ tag, value: word(table, place + wide) });
  }
  return entries;
}

function dynamicSymbols(layout: ElfLayout, first: (tag: number) => number | undefined, names: Buffer): ElfSymbols {
  const symbols = first(TAG.symbols);
  if (symbols === undefined) return { imported: [], exported: [] };
  const { numbers } = layout;
  const count = countSymbols(layout, symbols, first);
  const table = at(layout, symbols, count * symbolSize(numbers), 'its dynamic symbols');
  const list = (tag: number): Buffer => {
    const address = first(tag);
    return address === undefined ? Buffer.alloc(0) : at(layout, address, LONGEST_LIST, 'its symbol versions', true);
  };
  const ofSymbols = first(TAG.versionOfSymbols);
  const versions = ofSymbols === undefined ? Buffer.alloc(0) : at(layout, ofSymbols, count * 2, 'the versions of its symbols');
  return readSymbols(numbers, table, names, readVersions(numbers, names, versions, list(TAG.definitions), list(TAG.requirements)));
}

/**
 * No entry says how many symbols there are. A section of the same place does; the hash table does, where it lists them
 * all; and linkers put the strings directly behind the symbols.
 */
function countSymbols(layout: ElfLayout, symbols: number, first: (tag: number) => number | undefined): number {
  const size = symbolSize(layout.numbers);
  const section = layout.sections.find(({ type, address }) => type === SECTION_TYPE.dynamicSymbols && address === symbols);
  if (section) return Math.floor(section.size / size);
  const hash = first(TAG.hash);
  if (hash !== undefined) return layout.numbers.u32(at(layout, hash, 8, 'its hash table'), 4);
  const strings = first(TAG.strings) ?? 0;
  if (strings > symbols) return Math.floor((strings - symbols) / size);
  const gnuHash = first(TAG.gnuHash);
  return gnuHash === undefined ? 0 : countByGnuHash(layout, gnuHash);
}

/** The last chain ends at the last symbol. Symbols that are asked of others stand before all chains. */
function countByGnuHash(layout: ElfLayout, address: number): number {
  const { u32, is64 } = layout.numbers;
  const what = 'its hash table';
  const head = at(layout, address, 16, what);
  const [buckets, offset, bloom] = [u32(head, 0), u32(head, 4), u32(head, 8)];
  const bucketsAt = address + 16 + bloom * (is64 ? 8 : 4);
  const table = at(layout, bucketsAt, buckets * 4, what);
  let last = 0;
  for (let i = 0; i < buckets; i++) last = Math.max(last, u32(table, i * 4));
  if (last < offset) return offset;
  const chains = at(layout, bucketsAt + buckets * 4 + (last - offset) * 4, LONGEST_LIST, what, true);
  for (let i = 0; i + 4 <= chains.length; i += 4) if ((u32(chains, i) & 1) === 1) return last + i / 4 + 1;
  return last + 1;
}

/** Bytes at an address, as the segments place them. @param orLess up to the end of the segment is enough */
function at({ segments, range }: ElfLayout, address: number, length: number, what: string, orLess = false): Buffer {
  const segment = segments.find(({ type, address: start, size }) => type === SEGMENT_TYPE.load && address >= start && address < start + size);
  // An address that no segment has lies outside of every file.
  const offset = segment ? segment.offset + (address - segment.address) : Number.POSITIVE_INFINITY;
  const room = segment ? segment.size - (address - segment.address) : 0;
  return range.read(offset, orLess ? Math.min(length, room) : length, what);
}
