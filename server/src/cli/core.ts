/** The core as the commands open it. */

import os from 'node:os';
import path from 'node:path';
import type { Analyzer } from '../analysis/analyzer.ts';
import { createAnalyzer } from '../analysis/create-analyzer.ts';
import type { ModulePool } from '../analysis/module-pool.ts';
import type { Logger } from '../base/runtime.ts';
import { headerStore } from '../workspace/cache-directory.ts';
import { readProductFile } from '../workspace/product-files.ts';

/** Warnings and errors go to standard error; the rest is for the language server's log. */
const stderrLogger: Logger = {
  error: (message) => void process.stderr.write(`copyleft-lens: ${message}\n`),
  warn: (message) => void process.stderr.write(`copyleft-lens: ${message}\n`),
  info() {},
  debug() {},
};

export function openAnalyzer(version: string, pool?: ModulePool): Promise<Analyzer> {
  return createAnalyzer({ logger: stderrLogger, productFile: readProductFile, runningKernel: os.release(), version, ...headerStore(), ...(pool && { pool }) });
}

/** What looks like a directory is meant from where the user stands; the rest are versions. */
export function kernelNames(given: readonly string[]): string[] {
  return given.map((name) => (/[\\/]|^\.\.?$/.test(name) ? path.resolve(name) : name));
}
