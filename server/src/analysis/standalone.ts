/** C files that no make file claims, and are kernel modules all the same: each is judged on its own. */

import path from 'node:path';
import type { Files } from '../base/files.ts';
import type { CStatements } from '../facts/c-facts.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';

/** A header below linux/ that userspace has too would prove nothing; these are the kernel's alone. */
const KERNEL_ONLY_HEADER = /^linux\/(module|init|kernel|moduleparam)\.h$/;

export function looksLikeKernelModule(statements: CStatements): boolean {
  return (
    statements.moduleMacros.some(({ macro }) => macro === 'MODULE_LICENSE' || macro.startsWith('EXPORT_')) ||
    statements.includes.some((include) => KERNEL_ONLY_HEADER.test(include.path))
  );
}

export function standaloneModule(file: string): KernelModule {
  return {
    name: path.basename(file).replace(/\.c$/, ''),
    directory: path.dirname(file),
    makefile: '',
    sources: [{ path: file, language: 'c', flags: { macros: [], includeDirs: [], forcedIncludes: [] } }],
  };
}

/** Directories that hold nothing of the project's own. */
export const FOREIGN: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn', '.cache', 'dist']);

export interface WalkedFile {
  readonly path: string;
  readonly name: string;
}

/** All files below a directory, depth first in the order of their names. */
export function* walkFiles(directory: string, files: Files): Generator<WalkedFile> {
  for (const { name, kind } of files.list(directory)) {
    const entry = path.join(directory, name);
    if (kind === 'file') yield { path: entry, name };
    else if (!FOREIGN.has(name)) yield* walkFiles(entry, files);
  }
}

/** Whether anything at or below a path could be, or make, a kernel module: kernels need not be read for other workspaces. */
export function mayHoldModules(root: string, files: Files): boolean {
  const matters = (name: string): boolean => /\.(?:[chS]|o|ko)$|^(?:GNUm|M|m)akefile$|^Kbuild$|\.mk$/.test(name);
  if (files.stat(root)?.kind !== 'directory') return matters(path.basename(root));
  for (const { name } of walkFiles(root, files)) if (matters(name)) return true;
  return false;
}
