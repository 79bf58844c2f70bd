/** One state of the workspace as packages, BPF objects and policies see it, each with what it needs beside the files. */

import { breathe, neverCancelled, type CancellationToken } from '../base/runtime.ts';
import type { WorkspaceState } from './analyzer.ts';
import type { BpfWorld } from './bpf-objects.ts';
import type { Core } from './core.ts';
import type { PackageWorld } from './packages/packages.ts';
import { PolicySuppressions } from './policy-suppressions.ts';
import type { ChosenTargets } from './targets.ts';

export function packageWorld({ environment }: Core, { files, roots, settings }: WorkspaceState, token: CancellationToken = neverCancelled): PackageWorld {
  const today = environment.today?.() ?? new Date().toISOString().slice(0, 10);
  return { files, roots, settings, today, pause: () => breathe(token) };
}

export function bpfWorld(state: WorkspaceState, targets: ChosenTargets): BpfWorld {
  return { ...state, targets: targets.all };
}

export function policiesOf(core: Core, state: WorkspaceState): PolicySuppressions {
  const { files, roots, today } = packageWorld(core, state);
  return new PolicySuppressions(files, roots, today);
}
