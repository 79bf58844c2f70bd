/**
 * What a code lens costs, in processor time: before a module was judged, after, and after each of some edits.
 *
 *     npx tsx test/bench/lens.ts FILE --root DIRECTORY --kernel DIR|VERSION [--kernel ...]
 */

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createAnalyzer } from '../../server/src/analysis/create-analyzer.ts';
import type { Snapshot } from '../../server/src/analysis/analyzer.ts';
import { DEFAULT_SETTINGS } from '../../server/src/analysis/settings.ts';
import { silentLogger } from '../../server/src/base/runtime.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { createOverlayFiles } from '../../server/src/workspace/overlay-files.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';

const EDITS = 5;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { root: { type: 'string', default: '.' }, kernel: { type: 'string', multiple: true, default: ['6.12'] } } });
const file = path.resolve(positionals[0]!);
const kernels = values.kernel.map((kernel) => (kernel.includes('/') ? path.resolve(kernel) : kernel));
const text = fs.readFileSync(file, 'utf8');
const disk = createDiskFiles();
const analyzer = await createAnalyzer({ logger: silentLogger, productFile: readProductFile, version: '0.0.0-bench' });

const state = (version: number): Snapshot =>
  analyzer.snapshot({
    files: createOverlayFiles(disk, new Map([[file, { text: text + '\n'.repeat(version), version }]])),
    roots: [path.resolve(values.root)],
    settings: { ...DEFAULT_SETTINGS, kernels },
  });

async function measure<T>(what: string, work: () => Promise<T>): Promise<T> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  console.log(`${what.padEnd(40)}${((user + system) / 1000).toFixed(1).padStart(10)} ms`);
  return result;
}

const first = state(0);
await measure('lens before anything is judged', () => first.lensesIn(file));
await measure('findings, the first time', () => first.findingsIn(file));
for (const { title } of await measure('lens', () => first.lensesIn(file))) console.log(`    ${title}`);
for (let edit = 1; edit <= EDITS; edit++) {
  const snapshot = state(edit);
  await measure(`edit ${edit}: lens, not judged yet`, () => snapshot.lensesIn(file));
  await measure(`edit ${edit}: findings`, () => snapshot.findingsIn(file));
  await measure(`edit ${edit}: lens`, () => snapshot.lensesIn(file));
}
const assumed = await measure('what if it were MIT', () => state(EDITS).assuming('MIT').checkModulesOf(file));
for (const { name, kernels: verdicts } of assumed.units) {
  for (const { kernel, gplOnlySymbols, breaking } of verdicts ?? []) console.log(`    ${name}.ko on ${kernel}: ${gplOnlySymbols} GPL-only symbols, ${breaking} break`);
}
