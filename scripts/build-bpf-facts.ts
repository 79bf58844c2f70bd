/**
 * Builds the facts on eBPF from Linux source trees: helpers with their numbers and who may call them, kfuncs, and what
 * sections of an object mean to libbpf. Names and flags only; no text of the kernel goes in.
 *
 *     npm run build:bpf-facts -- [--sources DIR...]    default: the trees that npm run oracle:fetch unpacks
 *     npm run build:bpf-facts -- --check [--sources …] compares; where there are no trees it only reads what is bundled
 */

import fs from 'node:fs';
import path from 'node:path';
import { readBpfFacts } from '../server/src/knowledge/bpf-facts.ts';
import { DATA_DIRECTORY, unpack, type Origin } from '../server/src/knowledge/manifest.ts';
import { readCText, type CText } from './bpf-facts/c-text.ts';
import { readChecks } from './bpf-facts/read-checks.ts';
import { readHelpers } from './bpf-facts/read-helpers.ts';
import { readKfuncs } from './bpf-facts/read-kfuncs.ts';
import { readSections, type SectionFact } from './bpf-facts/read-sections.ts';
import { KERNELS, sourceTree, walk } from './oracle/cache.ts';
import { compareKnowledge, reportComparison, writeKnowledge, type BuiltFile } from './support/knowledge-files.ts';

const FILE = 'bpf.facts.br';
const COMMAND = 'npm run build:bpf-facts';

/** Where the kernel's own code is: samples, tools and tests hand out nothing. */
const KERNEL_DIRECTORIES = ['arch', 'block', 'crypto', 'drivers', 'fs', 'io_uring', 'kernel', 'lib', 'mm', 'net', 'security', 'virt'];

interface Tree {
  /** "6.12" */
  readonly series: string;
  /** "6.12.117" */
  readonly version: string;
  readonly helpers: ReturnType<typeof readHelpers>;
  readonly kfuncs: readonly string[];
  readonly checks: readonly string[];
  readonly sections: readonly SectionFact[];
}

function readTree(directory: string): Tree {
  const at = (file: string): string => path.join(directory, file);
  const makefile = fs.readFileSync(at('Makefile'), 'utf8');
  const [version, patch, sub] = ['VERSION', 'PATCHLEVEL', 'SUBLEVEL'].map((name) => new RegExp(`^${name} = (\\d+)`, 'm').exec(makefile)?.[1]);
  const texts = kernelTexts(directory);
  return {
    series: `${version}.${patch}`,
    version: `${version}.${patch}.${sub}`,
    helpers: readHelpers(texts, fs.readFileSync(at('include/uapi/linux/bpf.h'), 'utf8'), readCText(at('include/linux/bpf_types.h')).text),
    kfuncs: readKfuncs(texts),
    checks: readChecks(texts),
    sections: readSections(fs.readFileSync(at('tools/lib/bpf/libbpf.c'), 'utf8')),
  };
}

/** Sources that mention what the readers look for. */
function kernelTexts(directory: string): CText[] {
  const files = KERNEL_DIRECTORIES.flatMap((name) => walk(path.join(directory, name))).filter((file) => file.endsWith('.c'));
  return files.filter((file) => /bpf_func_proto|bpf_verifier_ops|BTF_ID_FLAGS|btf_kfunc_id_set|gpl_compatible/.test(fs.readFileSync(file, 'latin1'))).map(readCText);
}

function build(trees: readonly Tree[]): string {
  const newest = trees.at(-1)!;
  const series = trees.map((tree) => tree.series);
  const helpers = new Map(trees.flatMap((tree) => tree.helpers.map((helper) => [helper.id, helper])));
  const kfuncs = [...new Set(trees.flatMap((tree) => tree.kfuncs))].sort();
  const lines = [
    '# What BPF programs may call, and what the sections of their objects mean. Facts from Linux source trees.',
    '# helper, number, name, what it returns, then for each kernel that has it: kernel:state@program types. * are all types that may call it.',
    '# kfunc, name, kernels. check, function that refuses programs for their licence, kernels. section, pattern of libbpf, program type; tried in this order.',
    `# kernels: ${trees.map((tree) => `${tree.series}=${tree.version}`).join(' ')}`,
    ...[...helpers].sort(([a], [b]) => a - b).map(([id, { name, returnsStructure }]) =>
      ['helper', id, name, returnsStructure ? 'structure' : '', ...trees.flatMap((tree) => helperState(tree, id))].join('\t'),
    ),
    ...kfuncs.map((name) => ['kfunc', name, series.filter((_, i) => trees[i]!.kfuncs.includes(name)).join(' ')].join('\t')),
    ...[...new Set(trees.flatMap((tree) => tree.checks))].sort().map((name) => ['check', name, series.filter((_, i) => trees[i]!.checks.includes(name)).join(' ')].join('\t')),
    ...sectionsOf(trees, newest).map(({ pattern, type }) => ['section', pattern, type].join('\t')),
  ];
  return `${lines.join('\n')}\n`;
}

function helperState(tree: Tree, id: number): string[] {
  const helper = tree.helpers.find((candidate) => candidate.id === id);
  if (!helper) return [];
  const types = [...helper.states];
  const states = [...new Set(types.map(([, state]) => state))];
  const parts = states.map((state) => `${state}@${types.filter(([, other]) => other === state).map(([type]) => type).join(',')}`);
  return [`${tree.series}:${parts.length > 0 ? parts.join(' ') : 'free@'}`];
}

/** The newest libbpf's rules, and behind them older ones that it has dropped. */
function sectionsOf(trees: readonly Tree[], newest: Tree): SectionFact[] {
  const dropped = trees.flatMap((tree) => tree.sections).filter(({ pattern }) => !newest.sections.some((section) => section.pattern === pattern));
  return [...newest.sections, ...new Map(dropped.map((section) => [section.pattern, section])).values()];
}

function describe(text: string): BuiltFile {
  const facts = readBpfFacts(text);
  const restricted = facts.helpers.filter((helper) => facts.kernels.some((kernel) => facts.mayNeedGpl(helper, kernel.series)));
  return {
    name: 'bpf',
    file: FILE,
    contents: `${facts.helpers.length} BPF helpers, ${restricted.length} of them GPL-only for some programs; ${facts.kfuncCount} kfuncs; ${facts.sectionCount} kinds of sections`,
    origins: facts.kernels.map(({ version }): Origin => ({ name: 'Linux source, as Debian packages it', version })),
    text,
  };
}

const check = process.argv.includes('--check');
const given = process.argv.indexOf('--sources');
const directories = given < 0 ? [...KERNELS].reverse().map(sourceTree) : process.argv.slice(given + 1).filter((arg) => !arg.startsWith('--'));
if (!directories.every((directory) => fs.existsSync(path.join(directory, 'include/uapi/linux/bpf.h')))) {
  if (given < 0 && check) {
    const built = describe(unpack(fs.readFileSync(path.join(import.meta.dirname, '..', DATA_DIRECTORY, FILE))));
    reportComparison(compareKnowledge([built]), COMMAND, `${built.contents}: agrees with itself; the source trees are not here`);
  } else {
    console.error(`these are no Linux source trees: ${directories.join(', ')} (npm run oracle:fetch unpacks them)`);
    process.exitCode = 2;
  }
} else {
  const built = describe(build(directories.map(readTree)));
  if (check) reportComparison(compareKnowledge([built]), COMMAND, `${built.contents}: agrees with the source trees`);
  else writeKnowledge([built]);
}
