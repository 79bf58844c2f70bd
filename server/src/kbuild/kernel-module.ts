/** What Kbuild links into one kernel module, and with which flags: the result of reading make files. */

import type { CompileFlags } from '../make/compile-flags.ts';

export interface SourceFile {
  /** Absolute path of a .c or .S file (its object's name may differ from what an import suggests). */
  readonly path: string;
  readonly language: 'c' | 'assembler';
  readonly flags: CompileFlags;
}

export interface KernelModule {
  /** File name without .ko. */
  readonly name: string;
  /** Directory of the make file whose obj-m names it; absolute. */
  readonly directory: string;
  readonly makefile: string;
  readonly sources: readonly SourceFile[];
  /** Objects that are linked in and have no source to read; absent when the sources are complete. */
  readonly missing?: readonly MissingObject[];
}

export interface MissingObject {
  /** Relative to the module's directory: "tables.o". */
  readonly object: string;
  /** A clause for people: "is made from a source that is generated during the build". */
  readonly reason: string;
}
