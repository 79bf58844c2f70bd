/** What goes into the facts of all that a package exports and installs: they ship, and have to stay small. */

import fs from 'node:fs';
import type { LinkFact } from '../../server/src/knowledge/library-facts.ts';
import type { DevPackage } from './read-dev-package.ts';

/** Headers that put names together with ## name hardly any of them: then all symbols stay. */
const NAMED_SHARE = 0.25;
const NAMED_AT_LEAST = 10;
/** Of the fifteen thousand headers of Boost people include those near the top. */
const MANY_HEADERS = 3_000;
const DEEPEST_OF_MANY = 2;

/** Of the symbols that a library exports, those which its headers name, each once in a package: the others are its own business. */
export function publicSymbols({ headers, links }: DevPackage): LinkFact[] {
  const words = wordsOf(headers.map(({ file }) => file));
  const seen = new Set<string>();
  return links.map((link) => {
    const named = [...link.symbols].filter((symbol) => words.has(symbol));
    const isNamed = named.length >= NAMED_AT_LEAST || named.length >= NAMED_SHARE * link.symbols.size;
    const symbols = (isNamed ? named : [...link.symbols]).filter((symbol) => !seen.has(symbol));
    for (const symbol of symbols) seen.add(symbol);
    return { ...link, symbols: new Set(symbols) };
  });
}

/** Names of headers, none with a blank in it. */
export function headersNearTheTop({ headers }: DevPackage): string[] {
  const names = headers.map(({ name }) => name).filter((name) => !name.includes(' '));
  return names.length <= MANY_HEADERS ? names : names.filter((name) => name.split('/').length <= DEEPEST_OF_MANY);
}

function wordsOf(files: readonly string[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const file of files) {
    if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
    for (const [word] of fs.readFileSync(file, 'latin1').matchAll(/[A-Za-z_]\w{2,}/g)) words.add(word);
  }
  return words;
}
