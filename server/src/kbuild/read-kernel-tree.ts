/** Modules of a kernel source tree: Kbuild from its top directory, with the architecture's own directories. */

import path from 'node:path';
import type { Files } from '../base/files.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { kbuildMake, type KbuildRun } from './kbuild-environment.ts';
import { kernelEnvironment } from './kernel-makefile.ts';
import { emptyTree, readTree, type KbuildTree } from './read-tree.ts';

export function isKernelTree(files: Files, root: string): boolean {
  return ['Kbuild', 'Kconfig', 'scripts/Makefile.build', 'arch', 'init/main.c'].every((name) => files.stat(path.join(root, name)));
}

/** @param root top of the kernel sources; absolute */
export function readKernelTree(files: Files, root: string, target: KernelTarget | null): KbuildTree {
  const run: KbuildRun = {
    files,
    target,
    sourceTree: root,
    objectTree: root,
    externalModule: null,
    commandLine: new Map(),
    environment: new Map(),
  };
  const tree = emptyTree();
  const directories = architectureDirectories(run);
  readTree({ ...run, environment: directories.environment }, [root], tree);
  readTree({ ...run, environment: directories.environment }, directories.older, tree);
  return tree;
}

/**
 * arch/<arch>/Makefile adds directories to core-y, drivers-y and libs-y. Since 5.18 or so the top Kbuild file takes them from
 * exported variables; before, the top Makefile listed all directories itself: `older` has those.
 */
function architectureDirectories(run: KbuildRun): { environment: Map<string, string>; older: string[] } {
  const make = kbuildMake(run);
  make.define('core-y', '', 'file');
  make.define('drivers-y', '', 'file');
  make.define('libs-y', 'lib/', 'file');
  const arch = run.target?.arch;
  if (arch !== undefined) make.readFile(path.join(run.sourceTree, 'arch', arch, 'Makefile'));
  const directories = (...names: string[]) => names.flatMap((name) => make.list(name)).filter((name) => name.endsWith('/'));
  const core = directories('core-y', 'core-m');
  const libraries = directories('libs-y', 'libs-m');
  const drivers = directories('drivers-y', 'drivers-m', 'net-y');
  const environment = new Map([
    ...kernelEnvironment(run),
    ['ARCH_CORE', core.join(' ')],
    ['ARCH_LIB', libraries.join(' ')],
    ['ARCH_DRIVERS', drivers.join(' ')],
  ]);
  const top = ['init/', 'usr/', `arch/${arch}/`, 'kernel/', 'certs/', 'mm/', 'fs/', 'ipc/', 'security/', 'crypto/', 'block/', 'io_uring/'];
  const rest = ['drivers/', 'sound/', 'net/', 'virt/'];
  const older = [...top, ...core, ...libraries, ...rest, ...drivers]
    .map((name) => path.join(run.sourceTree, name.replace(/\/$/, '')))
    .filter((directory) => ['Kbuild', 'Makefile'].some((name) => run.files.stat(path.join(directory, name))));
  return { environment, older };
}
