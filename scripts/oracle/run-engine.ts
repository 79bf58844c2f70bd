/** Runs an engine over modules in worker threads, one module at a time to each. */

import os from 'node:os';
import { Worker } from 'node:worker_threads';
import type { KernelModule } from '../../server/src/kbuild/kernel-module.ts';
import type { Progress } from '../../server/src/base/runtime.ts';
import type { Kernel } from './cache.ts';
import type { WorkerAnswer, WorkerStart } from './bench-worker.ts';

/** MiB, as the product's own threads. */
const HEAP_OF_A_THREAD = 1400;

export interface EngineRun {
  /** In the order of the modules. */
  readonly answers: readonly WorkerAnswer[];
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

export async function runEngine(
  engine: string,
  kernel: Kernel,
  modules: readonly KernelModule[],
  progress: Progress,
  threads = os.availableParallelism(),
): Promise<EngineRun> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const answers: WorkerAnswer[] = [];
  let next = 0;
  const worker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const thread = new Worker(new URL('./bench-thread.js', import.meta.url), {
        workerData: { engine, kernel } satisfies WorkerStart,
        resourceLimits: { maxOldGenerationSizeMb: HEAP_OF_A_THREAD },
      });
      thread.on('error', reject);
      thread.on('message', (message: WorkerAnswer | 'ready') => {
        if (message !== 'ready') {
          answers[message.index] = message;
          progress(answers.reduce((n) => n + 1, 0), modules.length, modules[message.index]!.name);
        }
        const index = next++;
        if (index < modules.length) thread.postMessage({ index, module: modules[index] });
        else void thread.terminate().then(() => resolve());
      });
    });
  await Promise.all(Array.from({ length: Math.max(1, Math.min(threads, modules.length)) }, worker));
  const used = process.cpuUsage(cpu);
  return {
    answers,
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (used.user + used.system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}
