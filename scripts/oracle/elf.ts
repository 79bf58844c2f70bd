/** What the oracle asks of compiled kernel modules and BPF objects, answered by the product's own reader. */

import { rangeOfBytes } from '../../server/src/binary/byte-range.ts';
import { readElfLayout, sectionBytes, stringAt, type Section as SectionHeader } from '../../server/src/binary/elf-layout.ts';
import { readBinaryBytes } from '../../server/src/binary/read-binary.ts';

/** What modpost looks at. */
export interface ModuleObject {
  /** Asked of others; what is weak besides being undefined modpost says nothing about, and it is not among these. */
  readonly undefined: readonly string[];
  /** Global functions that the module defines. */
  readonly functions: readonly string[];
  /** Values of license= in .modinfo. */
  readonly licenses: readonly string[];
}

export function readModuleObject(elf: Buffer): ModuleObject {
  const binary = readBinaryBytes(elf);
  if ('reason' in binary) throw new Error(binary.reason);
  return {
    undefined: binary.imported.filter(({ weak }) => !weak).map(({ name }) => name),
    functions: binary.exported.filter(({ isFunction }) => isFunction).map(({ name }) => name),
    licenses: binary.modinfo.filter(({ tag }) => tag === 'license').map(({ value }) => value),
  };
}

export interface Section extends SectionHeader {
  readonly bytes: Buffer;
}

export function readSections(elf: Buffer): Section[] {
  const layout = readElfLayout(rangeOfBytes(elf));
  return layout.sections.map((section) => ({ ...section, bytes: sectionBytes(layout, section, section.name) }));
}

export const cString = stringAt;
