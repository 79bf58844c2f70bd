/** Writes the smallest ELF files and archives that say what a test wants them to say. Sections follow a fixed plan. */

export interface ElfParts {
  readonly is64: boolean;
  readonly little: boolean;
  readonly type?: 'object' | 'shared';
  readonly needed?: readonly string[];
  readonly soname?: string;
  readonly runpath?: string;
  /** "free@GLIBC_2.2.5"; a tilde in front: weak. */
  readonly imported?: readonly string[];
  readonly exported?: readonly string[];
  readonly modinfo?: readonly string[];
  /** Without section headers. */
  readonly stripped?: boolean;
}

type Field = readonly [size: 1 | 2 | 4 | 'word', value: number];

export function elf(parts: ElfParts): Buffer {
  const { is64, little, type = 'object', needed = [], soname, runpath, imported = [], exported = [], modinfo = [], stripped = false } = parts;
  const wide = is64 ? 8 : 4;
  const pack = (...fields: readonly Field[]): Buffer => {
    const bytes = Buffer.alloc(fields.reduce((sum, [size]) => sum + (size === 'word' ? wide : size), 0));
    let at = 0;
    for (const [size, value] of fields) {
      const length = size === 'word' ? wide : size;
      if (length === 8) bytes[little ? 'writeBigUInt64LE' : 'writeBigUInt64BE'](BigInt(value), at);
      else bytes[little ? 'writeUIntLE' : 'writeUIntBE'](value, at, length);
      at += length;
    }
    return bytes;
  };

  let strings = Buffer.from([0]);
  const string = (text: string): number => {
    const at = strings.length;
    strings = Buffer.concat([strings, Buffer.from(`${text}\0`)]);
    return at;
  };
  const versions = [...new Set(imported.flatMap((name) => name.split('@')[1] ?? []))];
  const symbol = (said: string, section: number): Buffer => {
    const name = string(said.replace('~', '').split('@')[0]!);
    const info = (said.startsWith('~') ? 0x20 : 0x10) | 2;
    return is64 ? pack([4, name], [1, info], [1, 0], [2, section], ['word', 0], ['word', 0]) : pack([4, name], ['word', 0], ['word', 0], [1, info], [1, 0], [2, section]);
  };
  const symbols = Buffer.concat([Buffer.alloc(is64 ? 24 : 16), ...imported.map((name) => symbol(name, 0)), ...exported.map((name) => symbol(name, 1))]);
  const ofSymbols = pack([2, 0], ...imported.map((name): Field => [2, name.includes('@') ? 2 + versions.indexOf(name.split('@')[1]!) : 1]), ...exported.map((): Field => [2, 1]));
  const requirements = versions.length === 0 ? Buffer.alloc(0) : Buffer.concat([
    pack([2, 1], [2, versions.length], [4, string('libc.so.6')], [4, 16], [4, 0]),
    ...versions.map((version, i) => pack([4, 0], [2, 0], [2, 2 + i], [4, string(version)], [4, i === versions.length - 1 ? 0 : 16])),
  ]);
  const entries = [...needed.map((name) => [1, string(name)]), ...(soname === undefined ? [] : [[14, string(soname)]]), ...(runpath === undefined ? [] : [[29, string(runpath)]])];

  const headerSize = is64 ? 64 : 52;
  const segmentSize = is64 ? 56 : 32;
  const contents: { name: string; type: number; bytes: Buffer; link: number; offset: number }[] = [];
  let offset = headerSize + 2 * segmentSize;
  const add = (name: string, sectionType: number, bytes: Buffer, link = 0): number => {
    contents.push({ name, type: sectionType, bytes, link, offset });
    const at = offset;
    offset += bytes.length;
    return at;
  };
  const isShared = type === 'shared';
  const symbolsAt = add(isShared ? '.dynsym' : '.symtab', isShared ? 11 : 2, symbols, 2);
  const stringsAt = add('.strtab', 3, strings);
  const versionsAt = add('.gnu.version', 0x6fffffff, ofSymbols);
  const requirementsAt = add('.gnu.version_r', 0x6ffffffe, requirements);
  if (modinfo.length > 0) add('.modinfo', 1, Buffer.from(modinfo.map((entry) => `${entry}\0`).join('')));
  const dynamic = Buffer.concat([
    ...entries, [5, stringsAt], [10, strings.length], [6, symbolsAt],
    ...(versions.length > 0 ? [[0x6ffffff0, versionsAt], [0x6ffffffe, requirementsAt]] : []), [0, 0],
  ].map(([tag, value]) => pack(['word', tag!], ['word', value!])));
  const dynamicAt = isShared ? add('.dynamic', 6, dynamic, 2) : 0;

  let names = Buffer.from([0]);
  const nameOf = (text: string): number => {
    const at = names.length;
    names = Buffer.concat([names, Buffer.from(`${text}\0`)]);
    return at;
  };
  const nameOffsets = [...contents.map(({ name }) => nameOf(name)), nameOf('.shstrtab')];
  add('.shstrtab', 3, names);
  const sectionHeader = (name: number, sectionType: number, at: number, size: number, link: number): Buffer =>
    pack([4, name], [4, sectionType], ['word', 0], ['word', at], ['word', at], ['word', size], [4, link], [4, 0], ['word', 1], ['word', 0]);
  const sections = Buffer.concat([sectionHeader(0, 0, 0, 0, 0), ...contents.map((one, i) => sectionHeader(nameOffsets[i]!, one.type, one.offset, one.bytes.length, one.link))]);
  const segment = (segmentType: number, at: number, size: number): Buffer =>
    is64
      ? pack([4, segmentType], [4, 5], ['word', at], ['word', at], ['word', at], ['word', size], ['word', size], ['word', 1])
      : pack([4, segmentType], ['word', at], ['word', at], ['word', at], ['word', size], ['word', size], [4, 5], ['word', 1]);
  const header = Buffer.concat([
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, little ? 1 : 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    pack([2, isShared ? 3 : 1], [2, 62], [4, 1], ['word', 0], ['word', headerSize], ['word', stripped ? 0 : offset], [4, 0], [2, headerSize], [2, segmentSize], [2, isShared ? 2 : 0], [2, is64 ? 64 : 40], [2, stripped ? 0 : contents.length + 1], [2, stripped ? 0 : contents.length]),
  ]);
  const segments = Buffer.concat([segment(1, 0, offset), segment(2, dynamicAt, isShared ? dynamic.length : 0)]);
  return Buffer.concat([header, segments, ...contents.map(({ bytes }) => bytes), ...(stripped ? [] : [sections])]);
}

export interface ArchiveMember {
  readonly name: string;
  /** Null: a thin archive, which only names it. */
  readonly content: Buffer | null;
}

export function archive(members: readonly ArchiveMember[], names: 'gnu' | 'bsd'): Buffer {
  const thin = members.some(({ content }) => content === null);
  const header = (name: string, size: number): Buffer => Buffer.from(`${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${String(size).padEnd(10)}\`\n`);
  const padded = (bytes: Buffer): Buffer => (bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from('\n')]));
  const long = members.map(({ name }) => `${name}/\n`);
  const table = Buffer.from(long.join(''));
  const written = members.map(({ name, content }, i) => {
    if (names === 'bsd') return padded(Buffer.concat([header(`#1/${name.length}`, name.length + content!.length), Buffer.from(name), content!]));
    const isLong = name.length > 15 || thin;
    return Buffer.concat([header(isLong ? `/${long.slice(0, i).join('').length}` : `${name}/`, content?.length ?? 0), ...(content ? [padded(content)] : [])]);
  });
  return Buffer.concat([Buffer.from(thin ? '!<thin>\n' : '!<arch>\n'), ...(names === 'gnu' ? [header('//', table.length), padded(table)] : []), ...written]);
}
