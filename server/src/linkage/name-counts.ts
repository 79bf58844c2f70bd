/** How often the text of a unit says the names of its functions. */

import type { Token } from '../preprocess/token.ts';
import type { ChangedItem, TranslationUnit } from '../preprocess/translation-unit.ts';
import type { Entity } from './unit-scope.ts';

export interface NameCounts {
  /**
   * Counts in the unit's main file and in the function's own: a static function with one call has two mentions. Counting
   * all headers would cost more than the answer is worth.
   */
  of(callee: Entity): number;
  /** Goes on with a later version of the unit, in which these items have other tokens. */
  follow(version: TranslationUnit, changed: readonly ChangedItem[]): void;
}

export function createNameCounts(firstVersion: TranslationUnit): NameCounts {
  let unit = firstVersion;
  const counts = new Map<string, Map<string, number>>();

  function countsIn(path: string): Map<string, number> {
    let known = counts.get(path);
    if (!known) {
      counts.set(path, (known = new Map()));
      for (const item of unit.candidates) if (item.source.path === path) count(known, item.tokens, 1);
    }
    return known;
  }

  function of(callee: Entity): number {
    const { path } = callee.declaration!.token.source;
    const here = countsIn(unit.path).get(callee.name) ?? 0;
    return path === unit.path ? here : here + (countsIn(path).get(callee.name) ?? 0);
  }

  function follow(version: TranslationUnit, changed: readonly ChangedItem[]): void {
    unit = version;
    for (const { before, after } of changed) {
      const known = counts.get(after.source.path);
      if (!known) continue;
      count(known, before.tokens, -1);
      count(known, after.tokens, 1);
    }
  }

  return { of, follow };
}

function count(counts: Map<string, number>, tokens: readonly Token[], by: 1 | -1): void {
  for (const token of tokens) if (token.kind === 'identifier') counts.set(token.text, (counts.get(token.text) ?? 0) + by);
}
