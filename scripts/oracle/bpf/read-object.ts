/**
 * What the verifier is handed of a compiled BPF object: for each program the numbers of the helpers that it calls, by
 * itself or in a function that is loaded with it, the kernel functions that it calls, and whether it reads the kernel's
 * structures directly.
 */

import { cString, readSections, type Section } from '../elf.ts';
import { readsKernelStructures, type Code, type CodeReader } from './kernel-loads.ts';
import { readKernelSymbols } from './read-btf.ts';

export interface ProgramTruth {
  readonly name: string;
  readonly section: string;
  readonly helpers: readonly number[];
  readonly kfuncs: readonly string[];
  readonly readsStructures: boolean;
}

export interface ObjectTruth {
  readonly license: string | null;
  readonly programs: readonly ProgramTruth[];
}

/** Facts of the kernel that decide where pointers to its structures come from. */
export interface StructurePointers {
  inArgument(section: string): boolean;
  returnedBy(helper: number): boolean;
}

/** kernel/bpf: ctx_arg_info of these iterators says that the members of their argument at these offsets are buffers. */
const BUFFERS = [
  { iterator: '/bpf_map_elem', offsets: [16, 24] },
  { iterator: '/bpf_sk_storage_map', offsets: [24] },
  { iterator: '/sockmap', offsets: [16] },
];
/** bpf_per_cpu_ptr and bpf_this_cpu_ptr return what they are handed: RET_PTR_TO_MEM_OR_BTF_ID. */
const OF_VARIABLE = [153, 154];

interface Symbol {
  readonly name: string;
  readonly section: number;
  readonly type: number;
  readonly value: number;
  readonly size: number;
}

const SHT_SYMTAB = 2;
const SHT_REL = 9;
const STT_FUNC = 2;
const STT_SECTION = 3;
const INSTRUCTION = 8;
const CALL = 0x85;
const LOAD_64 = 0x18;

export function readBpfObject(elf: Buffer, pointers: StructurePointers): ObjectTruth {
  const sections = readSections(elf);
  const object = new CompiledObject(sections);
  const license = sections.find((section) => section.name === 'license');
  return {
    license: license ? cString(Buffer.concat([license.bytes, Buffer.alloc(1)]), 0) : null,
    programs: object.programs.map((program) => programTruth(object, program, pointers)),
  };
}

function programTruth(object: CompiledObject, program: Symbol, pointers: StructurePointers): ProgramTruth {
  const helpers = new Set<number>();
  const kfuncs = new Set<string>();
  const seen = new Set<Symbol>();
  const pending = [program];
  for (let symbol; (symbol = pending.pop()); ) {
    if (seen.has(symbol)) continue;
    seen.add(symbol);
    for (const reference of object.references(symbol)) {
      if (reference.to) pending.push(reference.to);
      else if (reference.kfunc !== undefined) kfuncs.add(reference.kfunc);
      else if (reference.helper !== undefined) helpers.add(reference.helper);
    }
  }
  const { name: section } = object.sections[program.section]!;
  const reader: CodeReader = {
    target: (at, code) => {
      const reference = object.referenceAt(object.sectionOf(code), at);
      if (reference?.to) return { code: object.codeOf(reference.to) };
      return reference?.helper === undefined ? undefined : { helper: reference.helper };
    },
    returnsStructure: (helper, ofVariable) => (OF_VARIABLE.includes(helper) ? ofVariable : pointers.returnedBy(helper)),
    isStructureVariable: (at, code) => object.addressesStructure(object.sectionOf(code), at),
    otherPointers: BUFFERS.find(({ iterator }) => section.endsWith(iterator))?.offsets ?? [],
  };
  return {
    name: program.name, section,
    helpers: [...helpers].sort((a, b) => a - b), kfuncs: [...kfuncs].sort(),
    readsStructures: readsKernelStructures(object.codeOf(program), pointers.inArgument(section), reader),
  };
}

