/** Runs an engine over modules in worker threads, one module at a time to each. What they run is bundled, as the product is. */

import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { KernelModule } from '../../server/src/kbuild/kernel-module.ts';
import type { Progress } from '../../server/src/base/runtime.ts';
import { productRoot } from '../../server/src/workspace/product-files.ts';
import type { Kernel } from './cache.ts';
import type { WorkerAnswer, WorkerStart } from './bench-worker.ts';

/** MiB, as the product's own threads. */
const HEAP_OF_A_THREAD = 1200;

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
  const bundle = await bundled(engine);
  const start = performance.now();
  const cpu = process.cpuUsage();
  const answers: WorkerAnswer[] = [];
  let next = 0;
  const worker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const thread = new Worker(bundle.worker, {
        workerData: { engine: bundle.engine.href, kernel } satisfies WorkerStart,
        execArgv: [], // no loader of TypeScript
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

/** Sources that are compiled while they load run slower than what is shipped. */
async function bundled(engine: string): Promise<{ worker: URL; engine: URL }> {
  if (!/^[\w-]+$/.test(engine)) throw new Error(`"${engine}" is no engine name`);
  const outdir = path.join(productRoot, 'node_modules/.cache/copyleft-lens/bench');
  await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: { worker: 'bench-worker.ts', engine: `engines/${engine}.ts` },
    outdir,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });
  return { worker: pathToFileURL(path.join(outdir, 'worker.mjs')), engine: pathToFileURL(path.join(outdir, 'engine.mjs')) };
}
