/**
 * Symbol versions of a shared library or program ("GLIBC_2.34"): a number for each dynamic symbol, and two lists that say
 * which version the numbers mean (Linux Standard Base, "Symbol Versioning").
 */

import { stringAt, type ElfNumbers } from './elf-layout.ts';

/** Numbers 0 and 1 stand for no version; the highest bit says that a newer one is the default. */
const FIRST = 2;
const NUMBER = 0x7fff;
const BASE = 1;

/** @param definitions, requirements the bytes from the start of each list to wherever they can go on */
export function readVersions(numbers: ElfNumbers, names: Buffer, ofSymbols: Buffer, definitions: Buffer, requirements: Buffer): (index: number) => string | null {
  const versions = new Map<number, string>();
  readDefinitions(numbers, definitions, names, versions);
  readRequirements(numbers, requirements, names, versions);
  return (index) => {
    if (index * 2 + 2 > ofSymbols.length) return null;
    const number = numbers.u16(ofSymbols, index * 2) & NUMBER;
    return number < FIRST ? null : (versions.get(number) ?? null);
  };
}

function readDefinitions({ u16, u32 }: ElfNumbers, list: Buffer, names: Buffer, versions: Map<number, string>): void {
  for (const at of chain(list, 0, 20, (entry) => u32(list, entry + 16))) {
    const flags = u16(list, at + 2);
    const first = at + u32(list, at + 12);
    if (first + 8 > list.length || (flags & BASE) !== 0) continue;
    versions.set(u16(list, at + 4) & NUMBER, stringAt(names, u32(list, first)));
  }
}

function readRequirements({ u16, u32 }: ElfNumbers, list: Buffer, names: Buffer, versions: Map<number, string>): void {
  const seen = new Set<number>();
  for (const at of chain(list, 0, 16, (entry) => u32(list, entry + 12))) {
    for (const one of chain(list, at + u32(list, at + 8), 16, (entry) => u32(list, entry + 12))) {
      // Chains that run into one another go on alike: a damaged list costs no more than it is long.
      if (seen.has(one)) break;
      seen.add(one);
      versions.set(u16(list, one + 6) & NUMBER, stringAt(names, u32(list, one + 8)));
    }
  }
}

/** Places of a list whose entries say how far it is to the next, which is always onwards: no list goes round in a circle. */
function* chain(list: Buffer, start: number, size: number, step: (at: number) => number): Generator<number> {
  for (let at = start; at + size <= list.length; ) {
    yield at;
    const next = step(at);
    if (next < size) return;
    at += next;
  }
}
