/**
 * Packs scripts/plain-alternatives.tsv, which people write, into server/data. A line is refused where no bundled kernel
 * exports its alternative to every module, or where the kernel's documentation, if it is unpacked here, does not name it.
 *
 *     npm run build:plain-alternatives [-- --check]
 */

import fs from 'node:fs';
import path from 'node:path';
import { KnowledgeBase } from '../server/src/knowledge/knowledge-base.ts';
import { readAlternatives } from '../server/src/knowledge/plain-alternatives.ts';
import { readProductFile } from '../server/src/workspace/product-files.ts';
import { sourceTree } from './oracle/cache.ts';
import { compareKnowledge, reportComparison, writeKnowledge, type BuiltFile } from './support/knowledge-files.ts';

const COMMAND = 'npm run build:plain-alternatives';
/** Whose documentation was read. */
const KERNEL = '6.12';

function build(): BuiltFile {
  const knowledge = new KnowledgeBase(readProductFile);
  const facts = knowledge.kernel(`kernel-${KERNEL}-amd64`)!;
  const text = fs.readFileSync(path.join(import.meta.dirname, 'plain-alternatives.tsv'), 'utf8');
  const pages = new Set<string>();
  let count = 0;
  for (const [name, alternatives] of readAlternatives(text)) {
    for (const { symbol, source } of alternatives) {
      count++;
      pages.add(source!);
      if (facts.exports.get(symbol)?.kind !== 'plain') throw new Error(`${symbol}, beside ${name}, is no plain export of ${facts.release}`);
      const page = path.join(sourceTree(KERNEL), source!);
      if (fs.existsSync(page) && !fs.readFileSync(page, 'utf8').includes(symbol)) throw new Error(`${source!} does not name ${symbol}`);
    }
  }
  return {
    name: 'kernel-plain-alternatives',
    file: 'kernel-plain-alternatives.tsv.br',
    contents: `${count} plain exports that the kernel's documentation names beside GPL-only ones`,
    origins: [...pages].sort().map((page) => ({ name: page, version: facts.version.join('.') })),
    text,
  };
}

const built = build();
if (process.argv.includes('--check')) reportComparison(compareKnowledge([built]), COMMAND, `${built.contents}: agrees`);
else writeKnowledge([built]);
