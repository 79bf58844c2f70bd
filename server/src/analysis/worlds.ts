/** One state of the workspace as packages, BPF objects and policies see it, each with what it needs beside the files. */

import { breathe, neverCancelled, type CancellationToken } from '../base/runtime.ts';
import { isKernelTree } from '../kbuild/read-kernel-tree.ts';
import type { WorkspaceState } from './analyzer.ts';
import type { BpfWorld } from './bpf-objects.ts';
import type { Core } from './core.ts';
import type { PackageWorld } from './packages/packages.ts';
import { PolicySuppressions } from './policy-suppressions.ts';
import type { ProgramWorld } from './programs/programs.ts';
import type { ChosenTargets } from './targets.ts';

export function packageWorld({ environment }: Core, { files, roots, settings }: WorkspaceState, token: CancellationToken = neverCancelled): PackageWorld {
  const today = environment.today?.() ?? new Date().toISOString().slice(0, 10);
  return { files, roots, settings, today, pause: () => breathe(token) };
}

export function bpfWorld(state: WorkspaceState, targets: ChosenTargets): BpfWorld {
  return { ...state, targets: targets.all };
}

/**
 * @param others C files below the root that belong to no kernel module and to no BPF object; asked only where something depends
 *   on it. The kernel's own tree has programs of its own, under its own licence: they are not judged.
 */
export function programWorld(core: Core, state: WorkspaceState, root: string, others: () => readonly string[], token: CancellationToken = neverCancelled): ProgramWorld {
  const { files, settings, today, pause } = packageWorld(core, state, token);
  let known: ReadonlySet<string> | undefined;
  let isTree: boolean | undefined;
  const isKernels = (source: string): boolean => {
    isTree ??= isKernelTree(files, root);
    return isTree || (source.endsWith('.c') && !(known ??= new Set(others())).has(source));
  };
  return { files, settings, today, pause, isKernels };
}

export function policiesOf(core: Core, state: WorkspaceState): PolicySuppressions {
  const { files, roots, today } = packageWorld(core, state);
  return new PolicySuppressions(files, roots, today);
}
