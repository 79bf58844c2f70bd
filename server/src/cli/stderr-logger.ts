/** Warnings and errors of the core on standard error; the rest is for the language server's log. */

import type { Logger } from '../base/runtime.ts';

export const stderrLogger: Logger = {
  error: (message) => void process.stderr.write(`copyleft-lens: ${message}\n`),
  warn: (message) => void process.stderr.write(`copyleft-lens: ${message}\n`),
  info() {},
  debug() {},
};
