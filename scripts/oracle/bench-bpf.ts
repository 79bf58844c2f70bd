/**
 * Compares what the product says of the BPF programs of the kernels' selftests and samples with what their compiled
 * objects hold (scripts/oracle/bpf-truth.ts): does a file need a GPL-compatible licence, and what do its programs call?
 *
 *     npm run bench:bpf [-- --kernel 6.12] [--worst 40] [--only NAME] [--bare]
 *
 * The sources are given the headers that the objects were compiled with. --bare asks the whole product instead, as for
 * somebody who opens the directory of the programs alone, with or without libbpf-dev on the machine: no types of the
 * kernel, and no header from elsewhere in the tree.
 */

import fs from 'node:fs';
import path from 'node:path';
import { BpfObjects } from '../../server/src/analysis/bpf-objects.ts';
import { CSources } from '../../server/src/analysis/c-sources.ts';
import { DEFAULT_SETTINGS } from '../../server/src/analysis/settings.ts';
import { silentLogger } from '../../server/src/base/runtime.ts';
import { KnowledgeBase } from '../../server/src/knowledge/knowledge-base.ts';
import type { BpfObject } from '../../server/src/linkage/bpf-object.ts';
import { createBpfLinker } from '../../server/src/linkage/link-bpf-object.ts';
import { bpfToolchain } from '../../server/src/preprocess/bpf-toolchain.ts';
import { createPreprocessorFor } from '../../server/src/preprocess/preprocessor.ts';
import { resolvePrograms, type BpfKernel, type ResolvedProgram } from '../../server/src/resolve/bpf-subject.ts';
import { loadWasmEngine } from '../../server/src/syntax/wasm-engine.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';
import { bundledBpfFacts } from './bpf/facts.ts';
import { bpfSources, includeDirectories, MACROS, type BpfSource } from './bpf/sources.ts';
import type { ObjectTruth, ProgramTruth } from './bpf/read-object.ts';
import { bpfTruthFile, type BpfTruth } from './bpf-truth.ts';
import { isKernel, KERNELS, kernelTarget, type Kernel } from './cache.ts';

const facts = bundledBpfFacts();

interface Outcome {
  readonly source: BpfSource;
  readonly expected: ReadonlySet<string>;
  readonly found: ReadonlySet<string>;
  readonly unread: number;
}

function judgeAll(kernel: Kernel, truth: BpfTruth, clang: string, only: string | undefined): { outcomes: Outcome[]; cpu: number } {
  const files = createDiskFiles();
  const linker = createBpfLinker(facts.structurePointers);
  const includeDirs = includeDirectories(kernel, clang);
  const outcomes: Outcome[] = [];
  const sources = bpfSources(kernel).filter(({ name }) => only === undefined || name.includes(only));
  const engines = new Map(sources.map(({ file }) => [path.dirname(file), undefined as ReturnType<typeof createPreprocessorFor> | undefined]));
  const start = process.cpuUsage();
  for (const source of sources) {
    const compiled = truth[source.name];
    if (!compiled || 'failed' in compiled) continue;
    const directory = path.dirname(source.file);
    let engine = engines.get(directory);
    if (!engine) engines.set(directory, (engine = createPreprocessorFor(files, bpfToolchain((file) => file.startsWith(`${directory}/`)))));
    const unit = engine.translationUnit({ path: source.file, moduleName: path.basename(source.file, '.c'), flags: { macros: MACROS, includeDirs, forcedIncludes: [] } });
    const object = linker.link(unit);
    outcomes.push({ source, expected: expectedOf(compiled, kernel), found: foundIn(object, kernel), unread: object.unread.length });
    if (only !== undefined) for (const { file, line, reason } of object.unread) console.log(`unread ${file}:${line ?? ''} ${reason}`);
  }
  const { user, system } = process.cpuUsage(start);
  return { outcomes, cpu: (user + system) / 1e6 };
}

/** "program: reason" for each reason why a program needs a GPL-compatible licence. */
function expectedOf(object: ObjectTruth, kernel: Kernel): Set<string> {
  return new Set(object.programs.flatMap((program) => reasonsOf(program, kernel).map((reason) => `${program.name}: ${reason}`)));
}

function reasonsOf({ section, helpers, kfuncs, readsStructures }: ProgramTruth, kernel: Kernel): string[] {
  const type = facts.programType(section);
  const reasons = kfuncs.map((name) => `kernel function ${name}`);
  if (type === 'lsm' || type === 'struct_ops') reasons.push(`type ${type}`);
  for (const id of helpers) {
    const helper = facts.helperById(id);
    const state = helper && facts.stateOf(helper, kernel, type);
    if (state === 'gpl' || state === 'either') reasons.push(`helper ${helper!.name}`);
  }
  if (readsStructures && facts.checks('check_ptr_to_btf_access', kernel)) reasons.push('kernel structures');
  return reasons;
}

