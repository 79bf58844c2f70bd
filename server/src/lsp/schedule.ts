/** Delayed work with one pending run a key: a newer request for the same key replaces the older one. */

import { CancellationTokenSource } from 'vscode-languageserver';
import type { CancellationToken } from '../base/runtime.ts';

/** Given from outside, so that tests need no clock. */
export interface Timer {
  /** Calls back after some milliseconds; returns what takes the call back. */
  after(milliseconds: number, callback: () => void): () => void;
  /** Milliseconds since some moment. */
  now(): number;
}

export const realTimer: Timer = {
  after(milliseconds, callback) {
    const handle = setTimeout(callback, milliseconds);
    return () => clearTimeout(handle);
  },
  now: () => performance.now(),
};

export interface Scheduler {
  /** Runs `work` after the delay. Whatever was pending or running under this key is cancelled. */
  schedule(key: string, milliseconds: number, work: (token: CancellationToken) => void): void;
  cancel(key: string): void;
  cancelAll(): void;
}

export function createScheduler(timer: Timer): Scheduler {
  const cancels = new Map<string, () => void>();

  function cancel(key: string): void {
    cancels.get(key)?.();
    cancels.delete(key);
  }

  return {
    schedule(key, milliseconds, work) {
      cancel(key);
      const source = new CancellationTokenSource();
      const takeBack = timer.after(milliseconds, () => work(source.token));
      cancels.set(key, () => {
        source.cancel();
        takeBack();
      });
    },
    cancel,
    cancelAll() {
      for (const key of [...cancels.keys()]) cancel(key);
    },
  };
}
