/**
 * Holds what the product says of real programs against what Debian's binaries link, with the libraries of Debian 12 as the
 * machine. Of the held-out ones totals only, unless asked.
 *
 *     npm run bench:programs [-- --program NAME] [--all] [--sample]
 *
 * With --sample it is a test: of the three programs that `npm run oracle:programs -- --sample` fetches no GPL library may be
 * missed or accused outright, and what is found must not fall behind.
 */

import { parseArgs } from 'node:util';
import { createCore } from '../../../server/src/analysis/core.ts';
import type { JudgedProgram } from '../../../server/src/analysis/programs/judge-program.ts';
import { DEFAULT_SETTINGS } from '../../../server/src/analysis/settings.ts';
import { rememberedFiles } from '../../../server/src/base/remembered-files.ts';
import { silentLogger } from '../../../server/src/base/runtime.ts';
import { createDiskFiles } from '../../../server/src/workspace/disk-files.ts';
import { readProductFile } from '../../../server/src/workspace/product-files.ts';
import path from 'node:path';
import { isInSample, PROGRAMS, sourceDirectory, SYSTEM, type RealProgram } from './list.ts';
import { truthOf, type TrueLibrary } from './truth.ts';

const { values: options } = parseArgs({ options: { program: { type: 'string' }, all: { type: 'boolean', default: false }, sample: { type: 'boolean', default: false }, verbose: { type: 'boolean', default: false } } });

interface Score {
  readonly program: RealProgram;
  readonly units: number;
  readonly gpl: { found: string[]; missed: string[]; accused: string[]; conditional: string[] };
  readonly libraries: { found: number; all: number; missed: string[] };
  readonly symbols: { found: number; all: number; missed: string[] };
  readonly cpu: number;
}

const core = await createCore({ logger: silentLogger, productFile: readProductFile, version: 'bench', systemRoot: SYSTEM });

async function score(program: RealProgram): Promise<Score> {
  const truth = truthOf(program);
  const root = sourceDirectory(program);
  const start = process.cpuUsage();
  const world = { files: rememberedFiles(createDiskFiles()), settings: DEFAULT_SETTINGS, today: '2026-11-25', pause: async () => undefined, isKernels: () => false };
  const { judged } = await core.programs.judgeBelow(root, world, () => undefined);
  const used = process.cpuUsage(start);
  const units = unitsOf(program, judged);
  const uses = units.flatMap(({ subject }) => subject.libraries);
  // Of a package with several programs only the one whose binary was looked at can be accused wrongly.
  const own = units.filter(({ subject }) => subject.kind !== 'source' || units.length === 1).flatMap(({ subject }) => subject.libraries);
  const says = (soname: string): boolean => uses.some(({ library }) => library.sonames.includes(soname));
  const called = new Set(uses.flatMap(({ calls }) => calls.map(({ symbol }) => symbol)));
  const wanted = truth.libraries.flatMap(({ symbols }) => symbols);
  const isTrue = (sonames: readonly string[]): boolean => truth.libraries.some(({ soname }) => sonames.includes(soname));
  const accusations = own.filter(({ library, judgement }) => isGpl(judgement.family) && !isTrue(library.sonames));
  const isOutright = ({ certainty, condition }: (typeof uses)[number]): boolean => certainty === 'used' && (condition === null || condition.holds === true);
  const gpl = truth.libraries.filter(({ licence }) => /^A?GPL[^|]*$/.test(licence) && !licence.includes(' OR '));
  return {
    program,
    units: units.length,
    gpl: {
      found: names(gpl.filter(({ soname }) => says(soname))),
      missed: names(gpl.filter(({ soname }) => !says(soname))),
      accused: accusations.filter(isOutright).map(({ library, path: way }) => `${library.name} (by ${way[0]!})`),
      conditional: accusations.filter((use) => !isOutright(use)).map(({ library, certainty }) => `${library.name} (${certainty})`),
    },
    libraries: { found: truth.libraries.filter(({ soname }) => says(soname)).length, all: truth.libraries.length, missed: names(truth.libraries.filter(({ soname }) => !says(soname))) },
    symbols: { found: wanted.filter((symbol) => called.has(symbol)).length, all: wanted.length, missed: wanted.filter((symbol) => !called.has(symbol)) },
    cpu: (used.user + used.system) / 1000,
  };
}

function names(libraries: readonly TrueLibrary[]): string[] {
  return libraries.map(({ soname }) => soname);
}

function isGpl(family: string): boolean {
  return family === 'strong-copyleft' || family === 'network-copyleft';
}

