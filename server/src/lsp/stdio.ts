/** The server as a process of its own: `copyleft-lens lsp`, on standard streams or whatever transport the client names. */

import os from 'node:os';
import path from 'node:path';
import { createConnection } from 'vscode-languageserver/node';
import { createAnalyzer } from '../analysis/create-analyzer.ts';
import { headerStore } from '../workspace/cache-directory.ts';
import { createDiskFiles } from '../workspace/disk-files.ts';
import { productRoot, readProductFile } from '../workspace/product-files.ts';
import { realTimer } from './schedule.ts';
import { startServer } from './server.ts';

/** What clients append to say how they speak; the library reads them from the process's arguments. */
const TRANSPORTS = ['--stdio', '--node-ipc', '--socket', '--pipe'];

/** The documents that a person goes back and forth between. */
const KEPT_UNITS = 4;

/** Returns at once. The process ends when the client leaves: with 0 after a shutdown request, else with 1. */
export function serveStdio(version: string): void {
  if (!process.argv.some((argument) => TRANSPORTS.includes(argument.split('=')[0]!))) process.argv.push('--stdio');
  const disk = createDiskFiles();
  startServer(createConnection(), {
    createAnalyzer: (logger) =>
      createAnalyzer({ logger, productFile: readProductFile, runningKernel: os.release(), version, keptUnits: KEPT_UNITS, ...headerStore() }),
    disk,
    // The pages ship with the product, so that a link works offline.
    pageOfRule(rule) {
      const page = path.join(productRoot, 'docs', 'rules', `${rule}.md`);
      return disk.stat(page) && page;
    },
    timer: realTimer,
    version,
  });
}
