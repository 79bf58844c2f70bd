/**
 * Keeps expansions that outlive their unit within bounds. Most are small, and those of kernel headers are wanted by unit
 * after unit; those of a driver's trace events run to millions of tokens and are wanted once. What has not been used
 * since it was looked at last goes first (second chance).
 */

import type { FullExpansion } from './chunk.ts';

/** Tokens: with the trees that are made of them some two hundred bytes each. */
const MOST_TOKENS = 400_000;

interface Entry {
  readonly expansion: FullExpansion;
  /** The list that holds it. */
  readonly home: FullExpansion[];
  readonly tokens: number;
}

export class ExpansionBudget {
  private readonly queue: Entry[] = [];
  private first = 0;
  private tokens = 0;

  add(expansion: FullExpansion, home: FullExpansion[]): void {
    const tokens = expansion.declarations.reduce((sum, declaration) => sum + declaration.length, 0);
    this.queue.push({ expansion, home, tokens });
    this.tokens += tokens;
    while (this.tokens > MOST_TOKENS) this.letGo(this.queue[this.first++]!);
    if (this.first > 1000 && this.first > this.queue.length / 2) {
      this.queue.splice(0, this.first);
      this.first = 0;
    }
  }

  private letGo(entry: Entry): void {
    const { expansion, home, tokens } = entry;
    const at = home.indexOf(expansion);
    if (at >= 0 && expansion.used) {
      expansion.used = false;
      this.queue.push(entry);
      return;
    }
    this.tokens -= tokens;
    if (at >= 0) home.splice(at, 1);
  }
}
