/** Large checks on several threads: the modules in batches, each judged by a thread with caches of its own. */

import { throwIfCancelled, type CancellationToken, type Progress } from '../base/runtime.ts';
import type { FilesView } from '../base/files-view.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import type { JudgedModuleUnit } from './build-report.ts';
import type { WorkspaceState } from './analyzer.ts';
import type { Settings } from './settings.ts';
import type { ChosenTargets } from './targets.ts';

export interface ModulePool {
  readonly threads: number;
  /** Judges modules whose files are on disk, or in the view of it, under settings whose kernels can be found there. */
  judge(modules: readonly KernelModule[], settings: Settings, view: FilesView | undefined): Promise<readonly JudgedModuleUnit[]>;
}

/** A thread reads the kernel's headers anew, which takes about as long as this many sources. */
const SOURCES_WORTH_A_THREAD = 100;

/** Small enough that threads end together, large enough that neighbours share what they include. */
const SOURCES_PER_BATCH = 60;

export function worthThreads(modules: readonly KernelModule[], targets: ChosenTargets): boolean {
  return targets.all.some((target) => target.headers) && countSources(modules) >= SOURCES_WORTH_A_THREAD;
}

/** @param judgeHere for a batch whose thread came to grief, for example because it needs more memory than a thread has. */
export async function judgeOnThreads(
  modules: readonly KernelModule[],
  { settings, view }: Pick<WorkspaceState, 'settings' | 'view'>,
  pool: ModulePool,
  judgeHere: (modules: readonly KernelModule[]) => Promise<readonly JudgedModuleUnit[]>,
  token: CancellationToken,
  progress: Progress | undefined,
): Promise<readonly JudgedModuleUnit[]> {
  const batches = inBatches(modules);
  const results: (readonly JudgedModuleUnit[])[] = [];
  let next = 0;
  let done = 0;
  async function work(): Promise<void> {
    while (next < batches.length) {
      const i = next++;
      const batch = batches[i]!;
      progress?.(done, modules.length, `${batch[0]!.name}.ko`);
      results[i] = await pool.judge(batch, settings, view).catch(() => judgeHere(batch));
      done += batch.length;
      throwIfCancelled(token);
    }
  }
  await Promise.all(Array.from({ length: pool.threads }, work));
  return results.flat();
}

function inBatches(modules: readonly KernelModule[]): KernelModule[][] {
  const batches: KernelModule[][] = [];
  let size = Infinity;
  for (const module of modules) {
    if (size >= SOURCES_PER_BATCH) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)!.push(module);
    size += module.sources.length;
  }
  return batches;
}

function countSources(modules: readonly KernelModule[]): number {
  return modules.reduce((sum, module) => sum + module.sources.length, 0);
}
