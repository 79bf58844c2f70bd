/**
 * The product itself against the truth: `copyleft-lens check` over a kernel's whole source tree, in a process of its own,
 * as a user would run it. The built program must be there (npm run build).
 *
 *     npm run bench:product -- [--kernel 6.12|6.1]
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Report } from '../../server/src/findings/report.ts';
import { buildDirectory, isKernel, sourceTree } from './cache.ts';
import { cases } from './cases.ts';
import { totals, type Judged } from './score.ts';

const { values: options } = parseArgs({ options: { kernel: { type: 'string', default: '6.12' } } });
const { kernel } = options;
if (!isKernel(kernel)) throw new Error(`no such kernel: ${kernel}`);

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'copyleft-lens-product-'));
const output = path.join(scratch, 'report.json');
const cli = path.join(import.meta.dirname, '../../dist/cli.js');
const started = performance.now();
const { status, stderr } = spawnSync(
  '/usr/bin/time',
  ['-f', '%U %S %M', process.execPath, cli, 'check', sourceTree(kernel), '--kernel', buildDirectory(kernel), '--format', 'json', '--output', output, '--fail-on', 'never'],
  { encoding: 'utf8', stdio: ['ignore', 'inherit', 'pipe'] },
);
const seconds = (performance.now() - started) / 1000;
if (status !== 0) throw new Error(`the check failed with status ${status}:\n${stderr}`);
const [user, system, kilobytes] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number) as [number, number, number];

const report = JSON.parse(fs.readFileSync(output, 'utf8')) as Report;
fs.rmSync(scratch, { recursive: true });
const answers = new Map(report.units.map((unit) => [unit.name, new Set(unit.gplOnlySymbols.map((entry) => entry.symbol))]));
const { complete } = await cases(kernel, false);
const judged = complete.map(
  ({ truth }): Judged => ({ module: truth.path, expected: new Set(truth.gplOnly), answered: answers.get(truth.name) ?? new Set(), heldOut: false }),
);
const t = totals(judged);
console.log(
  `P ${t.precision.toFixed(4)}  R ${t.recall.toFixed(4)}  F1 ${t.f1.toFixed(4)}  exact ${(100 * t.exactShare).toFixed(2)} % (${t.exact}/${t.modules})  ` +
    `pairs ${t.pairs}  missed ${t.missed}  wrong ${t.wrong}`,
);
console.log(
  `${seconds.toFixed(0)} s, ${(user + system).toFixed(0)} s of CPU, peak memory ${(kilobytes / 1024).toFixed(0)} MB; ` +
    `${report.summary.files} sources, ${report.summary.findings.error} errors and ${report.summary.findings.warning} warnings in the kernel as it is, ${report.unread.length} unread`,
);
