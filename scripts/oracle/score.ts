/** Compares answers with the truth, over (module, symbol) pairs. */

import { createHash } from 'node:crypto';

export interface Judged {
  /** What people recognise: path of the module. */
  readonly module: string;
  readonly expected: ReadonlySet<string>;
  readonly answered: ReadonlySet<string>;
  readonly heldOut: boolean;
}

export interface Totals {
  readonly modules: number;
  readonly pairs: number;
  readonly right: number;
  readonly missed: number;
  readonly wrong: number;
  readonly exact: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly exactShare: number;
}

export function totals(judged: readonly Judged[]): Totals {
  let right = 0;
  let missed = 0;
  let wrong = 0;
  let exact = 0;
  for (const one of judged) {
    const mistakes = missedOf(one).length + wrongOf(one).length;
    right += one.expected.size - missedOf(one).length;
    missed += missedOf(one).length;
    wrong += wrongOf(one).length;
    if (mistakes === 0) exact++;
  }
  const precision = ratio(right, right + wrong);
  const recall = ratio(right, right + missed);
  return {
    modules: judged.length,
    pairs: right + missed,
    right,
    missed,
    wrong,
    exact,
    precision,
    recall,
    f1: ratio(2 * precision * recall, precision + recall),
    exactShare: ratio(exact, judged.length),
  };
}

export function missedOf(one: Judged): string[] {
  return [...one.expected].filter((symbol) => !one.answered.has(symbol)).sort();
}

export function wrongOf(one: Judged): string[] {
  return [...one.answered].filter((symbol) => !one.expected.has(symbol)).sort();
}

/** Symbols by how often `pick` names them, most frequent first. */
export function frequency(judged: readonly Judged[], pick: (one: Judged) => string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const one of judged) for (const symbol of pick(one)) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** A number that depends on the name alone: samples and the part that is held out are the same for everybody, for ever. */
export function nameHash(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0);
}

/** A fixed third of the modules: developers see only its totals. */
export function isHeldOut(name: string): boolean {
  return nameHash(`held out: ${name}`) % 3 === 0;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
