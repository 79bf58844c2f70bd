/** The server as a process of its own: `copyleft-lens lsp`, on standard streams or whatever transport the client names. */

import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { createConnection } from 'vscode-languageserver/node';
import { findingStore } from '../workspace/cache-directory.ts';
import { createDiskFiles } from '../workspace/disk-files.ts';
import { productRoot, readProductFile, REPORT_PAGE } from '../workspace/product-files.ts';
import { realTimer } from './schedule.ts';
import { startServer } from './server.ts';
import type { AnalysisThreadData } from './threads/messages.ts';
import { createThreadedAnalyzer } from './threads/threaded-analyzer.ts';

/** What clients append to say how they speak; the library reads them from the process's arguments. */
const TRANSPORTS = ['--stdio', '--node-ipc', '--socket', '--pipe'];

/** MiB of a thread's newest objects, twice of which stay reserved at rest. */
const YOUNG_GENERATION = 8;

/** Returns at once. The process ends when the client leaves: with 0 after a shutdown request, else with 1. */
export function serveStdio(version: string): void {
  if (!process.argv.some((argument) => TRANSPORTS.includes(argument.split('=')[0]!))) process.argv.push('--stdio');
  const disk = createDiskFiles();
  startServer(createConnection(), {
    createAnalyzer(logger) {
      const thread = path.join(productRoot, 'dist/analysis-thread.js');
      const start = (purpose: AnalysisThreadData['purpose']): Worker =>
        new Worker(thread, { workerData: { purpose, version } satisfies AnalysisThreadData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION } });
      return createThreadedAnalyzer(start, logger);
    },
    disk,
    findingStore: findingStore(),
    // The pages ship with the product, so that a link works offline.
    pageOfRule(rule) {
      const page = path.join(productRoot, 'docs', 'rules', `${rule}.md`);
      return disk.stat(page) && page;
    },
    reportPage: () => Buffer.from(readProductFile(REPORT_PAGE)).toString('utf8'),
    timer: realTimer,
    version,
    runtime: () => [`node ${process.versions.node}, ${process.platform} ${process.arch}`, `memory: ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB, running for ${Math.round(process.uptime())} s`],
  });
}
