/**
 * The frame of an ELF file: its header, and where its segments and sections lie (System V ABI, "Object Files"). 32 and
 * 64 bit, both orders of bytes.
 */

import { Malformed, type ByteRange } from './byte-range.ts';

/** Reads numbers as one file stores them. */
export interface ElfNumbers {
  readonly is64: boolean;
  u16(bytes: Buffer, at: number): number;
  u32(bytes: Buffer, at: number): number;
  /** An address, an offset or a size: as wide as the file's class. What no file can hold is more than any size. */
  word(bytes: Buffer, at: number): number;
}

export interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  /** In the file. */
  readonly size: number;
}

export interface Section {
  readonly name: string;
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  /** For relocations: the section that they are for. */
  readonly info: number;
}

export interface ElfLayout {
  readonly numbers: ElfNumbers;
  readonly range: ByteRange;
  readonly type: number;
  readonly segments: readonly Segment[];
  readonly sections: readonly Section[];
}

export const FILE_TYPE = { relocatable: 1, executable: 2, shared: 3, core: 4 } as const;
export const SECTION_TYPE = { symbols: 2, strings: 3, noBits: 8, dynamicSymbols: 11 } as const;
export const SEGMENT_TYPE = { load: 1, dynamic: 2, interpreter: 3 } as const;

/** Numbers of segments and of the section with the names that do not fit into 16 bits are told by section 0. */
const ESCAPE = 0xffff;

export function isElf(head: Buffer): boolean {
  return head.length >= 4 && head.readUInt32BE(0) === 0x7f454c46;
}

export function readElfLayout(range: ByteRange): ElfLayout {
  const ident = range.read(0, 16, 'its header');
  const numbers = numbersOf(ident);
  const { is64, u16, word } = numbers;
  const header = range.read(0, is64 ? 64 : 52, 'its header');
  const wide = is64 ? 8 : 4;
  const counts = 24 + 3 * wide + 6;
  const segmentsAt = word(header, 24 + wide);
  const sectionsAt = word(header, 24 + 2 * wide);
  const sectionSize = u16(header, counts + 4);
  if (sectionsAt > 0) expectSize(sectionSize, is64 ? 64 : 40, 'its section headers');
  const first = sectionsAt > 0 ? readSectionHeader(numbers, range.read(sectionsAt, sectionSize, 'its section headers'), 0) : undefined;

  const saidSegments = u16(header, counts + 2);
  const segmentCount = saidSegments === ESCAPE && first ? first.info : saidSegments;
  const saidSections = u16(header, counts + 6);
  const sectionCount = !first ? 0 : saidSections === 0 ? first.size : saidSections;
  const saidNames = u16(header, counts + 8);
  const nameTable = saidNames === ESCAPE && first ? first.link : saidNames;

  const segmentSize = u16(header, counts);
  if (segmentCount > 0) expectSize(segmentSize, is64 ? 56 : 32, 'its program headers');
  const segmentTable = range.read(segmentsAt, segmentCount * segmentSize, 'its program headers');
  const sectionTable = range.read(sectionsAt, sectionCount * sectionSize, 'its section headers');
  return {
    numbers,
    range,
    type: u16(header, 16),
    segments: Array.from({ length: segmentCount }, (_, i) => readSegment(numbers, segmentTable, i * segmentSize)),
    sections: named(Array.from({ length: sectionCount }, (_, i) => readSectionHeader(numbers, sectionTable, i * sectionSize)), nameTable, range),
  };
}

function numbersOf(ident: Buffer): ElfNumbers {
  const [width, order] = [ident[4], ident[5]];
  if ((width !== 1 && width !== 2) || (order !== 1 && order !== 2)) throw new Malformed('is damaged: its ELF header names no word size and byte order that there are');
  const little = order === 1;
  const is64 = width === 2;
  const u32 = (bytes: Buffer, at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  return {
    is64,
    u16: (bytes, at) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)),
    u32,
    word: (bytes, at) => (!is64 ? u32(bytes, at) : Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))),
  };
}

function expectSize(size: number, least: number, what: string): void {
  if (size < least) throw new Malformed(`is damaged: ${what} are too small to be any`);
}

function readSegment({ is64, u32, word }: ElfNumbers, table: Buffer, at: number): Segment {
  const type = u32(table, at);
  return is64
    ? { type, offset: word(table, at + 8), address: word(table, at + 16), size: word(table, at + 32) }
    : { type, offset: word(table, at + 4), address: word(table, at + 8), size: word(table, at + 16) };
}

type SectionHeader = Omit<Section, 'name'> & { readonly nameAt: number };

function readSectionHeader({ is64, u32, word }: ElfNumbers, table: Buffer, at: number): SectionHeader {
  const wide = is64 ? 8 : 4;
  const links = at + 8 + 4 * wide;
  return {
    nameAt: u32(table, at),
    type: u32(table, at + 4),
    address: word(table, at + 8 + wide),
    offset: word(table, at + 8 + 2 * wide),
    size: word(table, at + 8 + 3 * wide),
    link: u32(table, links),
    info: u32(table, links + 4),
  };
}

function named(headers: readonly SectionHeader[], nameTable: number, range: ByteRange): Section[] {
  const table = headers[nameTable];
  const names = table && table.type !== SECTION_TYPE.noBits ? range.read(table.offset, table.size, 'the names of its sections') : Buffer.alloc(0);
  return headers.map(({ nameAt, ...section }) => ({ ...section, name: stringAt(names, nameAt) }));
}

/** Content of a section; sections without bits in the file have none. */
export function sectionBytes({ range }: ElfLayout, { type, offset, size }: Pick<Section, 'type' | 'offset' | 'size'>, what: string): Buffer {
  return type === SECTION_TYPE.noBits ? Buffer.alloc(0) : range.read(offset, size, what);
}

/** No name of C++ is longer: a table without an end for its names is not searched again for each of them. */
const LONGEST_NAME = 1 << 16;

/** Up to the next NUL byte; empty outside of the table. */
export function stringAt(table: Buffer, at: number): string {
  const room = table.subarray(at, at + LONGEST_NAME);
  const end = room.indexOf(0);
  return room.toString('utf8', 0, end < 0 ? room.length : end);
}
