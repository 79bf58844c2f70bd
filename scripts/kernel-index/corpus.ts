/**
 * What kernel code really uses: how many source files mention each identifier, and which headers they include. Files of
 * the modules that benchmarks hold out are not read, so that their figure stays honest.
 */

import fs from 'node:fs';
import path from 'node:path';

export interface Corpus {
  /** Number of files that mention an identifier. */
  readonly mentions: ReadonlyMap<string, number>;
  /** Number of files that include a header, by the name between the brackets. */
  readonly includes: ReadonlyMap<string, number>;
  /** Identifiers of #if lines. */
  readonly conditions: ReadonlySet<string>;
}

/** @param known of headers only these identifiers are counted: tables of registers have millions of others. */
export function readCorpus(root: string, arch: string, leftOut: ReadonlySet<string>, known: ReadonlySet<string>): Corpus {
  const mentions = new Map<string, number>();
  const includes = new Map<string, number>();
  const conditions = new Set<string>();
  for (const file of sourceFiles(root, arch)) {
    if (leftOut.has(file)) continue;
    const code = fs.readFileSync(file, 'latin1').replace(/\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"/g, ' ');
    for (const word of new Set(code.match(/[A-Za-z_]\w*/g))) if (known.has(word) || file.endsWith('.c')) mentions.set(word, (mentions.get(word) ?? 0) + 1);
    for (const [, name] of code.matchAll(/^[ \t]*#[ \t]*include[ \t]*<([^>\n]+)>/gm)) includes.set(name!, (includes.get(name!) ?? 0) + 1);
    for (const [line] of code.matchAll(/^[ \t]*#[ \t]*(?:el)?if[^\n]*/gm)) for (const word of line.match(/[A-Za-z_]\w*/g) ?? []) conditions.add(word);
  }
  return { mentions, includes, conditions };
}

function* sourceFiles(root: string, arch: string): Generator<string> {
  for (const top of fs.readdirSync(root).sort()) {
    if (/^(arch|include|tools|scripts|Documentation|samples|rust|usr)$/.test(top)) continue;
    yield* below(path.join(root, top));
  }
  for (const part of fs.readdirSync(path.join(root, 'arch', arch)).sort()) {
    if (part !== 'include') yield* below(path.join(root, 'arch', arch, part));
  }
}

function* below(directory: string): Generator<string> {
  if (!fs.statSync(directory).isDirectory()) return;
  for (const entry of fs.readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) yield* below(file);
    else if (entry.isFile() && /\.[ch]$/.test(entry.name)) yield file;
  }
}
