/** Of the symbols that a library exports, those which its headers name: the others are its own business. */

import fs from 'node:fs';
import type { LinkFact } from '../../server/src/knowledge/library-facts.ts';
import type { DevPackage } from './read-dev-package.ts';

/** Headers that put names together with ## name hardly any: then all symbols stay. */
const NAMED_SHARE = 0.25;

export function withPublicSymbols({ headers, links }: DevPackage): LinkFact[] {
  const words = new Set<string>();
  for (const { file } of headers) {
    if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
    for (const [word] of fs.readFileSync(file, 'latin1').matchAll(/[A-Za-z_]\w{2,}/g)) words.add(word);
  }
  return links.map((link) => {
    const named = new Set([...link.symbols].filter((symbol) => words.has(symbol)));
    return named.size >= NAMED_SHARE * link.symbols.size ? { ...link, symbols: named } : link;
  });
}