/** Another function of the object, a helper, or a function of the kernel. */
interface Reference {
  readonly to?: Symbol;
  readonly helper?: number;
  readonly kfunc?: string;
}

class CompiledObject {
  readonly programs: readonly Symbol[];
  private readonly symbols: readonly Symbol[];
  private readonly functions: ReadonlyMap<string, Symbol>;
  private readonly relocations: ReadonlyMap<number, ReadonlyMap<number, number>>;
  private readonly kernelSymbols: ReadonlyMap<string, boolean>;

  constructor(readonly sections: readonly Section[]) {
    this.symbols = readSymbols(sections);
    const functions = this.symbols.filter((symbol) => symbol.type === STT_FUNC);
    this.functions = new Map(functions.map((symbol) => [`${symbol.section}:${symbol.value}`, symbol]));
    this.programs = functions.filter((symbol) => sections[symbol.section]!.name !== '.text');
    this.relocations = new Map(sections.flatMap((section) => (section.type === SHT_REL ? [[section.info, readRelocations(section)] as const] : [])));
    this.kernelSymbols = readKernelSymbols(sections);
  }

  codeOf(symbol: Symbol): Code {
    return { bytes: this.sections[symbol.section]!.bytes, start: symbol.value, end: symbol.value + symbol.size };
  }

  sectionOf(code: Code): number {
    return this.sections.findIndex((section) => section.bytes === code.bytes);
  }

  addressesStructure(section: number, at: number): boolean {
    const relocated = this.relocations.get(section)?.get(at);
    return relocated !== undefined && this.kernelSymbols.get(this.symbols[relocated]!.name) === true;
  }

  *references(symbol: Symbol): Generator<Reference> {
    const { bytes, start, end } = this.codeOf(symbol);
    for (let at = start; at < end; at += bytes[at] === LOAD_64 ? 2 * INSTRUCTION : INSTRUCTION) {
      const reference = this.referenceAt(symbol.section, at);
      if (reference) yield reference;
    }
  }

  referenceAt(section: number, at: number): Reference | undefined {
    const { bytes } = this.sections[section]!;
    const code = bytes[at]!;
    if (code !== CALL && code !== LOAD_64) return undefined;
    const immediate = bytes.readInt32LE(at + 4);
    const relocated = this.relocations.get(section)?.get(at);
    if (code === CALL && bytes[at + 1]! >> 4 === 0) return { helper: immediate };
    if (relocated === undefined) return code === CALL ? this.local(section, at + INSTRUCTION * (immediate + 1)) : undefined;
    const target = this.symbols[relocated]!;
    if (code === CALL && this.kernelSymbols.has(target.name)) return { kfunc: target.name };
    if (target.type === STT_FUNC) return { to: target };
    if (target.type !== STT_SECTION) return undefined;
    return this.local(target.section, target.value + (code === CALL ? INSTRUCTION * (immediate + 1) : immediate));
  }

  private local(section: number, offset: number): Reference | undefined {
    const to = this.functions.get(`${section}:${offset}`);
    return to && { to };
  }
}

function readSymbols(sections: readonly Section[]): Symbol[] {
  const table = sections.find((section) => section.type === SHT_SYMTAB);
  if (!table) return [];
  const names = sections[table.link]!.bytes;
  return Array.from({ length: table.bytes.length / 24 }, (_, i) => {
    const at = i * 24;
    return {
      name: cString(names, table.bytes.readUInt32LE(at)),
      type: table.bytes[at + 4]! & 15,
      section: table.bytes.readUInt16LE(at + 6),
      value: Number(table.bytes.readBigUInt64LE(at + 8)),
      size: Number(table.bytes.readBigUInt64LE(at + 16)),
    };
  });
}

/** Index of the symbol by the offset of the instruction. */
function readRelocations(section: Section): Map<number, number> {
  const result = new Map<number, number>();
  for (let at = 0; at + 16 <= section.bytes.length; at += 16) {
    result.set(Number(section.bytes.readBigUInt64LE(at)), section.bytes.readUInt32LE(at + 12));
  }
  return result;
}
