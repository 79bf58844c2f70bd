/**
 * Our preprocessor against gcc's, token by token, on real units chosen by a hash of their names; and its speed.
 *
 *     npx tsx scripts/oracle/compare-preprocessor.ts [--kernel 6.12|6.1] [--sample 200] [--match SUBSTRING] [--no-gcc]
 *                                                    [--build DIRECTORY]
 *
 * --build names headers of another flavour or architecture of the same version; its compiler has to be installed.
 * Every item of the unit is expanded in order and compared with `gcc -E -P`. Pragmas are left out on both
 * sides, and names made with __COUNTER__ may differ in their number.
 */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { isTarget, readBuildDirectory } from '../../server/src/knowledge/build-directory.ts';
import type { SourceFile } from '../../server/src/kbuild/kernel-module.ts';
import { readKernelModules } from '../../server/src/kbuild/read-kernel-modules.ts';
import { kernelIncludeDirectories, KERNEL_FORCED_INCLUDES } from '../../server/src/preprocess/include-search.ts';
import { type CommandLineMacro, kernelMacros, moduleMacros } from '../../server/src/preprocess/kernel-flags.ts';
import { lex } from '../../server/src/preprocess/lexer.ts';
import { Names } from '../../server/src/preprocess/names.ts';
import { createPreprocessor } from '../../server/src/preprocess/preprocessor.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { KERNEL_COMPILERS } from '../support/gcc-flags.ts';
import { isKernel, kernelTarget, sourceTree } from './cache.ts';

const { values: options } = parseArgs({
  options: {
    kernel: { type: 'string', default: '6.12' },
    sample: { type: 'string', default: '200' },
    match: { type: 'string', default: '' },
    build: { type: 'string' },
    'no-gcc': { type: 'boolean', default: false },
  },
});
if (!isKernel(options.kernel)) throw new Error(`no such kernel: ${options.kernel}`);

interface Unit {
  readonly source: SourceFile;
  readonly moduleName: string;
}

const target = kernelTarget(options.kernel);
const flavour = options.build === undefined ? target : readBuildDirectory(createDiskFiles(), options.build);
if (!isTarget(flavour)) throw new Error(flavour.reason);
const { config } = flavour;
// In-tree trace headers name files of the whole source tree, which a headers package has not.
const headers = { ...flavour.headers!, sourceDirectory: sourceTree(options.kernel) };
const files = createDiskFiles();
const preprocessor = createPreprocessor({ files, headers, config });
const compiler = KERNEL_COMPILERS.find(({ arch }) => arch === headers.arch)!;
const names = new Names();

