/** Reads what modpost looks at in a kernel module: the symbol table and .modinfo of a 64-bit little-endian ELF file. */

export interface ModuleObject {
  readonly undefined: readonly string[];
  /** Undefined and weak: modpost says nothing about these. */
  readonly weak: readonly string[];
  /** Global symbols that the module defines. */
  readonly defined: readonly string[];
  /** Global functions that the module defines. */
  readonly functions: readonly string[];
  /** Values of license= in .modinfo. */
  readonly licenses: readonly string[];
}

const SHT_SYMTAB = 2;
const STB_GLOBAL = 1;
const STB_WEAK = 2;
const STT_FUNC = 2;
const SYMBOL_SIZE = 24;

export function readModuleObject(elf: Buffer): ModuleObject {
  if (elf.readUInt32BE(0) !== 0x7f454c46 || elf[4] !== 2 || elf[5] !== 1) throw new Error('is no 64-bit little-endian ELF file');
  const sections = readSections(elf);
  const symbols = sections.find((section) => section.type === SHT_SYMTAB);
  if (!symbols) throw new Error('has no symbol table');
  const names = sections[symbols.link]!.bytes;
  const result = { undefined: [] as string[], weak: [] as string[], defined: [] as string[], functions: [] as string[] };
  for (let at = SYMBOL_SIZE; at < symbols.bytes.length; at += SYMBOL_SIZE) {
    const name = cString(names, symbols.bytes.readUInt32LE(at));
    const info = symbols.bytes[at + 4]!;
    const isUndefined = symbols.bytes.readUInt16LE(at + 6) === 0;
    const binding = info >> 4;
    if (isUndefined) (binding === STB_WEAK ? result.weak : result.undefined).push(name);
    else if (binding === STB_GLOBAL || binding === STB_WEAK) {
      result.defined.push(name);
      if ((info & 15) === STT_FUNC) result.functions.push(name);
    }
  }
  const modinfo = sections.find((section) => section.name === '.modinfo')?.bytes.toString('utf8') ?? '';
  const licenses = modinfo.split('\0').filter((entry) => entry.startsWith('license=')).map((entry) => entry.slice('license='.length));
  return { ...result, licenses };
}

export interface Section {
  readonly name: string;
  readonly type: number;
  readonly link: number;
  /** For relocations: the section that they are for. */
  readonly info: number;
  readonly bytes: Buffer;
}

export function readSections(elf: Buffer): Section[] {
  const start = Number(elf.readBigUInt64LE(0x28));
  const size = elf.readUInt16LE(0x3a);
  const count = elf.readUInt16LE(0x3c);
  const nameTable = elf.readUInt16LE(0x3e);
  const headers = Array.from({ length: count }, (_, i) => {
    const at = start + i * size;
    const offset = Number(elf.readBigUInt64LE(at + 0x18));
    const length = Number(elf.readBigUInt64LE(at + 0x20));
    const type = elf.readUInt32LE(at + 4);
    const SHT_NOBITS = 8;
    const bytes = type === SHT_NOBITS ? elf.subarray(0, 0) : elf.subarray(offset, offset + length);
    return { nameOffset: elf.readUInt32LE(at), type, link: elf.readUInt32LE(at + 0x28), info: elf.readUInt32LE(at + 0x2c), bytes };
  });
  const names = headers[nameTable]!.bytes;
  return headers.map((header) => ({ ...header, name: cString(names, header.nameOffset) }));
}

export function cString(bytes: Buffer, offset: number): string {
  return bytes.toString('latin1', offset, bytes.indexOf(0, offset));
}
