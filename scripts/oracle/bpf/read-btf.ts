/** What the type information of a compiled BPF object tells: which functions it expects of the kernel (the section .ksyms of .BTF). */

import { cString, type Section } from '../elf.ts';

const DATASEC = 15;
const STRUCT = 4;
/** A typedef, volatile, const, restrict, variable, or tag of a type. */
const STANDS_FOR = [8, 9, 10, 11, 14, 18];

/** Functions and variables that libbpf looks up in the kernel, with whether each is a structure; others that are undefined come from another object. */
export function readKernelSymbols(sections: readonly Section[]): Map<string, boolean> {
  const btf = sections.find((section) => section.name === '.BTF')?.bytes;
  if (!btf) return new Map();
  const types = readTypes(btf);
  const strings = btf.subarray(btf.readUInt32LE(4) + btf.readUInt32LE(16));
  const ksyms = types.find((type) => type.kind === DATASEC && cString(strings, type.nameOffset) === '.ksyms');
  return new Map(ksyms?.members.map((id) => [cString(strings, types[id]!.nameOffset), isStructure(types, types[id]!)]));
}

function isStructure(types: readonly BtfType[], variable: BtfType): boolean {
  let type = variable;
  while (STANDS_FOR.includes(type.kind)) type = types[type.of]!;
  return type.kind === STRUCT;
}

interface BtfType {
  readonly nameOffset: number;
  readonly kind: number;
  /** Of a type that stands for another one. */
  readonly of: number;
  /** Types of what is in a section. */
  readonly members: readonly number[];
}

/** Bytes behind the head of a type, by kind (include/uapi/linux/btf.h): fixed, or for each member. */
const FIXED: Readonly<Record<number, number>> = { 1: 4, 3: 12, 14: 4, 17: 4 };
const PER_MEMBER: Readonly<Record<number, number>> = { 4: 12, 5: 12, 6: 8, 13: 8, 15: 12, 19: 12 };

function readTypes(btf: Buffer): BtfType[] {
  const start = btf.readUInt32LE(4) + btf.readUInt32LE(8);
  const end = start + btf.readUInt32LE(12);
  const types: BtfType[] = [{ nameOffset: 0, kind: 0, of: 0, members: [] }];
  for (let at = start; at < end; ) {
    const info = btf.readUInt32LE(at + 4);
    const kind = (info >> 24) & 31;
    const members = kind === DATASEC ? Array.from({ length: info & 0xffff }, (_, i) => btf.readUInt32LE(at + 12 + i * 12)) : [];
    types.push({ nameOffset: btf.readUInt32LE(at), kind, of: btf.readUInt32LE(at + 8), members });
    at += 12 + (FIXED[kind] ?? 0) + (PER_MEMBER[kind] ?? 0) * (info & 0xffff);
  }
  return types;
}
