/**
 * The entry of this room: all kernel modules that the make files at and below a directory build, for one target.
 * A kernel source tree is read from its top; anything else is a project of out-of-tree modules.
 */

import path from 'node:path';
import type { Files, Unread } from '../base/files.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { followMake, type BuildCommands, type ModuleBuild } from './build-commands.ts';
import { readDkmsConf } from './dkms-conf.ts';
import { moduleDirectories } from './find-make-files.ts';
import type { KbuildRun } from './kbuild-environment.ts';
import type { KernelModule } from './kernel-module.ts';
import { kernelEnvironment } from './kernel-makefile.ts';
import { withKernelPaths } from './kernel-paths.ts';
import { isKernelTree, readKernelTree } from './read-kernel-tree.ts';
import { emptyTree, readTree, type KbuildTree } from './read-tree.ts';

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
  const tree = isKernelTree(files, directory)
    ? readKernelTree(files, directory, target)
    : readProject(withKernelPaths(files, target), directory, target);
  return { modules: tree.modules, unread: tree.unread, makeFiles: [...tree.makeFiles] };
}

/** What the project's own build starts, then the directories that it says nothing about. */
function readProject(files: Files, root: string, target: KernelTarget | null): KbuildTree {
  const tree = emptyTree();
  const decided: string[] = [];
  const commands = buildCommands(files, root, target);
  tree.unread.push(...commands.unread);
  for (const file of commands.makeFiles) tree.makeFiles.add(file);
  for (const build of commands.builds) {
    if (tree.directories.has(build.directory)) continue;
    const before = tree.modules.length;
    readTree(externalRun(files, target, build), [build.directory], tree);
    if (tree.modules.length > before) decided.push(build.directory);
  }
  for (const directory of moduleDirectories(files, root)) {
    // A directory below one that Kbuild was started in is entered by its make files, or left out by them on purpose.
    const settled = tree.directories.has(directory) || decided.some((top) => directory.startsWith(top + path.sep));
    if (settled) continue;
    const before = tree.modules.length;
    readTree(externalRun(files, target, { directory, variables: new Map(), environment: new Map() }), [directory], tree);
    if (tree.modules.length > before) decided.push(directory);
  }
  return tree;
}

/** dkms.conf says best how users get the modules; a plain `make` comes next. */
function buildCommands(files: Files, root: string, target: KernelTarget | null): BuildCommands {
  const dkms = readDkmsConf(files, root, target);
  if (dkms) {
    const followed = dkms.commands.map((command) => followMake(files, target, command));
    const builds = followed.flatMap((one) => one.builds);
    if (builds.length > 0) {
      return {
        builds,
        makeFiles: [dkms.file, ...followed.flatMap((one) => one.makeFiles)],
        unread: [...dkms.unread, ...followed.flatMap((one) => one.unread)],
      };
    }
  }
  return followMake(files, target, { directory: root, makefile: undefined, goals: [], variables: new Map(), environment: new Map() });
}

/** `make -C <build directory> M=<directory>`. Without headers the module's own directory stands for the kernel's. */
function externalRun(files: Files, target: KernelTarget | null, build: ModuleBuild): KbuildRun {
  const run: KbuildRun = {
    files,
    target,
    sourceTree: target?.headers?.sourceDirectory ?? build.directory,
    objectTree: target?.headers?.buildDirectory ?? build.directory,
    externalModule: build.directory,
    commandLine: build.variables,
    environment: build.environment,
  };
  return { ...run, environment: new Map([...build.environment, ...kernelEnvironment(run)]) };
}
