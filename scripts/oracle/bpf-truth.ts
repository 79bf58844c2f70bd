/**
 * Compiles the BPF programs of the kernels' selftests and samples with clang, and notes what the verifier would be
 * handed: helper numbers and kernel functions of each program, its section, and the licence. What does not compile is counted.
 *
 *     npm run oracle:bpf [-- --kernel 6.12] [--clang clang-19] [--again]
 *
 * --again reads objects that are there already once more. Needs, beside what npm run oracle:fetch brings: apt-get install clang-19 bpftool python3
 */

import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { bundledBpfFacts } from './bpf/facts.ts';
import { readBpfObject, type ObjectTruth } from './bpf/read-object.ts';
import { bpfDirectory, bpfSources, includeDirectories, MACROS, prepareHeaders, type BpfSource } from './bpf/sources.ts';
import { isKernel, KERNELS, type Kernel } from './cache.ts';

const run = promisify(execFile);

export type BpfTruth = Readonly<Record<string, ObjectTruth | { readonly failed: string }>>;

export const bpfTruthFile = (kernel: Kernel): string => path.join(bpfDirectory(kernel), 'truth.json');

async function compileAll(kernel: Kernel, clang: string): Promise<BpfTruth> {
  const directory = path.join(bpfDirectory(kernel), 'objects');
  fs.mkdirSync(directory, { recursive: true });
  const flags = [
    '-g', '-O2', '-target', 'bpf', '-mcpu=v3', '-mlittle-endian', '-std=gnu11', '-fno-strict-aliasing', '-w', '-Wno-error',
    ...MACROS.map(({ name, value }) => `-D${name}=${value}`),
    ...includeDirectories(kernel, clang).map((include) => (include.startsWith('/usr') || include.endsWith('/source/include') ? `-idirafter${include}` : `-I${include}`)),
  ];
  const truth: Record<string, BpfTruth[string]> = {};
  const waiting = bpfSources(kernel);
  await Promise.all([1, 2].map(async () => {
    for (let source; (source = waiting.shift()); ) truth[source.name] = await compile(source, clang, flags, directory);
  }));
  return truth;
}

async function compile({ name, file }: BpfSource, clang: string, flags: readonly string[], directory: string): Promise<BpfTruth[string]> {
  const object = path.join(directory, `${name.replace('/', '-')}.o`);
  try {
    if (!process.argv.includes('--again') || !fs.existsSync(object)) await run(clang, [...flags, '-c', file, '-o', object]);
    return readBpfObject(fs.readFileSync(object), bundledBpfFacts().structurePointers);
  } catch (error) {
    const said = String((error as { stderr?: unknown }).stderr ?? error);
    return { failed: /(?:fatal )?error: (.*)/.exec(said)?.[1] ?? said.slice(0, 200) };
  }
}

if (process.argv[1] === import.meta.filename) {
  const option = (name: string): string | undefined => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
  const wanted = option('--kernel');
  for (const kernel of wanted === undefined ? KERNELS : [wanted].filter(isKernel)) {
    prepareHeaders(kernel);
    const truth = await compileAll(kernel, option('--clang') ?? 'clang-19');
    const sorted = Object.fromEntries(Object.entries(truth).sort(([a], [b]) => (a < b ? -1 : 1)));
    fs.writeFileSync(bpfTruthFile(kernel), `${JSON.stringify(sorted, null, 1)}\n`);
    const failed = Object.values(truth).filter((entry) => 'failed' in entry).length;
    console.log(`${kernel}: ${Object.keys(truth).length - failed} of ${Object.keys(truth).length} BPF sources compile; noted in ${bpfTruthFile(kernel)}`);
  }
}
