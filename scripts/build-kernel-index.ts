/**
 * Builds server/data/kernel-*.index.br: what each name of a kernel's headers leads to, asked of the product's own engine
 * with the real headers. Facts only; no text of the kernel goes in.
 *
 *     npm run build:kernel-index [-- --kernel 6.12] [--check]
 *
 * It reads what `npm run oracle:fetch` unpacked: headers to ask about, and sources to learn which names are in use.
 */

import { parseArgs } from 'node:util';
import { KERNELS, isKernel, kernelTarget, sourceTree, type Kernel } from './oracle/cache.ts';
import { cases } from './oracle/cases.ts';
import { isHeldOut } from './oracle/score.ts';
import { buildIndex, findHeaders, identifiersOf } from './kernel-index/build-index.ts';
import { readCorpus } from './kernel-index/corpus.ts';
import { writeKernelIndex } from '../server/src/knowledge/kernel-index.ts';
import { parseManifest, MANIFEST } from '../server/src/knowledge/manifest.ts';
import { compareKnowledge, reportComparison, writeKnowledge, type BuiltFile } from './support/knowledge-files.ts';
import fs from 'node:fs';
import path from 'node:path';

const COMMAND = 'npm run build:kernel-index';

async function build(kernel: Kernel): Promise<BuiltFile> {
  const target = kernelTarget(kernel);
  const { complete } = await cases(kernel, false);
  const heldOut = new Set(complete.filter(({ truth }) => isHeldOut(truth.name)).flatMap(({ module }) => module.sources.map((source) => source.path)));
  const headers = findHeaders(target);
  const corpus = readCorpus(sourceTree(kernel), target.headers!.arch, heldOut, identifiersOf(headers));
  const index = buildIndex(target, headers, corpus, (done, total, path) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${kernel} ${done}/${total} ${path}`);
  });
  const text = writeKernelIndex(index);
  const names = index.headers.reduce((sum, header) => sum + header.names.length, 0);
  const facts = parseManifest(fs.readFileSync(path.join(import.meta.dirname, '..', MANIFEST), 'utf8')).find((entry) => entry.name === `kernel-${kernel}-amd64`);
  if (!facts) throw new Error(`build the facts of ${kernel} first`);
  return {
    name: `kernel-${kernel}-amd64-index`,
    file: `kernel-${kernel}-amd64.index.br`,
    contents: `what ${names.toLocaleString('en-US')} names of ${index.headers.length.toLocaleString('en-US')} headers lead to`,
    origins: facts.origins,
    text,
  };
}

const { values: options } = parseArgs({ options: { kernel: { type: 'string' }, check: { type: 'boolean', default: false } } });
const wanted = options.kernel === undefined ? [...KERNELS] : KERNELS.filter((kernel) => kernel === options.kernel);
if (options.kernel !== undefined && !isKernel(options.kernel)) throw new Error(`no such kernel: ${options.kernel}`);
for (const kernel of wanted) {
  const built = await build(kernel);
  if (options.check) reportComparison(compareKnowledge([built]), COMMAND, `the index of ${kernel} agrees with its headers`);
  else writeKnowledge([built]);
}
