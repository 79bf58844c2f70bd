/**
 * How long it takes until a kernel's headers are known: read from cold, and taken from what an earlier process stored.
 * Each measurement is made in a process of its own, which has compiled nothing yet.
 *
 *     npx tsx test/bench/headers.ts --kernel DIR [--runs N] FILE.c
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isTarget, readBuildDirectory } from '../../server/src/knowledge/build-directory.ts';
import { createPreprocessor } from '../../server/src/preprocess/preprocessor.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';

interface Measured {
  /** Milliseconds. */
  readonly restored: number;
  readonly walked: number;
  readonly encoded: number;
  readonly headers: number;
  readonly bytes: number;
}

const { values, positionals } = parseArgs({
  options: { kernel: { type: 'string' }, runs: { type: 'string', default: '5' }, store: { type: 'string' } },
  allowPositionals: true,
});
const [source] = positionals;
if (source === undefined || values.kernel === undefined) throw new Error('usage: npx tsx test/bench/headers.ts --kernel DIR FILE.c');
if (values.store !== undefined) console.log(JSON.stringify(measure(path.resolve(source), values.kernel, values.store)));
else compare();

function measure(file: string, kernel: string, store: string): Measured {
  const files = createDiskFiles();
  const target = readBuildDirectory(files, path.resolve(kernel));
  if (!isTarget(target) || !target.headers) throw new Error(`${kernel} is no build directory`);
  const encodedHeaders = fs.existsSync(store) ? fs.readFileSync(store) : undefined;
  const start = performance.now();
  const preprocessor = createPreprocessor({ files, headers: target.headers, config: target.config, ...(encodedHeaders && { encodedHeaders }) });
  const restored = performance.now();
  preprocessor.translationUnit({ path: file, flags: { macros: [], includeDirs: [], forcedIncludes: [] }, moduleName: 'bench' });
  const walked = performance.now();
  const bytes = preprocessor.encodeHeaders();
  const encoded = performance.now();
  fs.writeFileSync(store, bytes);
  return { restored: restored - start, walked: walked - restored, encoded: encoded - walked, headers: preprocessor.headerCount, bytes: bytes.length };
}

function compare(): void {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'copyleft-lens-headers-'));
  const cold: Measured[] = [];
  const stored: Measured[] = [];
  for (let run = 0; run < Number(values.runs); run++) {
    const store = path.join(scratch, `${run}`);
    cold.push(inItsOwnProcess(store));
    stored.push(inItsOwnProcess(store));
  }
  fs.rmSync(scratch, { recursive: true });
  const { headers, bytes } = cold[0]!;
  console.log(`${headers} headers; stored in ${(bytes / 1e6).toFixed(1)} MB, written in ${median(cold, ({ encoded }) => encoded)} ms`);
  console.log(`cold: known after ${median(cold, ({ walked }) => walked)} ms`);
  console.log(`stored: taken over in ${median(stored, ({ restored }) => restored)} ms, and gone through by the unit in ${median(stored, ({ walked }) => walked)} ms more`);
}

function inItsOwnProcess(store: string): Measured {
  const script = fileURLToPath(import.meta.url);
  const { stdout, stderr, status } = spawnSync(process.execPath, [...process.execArgv, script, '--kernel', values.kernel!, '--store', store, source!], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Measured;
}

function median(all: readonly Measured[], pick: (one: Measured) => number): string {
  const sorted = all.map(pick).sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!.toFixed(0);
}
