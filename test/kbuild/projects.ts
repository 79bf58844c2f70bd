/** Helpers for the Kbuild tests: projects as text, answers as text. */

import type { KernelTarget } from '../../server/src/knowledge/kernel-target.ts';
import { readKernelModules, type KernelModules } from '../../server/src/kbuild/read-kernel-modules.ts';
import type { CompileFlags } from '../../server/src/make/compile-flags.ts';
import { Make } from '../../server/src/make/make.ts';
import { shellReader } from '../../server/src/kbuild/shell-reader.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';

/** A kernel at /k with a few options. */
export function someTarget(config: Record<string, string> = {}, version: readonly [number, number, number] = [6, 9, 1]): KernelTarget {
  return {
    release: `${version.join('.')}-test`,
    version,
    arch: 'x86',
    headers: { buildDirectory: '/k', sourceDirectory: '/k', arch: 'x86' },
    exports: new Map() as unknown as KernelTarget['exports'],
    config: { get: (name) => ({ PCI: 'y', USB: 'm', GCC_VERSION: '120200', ...config })[name] },
    provenance: { source: 'a test', version: version.join('.') },
    unread: [],
  };
}

/** Reads a project at /p. Keys without a slash in front are below it. */
export function readProject(contents: Record<string, string>, target: KernelTarget | null = someTarget()): KernelModules {
  const absolute = Object.entries(contents).map(([name, text]): [string, string] => [name.startsWith('/') ? name : `/p/${name}`, text]);
  const files = createMemoryFiles(new Map([['/k/include/generated/autoconf.h', ''], ...absolute]));
  return readKernelModules({ files, root: '/p', target });
}

/** "foo: a.c sub/b.c", one line a module, in the order of names. */
export function linkage({ modules }: KernelModules): string[] {
  return modules.map((module) => `${module.name}: ${module.sources.map((source) => source.path.replace(/^\/p\//, '')).join(' ')}`).sort();
}

/** Flags of a source as a command line. */
export function flagsOf(read: KernelModules, source: string): string {
  const found = read.modules.flatMap((module) => module.sources).find((one) => one.path === `/p/${source}`);
  return found ? commandLine(found.flags) : `no ${source}`;
}

export function commandLine(flags: CompileFlags): string {
  return [
    ...flags.macros.map(({ name, value }) => (value === undefined ? `-U${name}` : `-D${name}=${value}`)),
    ...flags.includeDirs.map((dir) => `-I${dir}`),
    ...flags.forcedIncludes.map((file) => `-include ${file}`),
  ].join(' ');
}

export function reasons({ unread }: KernelModules): string[] {
  return unread.map(({ file, line, reason }) => `${file.replace(/^\/p\//, '')}${line === undefined ? '' : `:${line}`} ${reason}`);
}

/** A make that has read `text` as /p/Makefile, with other files around it. */
export function makeOf(text: string, contents: Record<string, string> = {}): Make {
  const files = createMemoryFiles(new Map([['/p/Makefile', text], ...Object.entries(contents)]));
  const make = new Make({ files, directory: '/p', includeDirs: [], shell: shellReader(someTarget()) });
  make.readFile('Makefile');
  return make;
}

/** Expands `expression` after reading `text`. */
export function expanded(expression: string, text = '', contents: Record<string, string> = {}): string {
  return makeOf(text, contents).expanded(expression);
}
