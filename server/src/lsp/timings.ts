/** How long requests took, for reports of bugs: numbers by name, nothing of what was asked. */

import type { Timer } from './schedule.ts';

export interface Timings {
  /** Runs and measures. */
  measure<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** "hover: 12 times, 3 ms in the middle, 40 ms at most" */
  lines(): string[];
}

/** Of the newest runs of one kind. */
const REMEMBERED = 200;

export function createTimings(timer: Pick<Timer, 'now'>): Timings {
  const byName = new Map<string, { times: number; took: number[] }>();
  return {
    async measure(name, work) {
      const started = timer.now();
      try {
        return await work();
      } finally {
        const entry = byName.get(name) ?? { times: 0, took: [] };
        byName.set(name, entry);
        entry.times++;
        entry.took.push(timer.now() - started);
        if (entry.took.length > REMEMBERED) entry.took.shift();
      }
    },
    lines: () => [...byName].map(([name, { times, took }]) => `${name}: ${times} times, ${middle(took)} ms in the middle, ${Math.round(Math.max(...took))} ms at most`),
  };
}

function middle(took: readonly number[]): number {
  return Math.round([...took].sort((a, b) => a - b)[took.length >> 1]!);
}
