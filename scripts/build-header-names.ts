/**
 * Builds server/data/kernel-header-names.tsv.br: names that were exported in some sampled kernel or another bundled one,
 * that a bundled kernel does not export, and that its headers define as a macro or an inline function. Names only; no
 * text of the kernel goes in.
 *
 *     npm run build:header-names [-- --check]
 *
 * It reads the headers that `npm run oracle:fetch` unpacked, and the exports that are bundled.
 */

import fs from 'node:fs';
import path from 'node:path';
import { writeHeaderNames } from '../server/src/knowledge/header-names.ts';
import { KnowledgeBase } from '../server/src/knowledge/knowledge-base.ts';
import { readProductFile } from '../server/src/workspace/product-files.ts';
import { KERNELS, kernelTarget, type Kernel } from './oracle/cache.ts';
import { compareKnowledge, reportComparison, writeKnowledge, type BuiltFile } from './support/knowledge-files.ts';

const COMMAND = 'npm run build:header-names';
/** What a macro's definition, and what an inline function's, look like; the name is the only group. */
const MACRO = /^[ \t]*#[ \t]*define[ \t]+(\w+)/gm;
const INLINE = /\b(?:__always_|__)?inline(?:__)?\b[^;{}()]*?\b(\w+)[ \t]*\([^;{}]*\)[^;{}]*\{/g;

function build(): BuiltFile {
  const knowledge = new KnowledgeBase(readProductFile);
  const facts = KERNELS.map((kernel) => knowledge.kernel(`kernel-${kernel}-amd64`)!);
  const history = knowledge.exportHistory()!;
  const names = new Map<string, string>();
  KERNELS.forEach((kernel, i) => {
    for (const [name, letter] of definitionsIn(kernel)) {
      const everExported = history.of(name) !== undefined || facts.some((target) => target.exports.get(name));
      if (!everExported || facts[i]!.exports.get(name)) continue;
      const letters = names.get(name) ?? '-'.repeat(KERNELS.length);
      names.set(name, letters.slice(0, i) + letter + letters.slice(i + 1));
    }
  });
  return {
    name: 'kernel-header-names',
    file: 'kernel-header-names.tsv.br',
    contents: `${names.size.toLocaleString('en-US')} names that were exported once and are macros or inline functions of the headers of ${facts.map(({ release }) => release).join(' or ')}`,
    origins: KERNELS.flatMap((kernel) => knowledge.entries.find((entry) => entry.name === `kernel-${kernel}-amd64`)!.origins),
    text: writeHeaderNames(facts.map(({ release }) => release), names),
  };
}

function definitionsIn(kernel: Kernel): Map<string, 'm' | 'i'> {
  const { sourceDirectory, arch } = kernelTarget(kernel).headers!;
  const found = new Map<string, 'm' | 'i'>();
  for (const below of ['include', `arch/${arch}/include`]) {
    const directory = path.join(sourceDirectory, below);
    for (const name of fs.readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.h')) continue;
      const text = fs.readFileSync(path.join(directory, name), 'utf8');
      for (const [, macro] of text.matchAll(MACRO)) found.set(macro!, 'm');
      for (const [, inline] of text.matchAll(INLINE)) if (!found.has(inline!)) found.set(inline!, 'i');
    }
  }
  return found;
}

const built = build();
if (process.argv.includes('--check')) reportComparison(compareKnowledge([built]), COMMAND, `${built.contents}: agrees`);
else writeKnowledge([built]);
