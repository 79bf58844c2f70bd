/** Follows Kbuild from one directory into those that it enters. */

import type { Unread } from '../base/files.ts';
import { type KbuildRun } from './kbuild-environment.ts';
import { NO_FLAGS, readKbuildDirectory, type InheritedFlags } from './kbuild-directory.ts';
import type { KernelModule } from './kernel-module.ts';

export interface KbuildTree {
  readonly modules: KernelModule[];
  readonly unread: Unread[];
  /** Directories that were entered; absolute. */
  readonly directories: Set<string>;
  /** Every make file that was read: what an editor watches. */
  readonly makeFiles: Set<string>;
}

export function emptyTree(): KbuildTree {
  return { modules: [], unread: [], directories: new Set(), makeFiles: new Set() };
}

/** Adds what is built from `top` to `tree`. Directories that were entered before are not entered again. */
export function readTree(run: KbuildRun, top: readonly string[], tree: KbuildTree): void {
  const waiting: { directory: string; flags: InheritedFlags; environment: ReadonlyMap<string, string> }[] = top.map((directory) => ({
    directory,
    flags: NO_FLAGS,
    environment: run.environment,
  }));
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { directory, flags, environment } = next;
    if (tree.directories.has(directory)) continue;
    tree.directories.add(directory);
    const read = readKbuildDirectory({ ...run, environment }, directory, flags);
    if (!read) {
      tree.unread.push({ file: directory, reason: 'has no Kbuild or Makefile' });
      continue;
    }
    tree.modules.push(...read.modules);
    tree.unread.push(...read.unread);
    for (const file of read.makeFiles) tree.makeFiles.add(file);
    const inherited = read.exported.size === 0 ? environment : new Map([...environment, ...read.exported]);
    for (const subdirectory of read.subdirectories) waiting.push({ directory: subdirectory, flags: read.inherited, environment: inherited });
  }
}
