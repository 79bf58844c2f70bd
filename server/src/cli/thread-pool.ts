/** Threads of this process for large checks. They start when the first batch comes. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Tinypool from 'tinypool';
import type { ModulePool } from '../analysis/module-pool.ts';
import type { JudgedModuleUnit } from '../analysis/build-report.ts';
import { productRoot } from '../workspace/product-files.ts';
import type { Batch } from './module-worker.ts';

export interface ThreadPool extends ModulePool {
  close(): Promise<void>;
}

/** MiB. Without a limit the collector lets garbage pile up; a batch that needs more is left to the main thread. */
const HEAP_OF_A_THREAD = 1200;

/** As many as the machine has processors: nobody does anything else meanwhile. */
export function allProcessors(): number {
  return Math.min(os.availableParallelism(), 8);
}

/** All but the one that the person at the machine needs, and no more than leave a laptop cool. */
export function spareProcessors(): number {
  return Math.max(1, Math.min(os.availableParallelism() - 1, 4));
}

/** Undefined where the product runs from its sources. */
export function openThreadPool(version: string, threads: number): ThreadPool | undefined {
  const worker = path.join(productRoot, 'dist/module-worker.js');
  if (!fs.existsSync(worker)) return undefined;
  let pool: Tinypool | undefined;
  return {
    threads,
    judge(modules, settings, view) {
      pool ??= new Tinypool({ filename: pathToFileURL(worker).href, minThreads: threads, maxThreads: threads, resourceLimits: { maxOldGenerationSizeMb: HEAP_OF_A_THREAD } });
      return pool.run({ modules, settings, version, view } satisfies Batch) as Promise<readonly JudgedModuleUnit[]>;
    },
    close: async () => void (await pool?.destroy()),
  };
}
