/** A thread of the language server: an analyzer of its own, asked question by question. */

import os from 'node:os';
import v8 from 'node:v8';
import vm from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { createAnalyzer } from '../analysis/create-analyzer.ts';
import type { AnalysisThreadData } from '../lsp/threads/messages.ts';
import { serveAnalysis } from '../lsp/threads/serve-analysis.ts';
import { headerStore } from '../workspace/cache-directory.ts';
import { createDiskFiles } from '../workspace/disk-files.ts';
import { readProductFile } from '../workspace/product-files.ts';
import { openThreadPool, spareProcessors } from './thread-pool.ts';

/** The documents that a person goes back and forth between. */
const KEPT_UNITS = 4;

/** A third of what others get of a busy processor: a check that somebody asked for must come to its end beside a long compilation. */
const NICER = 5;

const { purpose, version } = workerData as AnalysisThreadData;
const pool = purpose === 'whole' ? openThreadPool(version, spareProcessors()) : undefined;

// Linux counts threads one by one: the person at the machine goes first, and so do the documents that they edit.
if (purpose === 'whole' && process.platform === 'linux') os.setPriority(Math.min(os.getPriority() + NICER, os.constants.priority.PRIORITY_BELOW_NORMAL));

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

void serveAnalysis(parentPort!, {
  createAnalyzer: (logger) =>
    createAnalyzer({
      logger,
      productFile: readProductFile,
      runningKernel: os.release(),
      version,
      ...headerStore(),
      ...(pool ? { pool } : { keptUnits: KEPT_UNITS }),
    }),
  disk: createDiskFiles(),
  // The collector is in no hurry to give memory back to a machine that has some: at rest, somebody else may want it.
  rest: collectGarbage,
});
