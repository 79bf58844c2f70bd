/** One thread of the benchmark: gets modules, answers with symbols and with the time that each source took. */

import { parentPort, workerData } from 'node:worker_threads';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import type { KernelModule } from '../../server/src/kbuild/kernel-module.ts';
import { kernelTarget, type Kernel } from './cache.ts';
import type { Analyse } from './engine.ts';

export interface WorkerStart {
  /** URL of the engine's file, bundled. */
  readonly engine: string;
  readonly kernel: Kernel;
}

export interface WorkerAnswer {
  readonly index: number;
  /** GPL-only exports that the module makes the linker ask for. */
  readonly symbols: readonly string[];
  /** How long each source took. */
  readonly unitMilliseconds: readonly number[];
  /** Message of what the engine threw. */
  readonly failure?: string;
}

const { engine, kernel } = workerData as WorkerStart;
const { analyse } = (await import(engine)) as { analyse: Analyse };
const target = kernelTarget(kernel);
const files = createDiskFiles();

parentPort!.on('message', async ({ index, module }: { index: number; module: KernelModule }) => {
  parentPort!.postMessage({ index, ...(await answer(module)) } satisfies WorkerAnswer);
});
parentPort!.postMessage('ready');

async function answer(module: KernelModule): Promise<Omit<WorkerAnswer, 'index'>> {
  const gplOnly = new Set<string>();
  const defined = new Set<string>();
  const unitMilliseconds: number[] = [];
  let start = performance.now();
  try {
    for await (const unit of analyse(module, target, files)) {
      for (const symbol of unit.defined) defined.add(symbol);
      for (const symbol of unit.gplOnly) gplOnly.add(symbol);
      const end = performance.now();
      unitMilliseconds.push(end - start);
      start = end;
    }
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { symbols: [], unitMilliseconds, failure };
  }
  return { symbols: [...gplOnly].filter((symbol) => !defined.has(symbol)), unitMilliseconds };
}