/** The program itself and the libraries of the project that are part of it; all units where none has its name. */
function unitsOf({ executable }: RealProgram, judged: readonly JudgedProgram[]): readonly JudgedProgram[] {
  const name = path.basename(executable).replace(/^lib|\.so.*$/g, '');
  const named = judged.filter(({ subject }) => subject.kind !== 'source' && (subject.name === name || name.startsWith(`${subject.name}-`)));
  if (named.length === 0) return judged;
  return [...named, ...judged.filter(({ subject }) => subject.kind === 'static-library' || subject.kind === 'source')];
}

function line({ program, units, gpl, libraries, symbols, cpu }: Score): string {
  const share = symbols.all === 0 ? '–' : `${((100 * symbols.found) / symbols.all).toFixed(1)} %`;
  return [program.source.padEnd(22), `${units} units`.padEnd(10), `GPL ${gpl.found.length}/${gpl.found.length + gpl.missed.length}`, `accused ${gpl.accused.length} (+${gpl.conditional.length} weaker)`,
    `libraries ${libraries.found}/${libraries.all}`, `symbols ${symbols.found}/${symbols.all} ${share}`, `${cpu.toFixed(0)} ms CPU`].join('  ');
}

function details({ gpl, libraries, symbols }: Score): void {
  const tell = (what: string, which: readonly string[]): void => {
    if (which.length > 0) console.log(`    ${what}: ${which.slice(0, 14).join(' ')}${which.length > 14 ? ` … ${which.length}` : ''}`);
  };
  tell('GPL missed', gpl.missed);
  tell('wrongly accused', gpl.accused);
  tell('named with a doubt', gpl.conditional);
  tell('libraries missed', libraries.missed);
  tell('symbols missed', symbols.missed);
}

function totals(title: string, scores: readonly Score[]): void {
  const sum = (of: (score: Score) => number): number => scores.reduce((all, one) => all + of(one), 0);
  const [found, all] = [sum(({ symbols }) => symbols.found), sum(({ symbols }) => symbols.all)];
  console.log(
    `${title}: ${scores.length} programs; GPL libraries found ${sum(({ gpl }) => gpl.found.length)}, missed ${sum(({ gpl }) => gpl.missed.length)}, wrongly accused ${sum(({ gpl }) => gpl.accused.length)}, named with a doubt ${sum(({ gpl }) => gpl.conditional.length)}; ` +
      `libraries ${sum(({ libraries }) => libraries.found)} of ${sum(({ libraries }) => libraries.all)}; call sites of ${found} of ${all} imported symbols (${((100 * found) / all).toFixed(1)} %); ${sum(({ cpu }) => cpu).toFixed(0)} ms CPU`,
  );
}

/** What the sample has to come to at least. */
const AT_LEAST = { gpl: 3, libraries: 5, symbols: 60 };

function failures(scores: readonly Score[]): string[] {
  const count = (of: (score: Score) => number): number => scores.reduce((all, one) => all + of(one), 0);
  const fewer = (what: keyof typeof AT_LEAST, found: number): string[] => (found < AT_LEAST[what] ? [`${what}: ${found} found, at least ${AT_LEAST[what]} are wanted`] : []);
  return [
    ...scores.flatMap(({ program, gpl }) => gpl.missed.map((name) => `${program.source}: ${name} is missed`)),
    ...scores.flatMap(({ program, gpl }) => gpl.accused.map((name) => `${program.source}: ${name} is accused and not needed`)),
    ...fewer('gpl', count(({ gpl }) => gpl.found.length)),
    ...fewer('libraries', count(({ libraries }) => libraries.found)),
    ...fewer('symbols', count(({ symbols }) => symbols.found)),
  ];
}

function isChosen(program: RealProgram): boolean {
  if (options.sample) return isInSample(program);
  return options.program === undefined ? options.all || !program.heldOut : program.source === options.program;
}

const chosen = PROGRAMS.filter(isChosen);
const scores: Score[] = [];
for (const program of chosen) {
  const one = await score(program);
  scores.push(one);
  if (program.heldOut && !options.verbose) continue;
  console.log(line(one));
  details(one);
}
totals('development set', scores.filter(({ program }) => !program.heldOut));
if (scores.some(({ program }) => program.heldOut)) totals('held out', scores.filter(({ program }) => program.heldOut));
if (options.sample) {
  const failed = failures(scores);
  for (const failure of failed) console.error(failure);
  if (failed.length > 0) process.exitCode = 1;
}