function foundIn(object: BpfObject, kernel: Kernel): Set<string> {
  const asked: BpfKernel = { release: kernel, series: kernel, exact: true, source: kernel };
  return reasonsIn(resolvePrograms(object, [asked], facts));
}

function reasonsIn(programs: readonly ResolvedProgram[]): Set<string> {
  return new Set(
    programs.flatMap((program) =>
      program.needs.map((need) => {
        switch (need.kind) {
          case 'helper': return `${program.name}: helper ${need.name}`;
          case 'kernel-function': return `${program.name}: kernel function ${need.name}`;
          case 'program-type': return `${program.name}: type ${need.type}`;
          case 'structure': return `${program.name}: kernel structures`;
        }
      }),
    ),
  );
}

/** The product on the directories of the sources, which hold no types of the kernel. */
async function judgeBare(kernel: Kernel, truth: BpfTruth, only: string | undefined): Promise<{ outcomes: Outcome[]; cpu: number }> {
  const syntax = await loadWasmEngine(readProductFile, ['c']);
  const objects = new BpfObjects(new KnowledgeBase(readProductFile), new CSources(() => Promise.resolve(syntax)), silentLogger);
  const start = process.cpuUsage();
  const outcomes = bpfSources(kernel).flatMap((source): Outcome[] => {
    const compiled = truth[source.name];
    if (!compiled || 'failed' in compiled || (only !== undefined && !source.name.includes(only))) return [];
    const world = { files: createDiskFiles(), roots: [path.dirname(source.file)], settings: DEFAULT_SETTINGS, targets: [kernelTarget(kernel)] };
    const judged = objects.judge(source.file, world);
    return judged ? [{ source, expected: expectedOf(compiled, kernel), found: reasonsIn(judged.subject.programs), unread: judged.subject.unread.length }] : [];
  });
  const { user, system } = process.cpuUsage(start);
  return { outcomes, cpu: (user + system) / 1e6 };
}

function print(kernel: Kernel, { outcomes, cpu }: ReturnType<typeof judgeAll>, worst: number): void {
  const agreeing = outcomes.filter(({ expected, found }) => expected.size > 0 === found.size > 0);
  const exact = outcomes.filter(({ expected, found }) => expected.size === found.size && [...expected].every((reason) => found.has(reason)));
  const programs = (pick: (outcome: Outcome) => ReadonlySet<string>): number =>
    outcomes.reduce((sum, outcome) => sum + new Set([...pick(outcome)].map((reason) => reason.split(':')[0])).size, 0);
  const share = (part: number, all: number): string => `${part} of ${all} (${((100 * part) / all).toFixed(2)} %)`;
  const needing = outcomes.filter(({ expected }) => expected.size > 0).length;
  console.log(`${kernel}: "needs GPL" agrees for ${share(agreeing.length, outcomes.length)} files, of which ${needing} need it`);
  console.log(`  every reason of every program is the same: ${share(exact.length, outcomes.length)} files; programs that need it: ${programs((o) => o.expected)} in the objects, ${programs((o) => o.found)} found`);
  console.log(`  with something unread: ${outcomes.filter(({ unread }) => unread > 0).length} files; ${cpu.toFixed(1)} s CPU for all`);
  const size = ({ expected, found }: Outcome): number => [...expected].filter((r) => !found.has(r)).length + [...found].filter((r) => !expected.has(r)).length;
  const disagreeing = (outcome: Outcome): number => (agreeing.includes(outcome) ? 0 : 1);
  const list = outcomes.filter((outcome) => size(outcome) > 0).sort((a, b) => disagreeing(b) - disagreeing(a) || size(b) - size(a));
  for (const outcome of list.slice(0, worst)) {
    const missing = [...outcome.expected].filter((reason) => !outcome.found.has(reason));
    const extra = [...outcome.found].filter((reason) => !outcome.expected.has(reason));
    const few = (sign: string, reasons: readonly string[]): string[] => (reasons.length === 0 ? [] : [`${sign}${reasons.length} ${reasons.slice(0, 3).join(', ')}`]);
    console.log(`  ${disagreeing(outcome) ? 'VERDICT ' : ''}${outcome.source.name}  ${[...few('-', missing), ...few('+', extra)].join('  ')}`);
  }
}

const option = (name: string): string | undefined => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const wanted = option('--kernel');
for (const kernel of wanted === undefined ? KERNELS : [wanted].filter(isKernel)) {
  if (!fs.existsSync(bpfTruthFile(kernel))) throw new Error('there is no truth to compare with: run npm run oracle:bpf');
  const truth = JSON.parse(fs.readFileSync(bpfTruthFile(kernel), 'utf8')) as BpfTruth;
  const only = option('--only');
  const judged = process.argv.includes('--bare') ? await judgeBare(kernel, truth, only) : judgeAll(kernel, truth, option('--clang') ?? 'clang-19', only);
  print(kernel, judged, Number(option('--worst') ?? 20));
}
