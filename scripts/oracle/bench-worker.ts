/** One thread of the benchmark: gets modules, answers with symbols and with the time that each took. */

import { parentPort, workerData } from 'node:worker_threads';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import type { KernelModule } from '../../server/src/kbuild/kernel-module.ts';
import { kernelTarget, type Kernel } from './cache.ts';
import { loadEngine } from './engine.ts';

export interface WorkerStart {
  readonly engine: string;
  readonly kernel: Kernel;
}

export interface WorkerAnswer {
  readonly index: number;
  readonly symbols: readonly string[];
  readonly milliseconds: number;
  /** Message of what the engine threw. */
  readonly failure?: string;
}

const { engine, kernel } = workerData as WorkerStart;
const analyseModule = await loadEngine(engine);
const target = kernelTarget(kernel);
const files = createDiskFiles();

parentPort!.on('message', async ({ index, module }: { index: number; module: KernelModule }) => {
  const start = performance.now();
  let answer: WorkerAnswer;
  try {
    const symbols = [...(await analyseModule(module, target, files))];
    answer = { index, symbols, milliseconds: performance.now() - start };
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    answer = { index, symbols: [], milliseconds: performance.now() - start, failure };
  }
  parentPort!.postMessage(answer);
});
parentPort!.postMessage('ready');
