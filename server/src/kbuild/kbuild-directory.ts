/**
 * Kbuild's conventions for one directory: obj-m, composite objects, flags, directories to descend into.
 * A model of scripts/Makefile.build and scripts/Makefile.lib; linking, signing and installing are none of its business.
 */

import path from 'node:path';
import type { Unread } from '../base/files.ts';
import { compileFlags } from '../make/compile-flags.ts';
import { kbuildMake, workingDirectory, type KbuildRun } from './kbuild-environment.ts';
import type { KernelModule, MissingObject, SourceFile } from './kernel-module.ts';
import type { Make } from '../make/make.ts';
import { matchStem, splitWords } from '../make/words.ts';

export interface KbuildDirectory {
  readonly modules: readonly KernelModule[];
  /** Absolute paths of directories that Kbuild enters from here. */
  readonly subdirectories: readonly string[];
  /** subdir-ccflags-y and subdir-asflags-y, with what was inherited. */
  readonly inherited: InheritedFlags;
  readonly exported: ReadonlyMap<string, string>;
  readonly makeFiles: readonly string[];
  readonly unread: readonly Unread[];
}

/** Flags from directories above: still quoted command line text. */
export interface InheritedFlags {
  readonly c: string;
  readonly assembler: string;
}

export const NO_FLAGS: InheritedFlags = { c: '', assembler: '' };

/** The file that Kbuild reads in a directory: Kbuild wins over Makefile (scripts/Kbuild.include, kbuild-file). */
export function kbuildFile(run: Pick<KbuildRun, 'files'>, directory: string): string | undefined {
  return ['Kbuild', 'Makefile'].map((name) => path.join(directory, name)).find((file) => run.files.stat(file)?.kind === 'file');
}

/** @param directory absolute; undefined when it holds no make file */
export function readKbuildDirectory(run: KbuildRun, directory: string, inherited: InheritedFlags): KbuildDirectory | undefined {
  const makefile = kbuildFile(run, directory);
  if (makefile === undefined) return undefined;
  const make = kbuildMake(run);
  const obj = objectDirectory(run, directory);
  make.define('obj', obj, 'file');
  make.define('src', sourceIsAbsolute(run) ? directory : obj, 'file');
  for (const name of RESET) make.define(name, '', 'file');
  if (inherited !== NO_FLAGS) {
    make.define('KBUILD_CFLAGS', inherited.c, 'environment');
    make.define('KBUILD_AFLAGS', inherited.assembler, 'environment');
  }
  if (!make.readFile(makefile)) make.report('cannot be read');
  return new DirectoryReader(run, make, directory, obj, makefile).read();
}

/** scripts/Makefile.build empties these before it includes the make file, so that the environment cannot leak in. */
const RESET: readonly string[] = [
  'obj-y obj-m lib-y lib-m always-y always-m targets subdir-y subdir-m',
  'EXTRA_AFLAGS EXTRA_CFLAGS EXTRA_CPPFLAGS asflags-y ccflags-y cppflags-y subdir-asflags-y subdir-ccflags-y',
].flatMap(splitWords);

/** $(obj): absolute for an external module, relative to the build directory inside the kernel. */
function objectDirectory(run: KbuildRun, directory: string): string {
  return run.externalModule !== null ? directory : path.relative(run.sourceTree, directory) || '.';
}

/** $(src) became a path that is valid anywhere with 6.10; before, make files wrote $(srctree)/$(src). */
function sourceIsAbsolute(run: KbuildRun): boolean {
  const [major, minor] = run.target?.version ?? [6, 10];
  return run.externalModule !== null || major > 6 || (major === 6 && minor >= 10);
}

class DirectoryReader {
  private readonly stemFlags: boolean;

  constructor(
    private readonly run: KbuildRun,
    private readonly make: Make,
    private readonly directory: string,
    private readonly obj: string,
    private readonly makefile: string,
  ) {
    // CFLAGS_sub/foo.o instead of CFLAGS_foo.o for an object in a subdirectory: since 5.4.
    const [major, minor] = run.target?.version ?? [6, 0];
    this.stemFlags = major > 5 || (major === 5 && minor >= 4);
  }

  read(): KbuildDirectory {
    const { make } = this;
    const builtIn = new Set(make.list('obj-y'));
    const modular = make.list('obj-m');
    const objects = [...new Set(modular)].filter((object) => object.endsWith('.o') && !builtIn.has(object));
    const subdirectories = [...builtIn, ...modular].filter((name) => name.endsWith('/'));
    return {
      modules: objects.map((object) => this.module(object)),
      subdirectories: [...new Set(subdirectories)].map((name) => path.resolve(this.directory, name)),
      inherited: {
        c: `${make.value('KBUILD_CFLAGS')} ${make.value('subdir-ccflags-y')}`.trim(),
        assembler: `${make.value('KBUILD_AFLAGS')} ${make.value('subdir-asflags-y')}`.trim(),
      },
      exported: make.exportedVariables(),
      makeFiles: make.makeFiles,
      unread: [...make.unread, ...this.leftOut()],
    };
  }

  /** What an external module's make file could build and does not: an author looks for it. The kernel's own is left out on purpose. */
  private leftOut(): Unread[] {
    if (this.run.externalModule === null) return [];
    return this.make.switchedOff
      .filter(({ name, words }) => /^obj-n?$/.test(name) && words.length > 0)
      .map(({ written, words, file, line }) => ({ file, line, reason: `${words.join(' ')} is not built: ${written} is off` }));
  }

