/**
 * What the kernel's top Makefile and scripts/Kbuild.include hand to the make files of a directory, as far as these look
 * at it: the target's configuration, version and paths, and helper functions such as cc-option.
 */

import type { Files } from '../base/files.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { Make, type MakeEnvironment } from '../make/make.ts';
import type { Variable } from '../make/variables.ts';
import { shellReader } from './shell-reader.ts';

/** Where a Kbuild run takes place. All paths absolute. */
export interface KbuildRun {
  readonly files: Files;
  readonly target: KernelTarget | null;
  /** Kernel source or headers ($(srctree)). */
  readonly sourceTree: string;
  /** Build directory ($(objtree)): the working directory of make and, before 6.13, of the compiler. */
  readonly objectTree: string;
  /** The module directory (M=); null inside a kernel tree. */
  readonly externalModule: string | null;
  /** Variables of the command line that started the build: `make … CONFIG_FOO=m`. */
  readonly commandLine: ReadonlyMap<string, string>;
  /** Exported by make files on the way here. */
  readonly environment: ReadonlyMap<string, string>;
}

/**
 * Compiler tests are answered as a current gcc would: the flags that they guard hardly ever define macros, and where
 * they do the newer compiler is the better guess. Names from scripts/Kbuild.include and scripts/Makefile.compiler.
 */
const HELPERS: readonly (readonly [string, string])[] = [
  ['comma', ','],
  ['quote', '"'],
  ['squote', "'"],
  ['pound', '#'],
  ['empty', ''],
  ['space', ' '],
  ['try-run', '$(2)'],
  ['cc-option', '$(1)'],
  ['cc-option-yn', 'y'],
  ['cc-disable-warning', '-Wno-$(strip $(1))'],
  ['cc-ifversion', '$(if $(filter -ge -gt -ne,$(1)),$(3),$(4))'],
  ['cc-option-align', ''],
  ['as-option', '$(1)'],
  ['as-instr', '$(2)'],
  ['ld-option', '$(1)'],
  ['hostcc-option', '$(1)'],
  ['rustc-option', '$(1)'],
  ['gcc-min-version', 'y'],
  ['clang-min-version', ''],
  ['rustc-min-version', ''],
  ['test-lt', '$(intcmp $(strip $(1)),$(strip $(2)),y,,)'],
  ['test-le', '$(intcmp $(strip $(1)),$(strip $(2)),y,y,)'],
  ['test-ge', '$(intcmp $(strip $(1)),$(strip $(2)),,y,y)'],
  ['test-gt', '$(intcmp $(strip $(1)),$(strip $(2)),,,y)'],
  ['stringify', '$(squote)$(quote)$1$(quote)$(squote)'],
];

/** Tools by their usual names: make files ask for the compiler's name, none of them is run. */
const TOOLS: readonly (readonly [string, string])[] = [
  ['CC', 'gcc'],
  ['LD', 'ld'],
  ['AS', 'as'],
  ['AR', 'ar'],
  ['NM', 'nm'],
  ['CPP', 'gcc -E'],
  ['OBJCOPY', 'objcopy'],
  ['HOSTCC', 'gcc'],
  ['CONFIG_SHELL', 'sh'],
  ['SHELL', '/bin/sh'],
  // The oldest make that has all of what is understood here, so that checks of its version pass.
  ['MAKE_VERSION', '4.4'],
  ['.FEATURES', 'target-specific order-only second-expansion else-if undefine output-sync'],
];

/** A make as the kernel's build system starts it for one directory, before it reads that directory's make file. */
export function kbuildMake(run: KbuildRun): Make {
  const make = new Make({
    files: run.files,
    directory: workingDirectory(run),
    includeDirs: [run.sourceTree, run.objectTree],
    shell: shellReader(run.target),
    ...configurationFallback(run.target),
  });
  // As strong as can be: where the kernel's own definitions are read, they would run the compiler.
  for (const [name, value] of HELPERS) make.define(name, value, 'override', value.includes('$'));
  for (const [name, value] of TOOLS) make.define(name, value, 'default');
  for (const [name, value] of targetVariables(run.target)) make.define(name, value, 'environment');
  make.define('srctree', run.sourceTree, 'environment');
  make.define('abs_srctree', run.sourceTree, 'environment');
  make.define('objtree', run.objectTree, 'environment');
  make.define('abs_objtree', run.objectTree, 'environment');
  make.define('build', '-f $(srctree)/scripts/Makefile.build obj', 'file', true);
  make.define('MAKECMDGOALS', 'modules', 'file');
  // Kbuild's own make files come first.
  make.define('MAKEFILE_LIST', ` ${run.sourceTree}/scripts/Makefile.build`, 'file');
  if (run.externalModule !== null) {
    // make itself never sets PWD: it is still that of the shell in the module's directory.
    for (const name of ['M', 'KBUILD_EXTMOD', 'SUBDIRS']) make.define(name, run.externalModule, 'command line');
    make.define('PWD', run.externalModule, 'environment');
  }
  for (const [name, value] of run.environment) make.define(name, value, 'environment');
  for (const [name, value] of run.commandLine) make.define(name, value, 'command line');
  return make;
}

/** Since 6.13 (kbuild: "change working directory to external module directory with M=") make runs in the module's directory. */
export function workingDirectory(run: KbuildRun): string {
  const [major, minor] = run.target?.version ?? [0, 0];
  const inModule = run.externalModule !== null && (major > 6 || (major === 6 && minor >= 13));
  return inModule ? run.externalModule! : run.objectTree;
}

export function targetVariables(target: KernelTarget | null): Map<string, string> {
  const variables = new Map<string, string>();
  if (!target) return variables;
  const [version, patchlevel, sublevel] = target.version;
  variables.set('KERNELRELEASE', target.release);
  variables.set('KERNELVERSION', target.version.join('.'));
  variables.set('VERSION', String(version));
  variables.set('PATCHLEVEL', String(patchlevel));
  variables.set('SUBLEVEL', String(sublevel));
  variables.set('EXTRAVERSION', '');
  if (target.arch !== undefined) {
    variables.set('SRCARCH', target.arch);
    variables.set('ARCH', target.arch);
  }
  return variables;
}

/** CONFIG_ options are looked up when asked for. Strings lost their quotes in auto.conf with 5.18. */
export function configurationFallback(target: KernelTarget | null): Pick<MakeEnvironment, 'fallback'> {
  if (!target) return {};
  const [major, minor] = target.version;
  const quotes = major < 5 || (major === 5 && minor < 18);
  return {
    fallback(name: string): Variable | undefined {
      if (!name.startsWith('CONFIG_')) return undefined;
      const value = target.config.get(name.slice('CONFIG_'.length));
      if (value === undefined) return undefined;
      const bare = !quotes || /^(?:[ymn]|-?\d+|0x[0-9a-fA-F]+)$/.test(value);
      return { value: bare ? value : `"${value}"`, recursive: false, origin: 'file' };
    },
  };
}
