/** How often the text of a unit says the names of its functions. */

import type { TranslationUnit } from '../preprocess/translation-unit.ts';
import type { Entity } from './unit-scope.ts';

/**
 * Counts in the unit's main file and in the function's own: a static function with one call has two mentions. Counting
 * all headers would cost more than the answer is worth.
 */
export function createNameCounts(unit: TranslationUnit): (callee: Entity) => number {
  const counts = new Map<string, Map<string, number>>();

  function countsIn(path: string): Map<string, number> {
    let known = counts.get(path);
    if (!known) counts.set(path, (known = countNames(unit, path)));
    return known;
  }

  return (callee) => {
    const { path } = callee.declaration!.token.source;
    const here = countsIn(unit.path).get(callee.name) ?? 0;
    return path === unit.path ? here : here + (countsIn(path).get(callee.name) ?? 0);
  };
}

function countNames(unit: TranslationUnit, path: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of unit.candidates) {
    if (item.source.path !== path) continue;
    for (const token of item.tokens) {
      if (token.kind === 'identifier') counts.set(token.text, (counts.get(token.text) ?? 0) + 1);
    }
  }
  return counts;
}