  private module(object: string): KernelModule {
    const sources: SourceFile[] = [];
    const missing: MissingObject[] = [];
    for (const part of this.parts(object, new Set())) {
      const source = this.source(part);
      if (source) sources.push(source);
      else missing.push({ object: part, reason: this.reasonWithoutSource(part) });
    }
    for (const { object: part, reason } of missing) this.make.report(`${part} ${reason}`);
    const module = { name: path.posix.basename(object, '.o'), directory: this.directory, makefile: this.makefile, sources };
    return missing.length === 0 ? module : { ...module, missing };
  }

  /**
   * Objects that `object` is linked from: itself when nothing lists parts (Makefile.lib, real-search). Kbuild looks one
   * level deep; a part that has parts of its own and no source is resolved all the same, as the author's intent is plain.
   */
  private parts(object: string, seen: Set<string>): string[] {
    if (seen.has(object)) return [];
    seen.add(object);
    const stem = object.replace(/\.o$/, '');
    const lists = ['-objs', '-y', '-m'].flatMap((suffix) => this.make.list(stem + suffix));
    if (lists.length === 0 && this.make.list(stem + '-').length === 0) return [object];
    return [...new Set(lists)].flatMap((part) => {
      const composite = seen.size < 100 && part.endsWith('.o') && this.sourcePath(part) === undefined;
      return composite ? this.parts(part, seen) : [part];
    });
  }

  private source(object: string): SourceFile | undefined {
    const file = this.sourcePath(object);
    if (file === undefined) return undefined;
    const language = /\.S(_shipped)?$/.test(file) ? 'assembler' : 'c';
    return { path: file, language, flags: compileFlags(this.flags(object, language), workingDirectory(this.run)) };
  }

  /** Source of an object by Makefile.build's pattern rules (%.c before %.S), then by what is shipped ready-made, then by a rule. */
  private sourcePath(object: string): string | undefined {
    if (!object.endsWith('.o')) return undefined;
    const stem = path.resolve(this.directory, object.slice(0, -2));
    for (const suffix of ['.c', '.S', '.c_shipped', '.S_shipped']) {
      if (this.run.files.stat(stem + suffix)?.kind === 'file') return stem + suffix;
    }
    return this.sourceByRule(object);
  }

  /** `$(obj)/foo.o: $(src)/bar.c` without a recipe of its own that would say something else. */
  private sourceByRule(object: string): string | undefined {
    const target = path.resolve(this.directory, object);
    for (const rule of this.make.rules) {
      for (const pattern of rule.targets) {
        const stem = matchStem(path.resolve(this.make.directory, pattern), target);
        if (stem === undefined) continue;
        const source = rule.prerequisites
          .map((name) => path.resolve(this.make.directory, name.replace('%', () => stem)))
          .find((name) => /\.[cS]$/.test(name) && this.run.files.stat(name)?.kind === 'file');
        if (source !== undefined) return source;
      }
    }
    return undefined;
  }

  private reasonWithoutSource(object: string): string {
    const stem = path.resolve(this.directory, object.replace(/\.o$/, ''));
    const generated = this.make.rules.some((rule) =>
      rule.targets.some((pattern) => ['.c', '.S', '.o'].some((suffix) => matchStem(path.resolve(this.make.directory, pattern), stem + suffix) !== undefined)),
    );
    // %.asn1.c: %.asn1 and its kin are rules of Kbuild itself.
    if (generated || this.run.files.stat(stem)?.kind === 'file') return `is made from a source that is generated during the build`;
    if (this.run.files.stat(stem + '.o_shipped')) return `is shipped as a binary`;
    if (object.endsWith('.a')) return `is an archive`;
    if (this.run.files.stat(stem + '.rs')) return `is written in Rust`;
    return `has no source here`;
  }

  /** The order of _c_flags and _a_flags in Makefile.lib. */
  private flags(object: string, language: 'c' | 'assembler'): string {
    const { make } = this;
    const c = language === 'c';
    const base = path.posix.basename(object, '.o');
    const stem = object.replace(/\.o$/, '');
    const key = `${this.stemFlags ? stem : base}.o`;
    const locals = new Map([
      ['@', `${this.obj}/${object}`],
      ['*', `${this.obj}/${stem}`],
      ['<', this.sourcePath(object) ?? ''],
      ['basetarget', base],
      ['target-stem', stem],
    ]);
    return make.forTarget(`${this.obj}/${object}`, locals, () => {
      const value = (name: string) => make.value(name);
      const directory = c
        ? [value('KBUILD_CPPFLAGS'), value('KBUILD_CFLAGS'), value('KCPPFLAGS'), value('KCFLAGS'), value('subdir-ccflags-y'), value('ccflags-y'), value('EXTRA_CFLAGS')]
        : [value('KBUILD_CPPFLAGS'), value('KBUILD_AFLAGS'), value('KCPPFLAGS'), value('KAFLAGS'), value('subdir-asflags-y'), value('asflags-y'), value('EXTRA_AFLAGS')];
      const kept = without(directory.join(' '), value(c ? 'ccflags-remove-y' : 'asflags-remove-y'));
      const own = value(`${c ? 'CFLAGS' : 'AFLAGS'}_${key}`);
      const all = without(`${kept} ${own}`, value(`${c ? 'CFLAGS' : 'AFLAGS'}_REMOVE_${key}`));
      return `${all} ${value(c ? 'KBUILD_CFLAGS_MODULE' : 'KBUILD_AFLAGS_MODULE')} ${value(c ? 'CFLAGS_MODULE' : 'AFLAGS_MODULE')}`;
    });
  }
}

/** filter-out, leaving the text alone when nothing is to be removed: quoted blanks must survive. */
function without(flags: string, removed: string): string {
  const patterns = splitWords(removed);
  if (patterns.length === 0) return flags;
  return splitWords(flags)
    .filter((flag) => !patterns.some((pattern) => matchStem(pattern, flag) !== undefined))
    .join(' ');
}