function sample(): Unit[] {
  const { modules } = readKernelModules({ files, root: sourceTree(options.kernel as '6.12'), target });
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const root = sourceTree(options.kernel as '6.12');
  return modules
    .flatMap((module) => module.sources.map((source) => ({ source, moduleName: module.name })))
    .filter(({ source }) => source.language === 'c' && source.path.includes(options.match))
    .map((unit) => ({ unit, key: hash(unit.source.path.slice(root.length)) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, Number(options.sample))
    .map(({ unit }) => unit);
}

function gccTokens({ source, moduleName }: Unit): string[] {
  const define = ({ name, value }: CommandLineMacro): string => (value === undefined ? `-U${name}` : `-D${name}=${value}`);
  const args = [
    ...compiler.flags, '-E', '-P',
    ...kernelIncludeDirectories(headers).map((directory) => `-I${directory}`),
    ...source.flags.includeDirs.map((directory) => `-I${directory}`),
    ...kernelMacros(config, headers.arch, 'c').map(define),
    ...source.flags.macros.map(define),
    ...moduleMacros(source.path, moduleName).map(define),
    ...[...KERNEL_FORCED_INCLUDES.map((file) => `${headers.sourceDirectory}/${file}`), ...source.flags.forcedIncludes].flatMap((file) => ['-include', file]),
    source.path,
  ];
  const { stdout, stderr } = spawnSync(compiler.command, args, { encoding: 'latin1', maxBuffer: 1 << 28 });
  if (/error:|No such file/.test(stderr)) console.log(`  gcc: ${stderr.split('\n').find((line) => /error:/.test(line))}`);
  const text = stdout.replace(/^\s*#pragma.*$/gm, '');
  const tokens = lex(names, text, 0, text.length);
  return Array.from(tokens.ids, (id) => names.text[id]!);
}

function difference(ours: readonly string[], theirs: readonly string[]): number | undefined {
  // gcc keeps "dir/.." in __FILE__.
  const tidy = (text: string | undefined): string | undefined =>
    text?.includes('/.') ? text.replace(/\/\.(?=\/)/g, '').replace(/(?:\/[^/".]+)\/\.\.(?=\/)/g, '').replace(/(?:\/[^/".]+)\/\.\.(?=\/)/g, '') : text;
  const stem = (text: string): string => text.replace(/\d+$/, '');
  for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
    const [a, b] = [tidy(ours[i]), tidy(theirs[i])];
    if (a === b || (a !== undefined && b !== undefined && /\d$/.test(a) && stem(a) === stem(b) && /[A-Za-z_]/.test(a))) continue;
    if (a !== undefined && b !== undefined && /^"/.test(a) && a.replace(/\d+/g, '0') === b.replace(/\d+/g, '0')) continue;
    // Non-ASCII text is compared by its length only: gcc's output was read as Latin-1.
    if (a !== undefined && b !== undefined && /[^\x00-\x7f]/.test(a + b)) continue;
    return i;
  }
  return undefined;
}

function summary(label: string, values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  return `${label}: median ${at(0.5)}, 95th ${at(0.95)}, most ${at(1)}`;
}

const units = sample();
let equal = 0;
const walks: number[] = [];
const everything: number[] = [];
const candidates: number[] = [];
const first = performance.now();
if (units[0]) preprocessor.translationUnit({ path: units[0].source.path, flags: units[0].source.flags, moduleName: units[0].moduleName });
console.log(`first unit, cold: ${(performance.now() - first).toFixed(0)} ms`);
for (const unit of units) {
  const request = { path: unit.source.path, flags: unit.source.flags, moduleName: unit.moduleName };
  const start = performance.now();
  preprocessor.translationUnit(request);
  const middle = performance.now();
  const preprocessed = preprocessor.translationUnit(request);
  const walked = performance.now();
  for (const item of preprocessed.candidates) void item.tokens;
  const asked = performance.now();
  walks.push(walked - middle);
  candidates.push(asked - walked);
  void start;
  if (options['no-gcc']) continue;
  const ours = preprocessed.everyItem.flatMap((item) => item.tokens.filter((token) => token.text !== ';' || item.tokens.length > 1).map((token) => token.text));
  everything.push(performance.now() - asked);
  const semicolonsAside = (tokens: string[]): string[] => tokens.filter((text) => text !== ';');
  const theirs = semicolonsAside(gccTokens(unit));
  const at = difference(semicolonsAside(ours), theirs);
  if (at === undefined) equal++;
  else {
    console.log(`DIFFERS ${unit.source.path} at token ${at} of ${theirs.length}`);
    console.log(`  ours: ${semicolonsAside(ours).slice(Math.max(0, at - 8), at + 12).join(' ').slice(0, 300)}`);
    console.log(`  gcc:  ${theirs.slice(Math.max(0, at - 8), at + 12).join(' ').slice(0, 300)}`);
  }
  for (const { file, reason, line } of preprocessed.unread) console.log(`  unread ${file}:${line ?? ''} ${reason}`);
}
console.log(`Linux ${options.kernel}: ${options['no-gcc'] ? 'not compared' : `${equal} of ${units.length} units equal to ${compiler.command} -E`}`);
console.log(summary('directive walk, ms per unit, warm', walks));
console.log(summary('expanding the candidates, ms', candidates));
if (everything.length > 0) console.log(summary('expanding every item, ms', everything));
console.log(`memory ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
