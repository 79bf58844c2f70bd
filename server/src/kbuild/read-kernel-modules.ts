/**
 * The entry of this room: all kernel modules that the make files at and below a directory build, for one target.
 * A kernel source tree is read from its top; anything else is a project of out-of-tree modules.
 */

import path from 'node:path';
import type { Files, Unread } from '../base/files.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { moduleDirectories } from './find-make-files.ts';
import type { KbuildRun } from './kbuild-environment.ts';
import type { KernelModule } from './kernel-module.ts';
import { isKernelTree, readKernelTree } from './read-kernel-tree.ts';
import { emptyTree, readTree } from './read-tree.ts';

export interface KernelModules {
  readonly modules: readonly KernelModule[];
  readonly unread: readonly Unread[];
  /** Every make file that had a say: when one changes, the answer may. Absolute. */
  readonly makeFiles: readonly string[];
}

export interface KernelModulesRequest {
  readonly files: Files;
  /** Directory of a module project or top of a kernel source tree; absolute. */
  readonly root: string;
  /** Null when no kernel is known: then no CONFIG_ option is set but those that the make files set. */
  readonly target: KernelTarget | null;
}

export function readKernelModules({ files, root, target }: KernelModulesRequest): KernelModules {
  const directory = path.resolve(root);
  if (isKernelTree(files, directory)) {
    const tree = readKernelTree(files, directory, target);
    return { modules: tree.modules, unread: tree.unread, makeFiles: [...tree.makeFiles] };
  }
  const tree = emptyTree();
  for (const external of moduleDirectories(files, directory)) {
    if (!tree.directories.has(external)) readTree(externalRun(files, target, external), [external], tree);
  }
  return { modules: tree.modules, unread: tree.unread, makeFiles: [...tree.makeFiles] };
}

/** `make -C <build directory> M=<directory>`. Without headers the module's own directory stands for the kernel's. */
function externalRun(files: Files, target: KernelTarget | null, directory: string): KbuildRun {
  return {
    files,
    target,
    sourceTree: target?.headers?.sourceDirectory ?? directory,
    objectTree: target?.headers?.buildDirectory ?? directory,
    externalModule: directory,
    commandLine: new Map(),
    environment: new Map(),
  };
}
