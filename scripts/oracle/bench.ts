/**
 * The benchmark: an engine's answers against the truth.
 *
 *     npm run bench:kernel -- [--engine NAME] [--kernel 6.12|6.1] [--dkms] [--sample N [--seed TEXT] | --all | --modules a,b]
 *                             [--final] [--threads N] [--at-least-f1 X] [--at-least-exact X]
 *
 * A fixed third of the modules is held out: its totals are printed, its mistakes only with --final, so that nobody mends
 * what the final figure is made of. --modules shows modules of the other two thirds in detail.
 *
 * Without --seed the sample is always the same one: right for CI, where a drop must be seen, and wrong as a measure of
 * quality, because it is what everybody has developed with. A seed draws another one; --all is the figure to quote.
 */

import { parseArgs } from 'node:util';
import { DKMS_KERNEL, isKernel, type Kernel } from './cache.ts';
import { cases, type Case } from './cases.ts';
import { runEngine } from './run-engine.ts';
import { frequency, isHeldOut, missedOf, nameHash, totals, wrongOf, type Judged } from './score.ts';

const { values: options } = parseArgs({
  options: {
    engine: { type: 'string', default: 'names' },
    kernel: { type: 'string', default: '6.12' },
    dkms: { type: 'boolean', default: false },
    sample: { type: 'string' },
    seed: { type: 'string', default: '' },
    all: { type: 'boolean', default: false },
    modules: { type: 'string' },
    final: { type: 'boolean', default: false },
    threads: { type: 'string' },
    'at-least-f1': { type: 'string' },
    'at-least-exact': { type: 'string' },
  },
});

const DEFAULT_SAMPLE = 200;
const WORST = 20;

function chosen(all: readonly Case[]): Case[] {
  if (options.modules !== undefined) {
    const wanted = new Set(options.modules.split(','));
    return all.filter(({ truth }) => wanted.has(truth.name) && (options.final || !isHeldOut(truth.name)));
  }
  if (options.all || options.dkms) return [...all];
  const size = Number(options.sample ?? DEFAULT_SAMPLE);
  return [...all].sort((a, b) => nameHash(options.seed + a.truth.path) - nameHash(options.seed + b.truth.path)).slice(0, size);
}

const kernel: Kernel = options.dkms ? DKMS_KERNEL : isKernel(options.kernel) ? options.kernel : fail(`no such kernel: ${options.kernel}`);
const { complete, incomplete, unmapped } = await cases(kernel, options.dkms);
const selected = chosen(complete);
console.log(
  `${options.dkms ? 'out-of-tree modules on ' : ''}Linux ${kernel}: ${complete.length} modules with all their sources, ` +
    `${incomplete.length} with some, ${unmapped.length} with none; engine "${options.engine}" on ${selected.length}`,
);
if (incomplete.length + unmapped.length > 0) {
  console.log(`  left out: ${[...incomplete, ...unmapped].map((truth) => truth.name).join(' ')}`);
}

const run = await runEngine(
  options.engine,
  kernel,
  selected.map((one) => one.module),
  (done, total, subject) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${done}/${total} ${subject}`);
  },
  options.threads === undefined ? undefined : Number(options.threads),
);
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');

const judged: Judged[] = selected.map(({ truth }, index) => ({
  module: truth.path,
  expected: new Set(truth.gplOnly),
  answered: new Set(run.answers[index]!.symbols),
  heldOut: !options.dkms && isHeldOut(truth.name),
}));
const seen = options.final ? judged : judged.filter((one) => !one.heldOut);

printTotals('all', judged);
if (judged.some((one) => one.heldOut)) {
  printTotals('development', judged.filter((one) => !one.heldOut));
  printTotals('held out', judged.filter((one) => one.heldOut));
}
if (options.dkms) console.log('these packages are the ones to develop with: their figures say little about others');
else if (!options.all && options.modules === undefined && options.seed === '') {
  console.log('the fixed sample has been developed with: quote --all, or a --seed that is new');
}
printCost();
printFailures();
printSymbols('missed', missedOf);
printSymbols('wrongly accused', wrongOf);
printModules();
judgeThresholds();

function printTotals(label: string, part: readonly Judged[]): void {
  const t = totals(part);
  console.log(
    `${label.padEnd(12)} P ${t.precision.toFixed(4)}  R ${t.recall.toFixed(4)}  F1 ${t.f1.toFixed(4)}  ` +
      `exact ${(100 * t.exactShare).toFixed(1)} % (${t.exact}/${t.modules})  pairs ${t.pairs}  missed ${t.missed}  wrong ${t.wrong}`,
  );
}

function printCost(): void {
  const times = run.answers.flatMap((answer) => answer.unitMilliseconds).sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
  console.log(
    `${run.seconds.toFixed(1)} s, ${run.cpuSeconds.toFixed(1)} s of CPU, peak memory ${run.peakMegabytes.toFixed(0)} MB, ` +
      `${times.length} translation units: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms a unit`,
  );
}

function printFailures(): void {
  const failures = run.answers.filter((answer) => answer.failure !== undefined);
  if (failures.length === 0) return;
  console.log(`${failures.length} modules made the engine fail:`);
  for (const { index, failure } of failures.slice(0, WORST)) console.log(`  ${selected[index]!.truth.path}: ${failure}`);
}

function printSymbols(label: string, pick: (one: Judged) => string[]): void {
  const counts = frequency(seen, pick).slice(0, WORST);
  if (counts.length === 0) return;
  console.log(`most often ${label}: ${counts.map(([symbol, count]) => `${symbol} ${count}`).join(', ')}`);
}

function printModules(): void {
  const mistakes = (one: Judged) => missedOf(one).length + wrongOf(one).length;
  const worst = seen.filter((one) => mistakes(one) > 0).sort((a, b) => mistakes(b) - mistakes(a));
  const shown = options.modules === undefined ? worst.slice(0, WORST) : seen;
  if (shown.length > 0) console.log(options.modules === undefined ? 'worst modules:' : 'modules:');
  for (const one of shown) {
    const full = options.modules !== undefined;
    console.log(`  ${one.module}: ${one.expected.size} expected${sample(' -', missedOf(one), full)}${sample(' +', wrongOf(one), full)}`);
  }
}

function sample(sign: string, symbols: readonly string[], full: boolean): string {
  const shown = full ? symbols : symbols.slice(0, 6);
  const rest = symbols.length - shown.length;
  return shown.map((symbol) => sign + symbol).join('') + (rest > 0 ? `${sign}${rest} more` : '');
}

function judgeThresholds(): void {
  const { f1, exactShare } = totals(judged);
  const least = { f1: Number(options['at-least-f1'] ?? 0), exact: Number(options['at-least-exact'] ?? 0) };
  if (f1 < least.f1) console.log(`F1 ${f1.toFixed(4)} is below ${least.f1}`);
  if (exactShare < least.exact) console.log(`exact share ${exactShare.toFixed(4)} is below ${least.exact}`);
  if (f1 < least.f1 || exactShare < least.exact) process.exitCode = 1;
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
