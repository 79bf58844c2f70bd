/** An ELF file: a program, a shared library, an object or a kernel module. */

import type { Binary } from './binary.ts';
import { Malformed, type ByteRange } from './byte-range.ts';
import { readDynamicPart } from './elf-dynamic.ts';
import { FILE_TYPE, readElfLayout, SECTION_TYPE, sectionBytes, SEGMENT_TYPE, type ElfLayout } from './elf-layout.ts';
import { readSymbols, type ElfSymbols } from './elf-symbols.ts';

export function readElf(range: ByteRange): Binary {
  const layout = readElfLayout(range);
  const { type } = layout;
  if (type === FILE_TYPE.core) throw new Malformed('is the memory of a program that crashed');
  if (type !== FILE_TYPE.relocatable && type !== FILE_TYPE.executable && type !== FILE_TYPE.shared) throw new Malformed(`is an ELF file of a kind that is not known (${type})`);
  const dynamic = type === FILE_TYPE.relocatable ? undefined : readDynamicPart(layout);
  const modinfo = type === FILE_TYPE.relocatable ? readModinfo(layout) : [];
  const symbols = dynamic ?? staticSymbols(layout);
  const isProgram = type === FILE_TYPE.executable || !dynamic || dynamic.isProgram || (dynamic.soname === null && layout.segments.some((segment) => segment.type === SEGMENT_TYPE.interpreter));
  return {
    kind: type === FILE_TYPE.relocatable ? (modinfo.length > 0 ? 'kernel-module' : 'object') : isProgram ? 'executable' : 'shared-library',
    needed: dynamic?.needed ?? [],
    soname: dynamic?.soname ?? null,
    searchPath: dynamic?.searchPath ?? [],
    imported: symbols.imported,
    exported: symbols.exported,
    modinfo,
    unread: [],
  };
}

/** The linker's own table, which objects have, and programs that were not stripped. */
function staticSymbols(layout: ElfLayout): ElfSymbols {
  const section = layout.sections.find(({ type }) => type === SECTION_TYPE.symbols);
  if (!section) return { imported: [], exported: [] };
  const strings = layout.sections[section.link];
  if (!strings) throw new Malformed('is damaged: the names of its symbols are nowhere');
  const names = sectionBytes(layout, strings, 'the names of its symbols');
  return readSymbols(layout.numbers, sectionBytes(layout, section, 'its symbol table'), names, () => null);
}

/** "license=GPL", each ended by a NUL byte. */
function readModinfo(layout: ElfLayout): Binary['modinfo'] {
  const sections = layout.sections.filter(({ name }) => name === '.modinfo');
  const entries = sections.flatMap((section) => sectionBytes(layout, section, 'its .modinfo').toString('utf8').split('\0'));
  return entries.flatMap((entry) => {
    const at = entry.indexOf('=');
    return at < 1 ? [] : [{ tag: entry.slice(0, at), value: entry.slice(at + 1) }];
  });
}
