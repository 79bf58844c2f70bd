/**
 * Text that an edit only moved. What was expanded from it before the edit is used again, with tokens that name
 * the file's earlier text; this is where those places are now. Each version of a file has its own SourceText,
 * and an earlier one is only ever asked through `currentPlace`.
 */

import type { SourceText } from './token.ts';

interface Move {
  readonly start: number;
  readonly end: number;
  readonly target: SourceText;
  readonly delta: number;
}

class Moves {
  private readonly byStart = new Map<number, Move>();
  private sorted: readonly Move[] | undefined;

  set(move: Move): void {
    this.byStart.set(move.start, move);
    this.sorted = undefined;
  }

  at(offset: number): Move | undefined {
    this.sorted ??= [...this.byStart.values()].sort((a, b) => a.start - b.start);
    let low = 0;
    for (let high = this.sorted.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.sorted[middle]!.start <= offset) low = middle + 1;
      else high = middle;
    }
    const move = this.sorted[low - 1];
    return move !== undefined && offset < move.end ? move : undefined;
  }
}

const moved = new WeakMap<SourceText, Moves>();

/** Notes that [start, start + length) of an earlier text stands in `target` at `at`. */
export function noteMove(source: SourceText, start: number, length: number, target: SourceText, at: number): void {
  let moves = moved.get(source);
  if (moves === undefined) moved.set(source, (moves = new Moves()));
  moves.set({ start, end: start + length, target, delta: at - start });
}

/** Where the text at an offset of a file's earlier version stands now; the place itself for one that is current. */
export function currentPlace(source: SourceText, offset: number): { readonly source: SourceText; readonly offset: number } {
  const move = moved.get(source)?.at(offset);
  return move === undefined ? { source, offset } : { source: move.target, offset: offset + move.delta };
}
