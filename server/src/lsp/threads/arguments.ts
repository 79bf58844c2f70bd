/** Arguments of a question on their way to another thread: tokens and progress callbacks are taken out here and put in there. */

import type { CancellationToken, Progress } from '../../base/runtime.ts';
import { PROGRESS, TOKEN } from './messages.ts';

export interface Portable {
  readonly args: readonly unknown[];
  readonly token: CancellationToken | undefined;
  readonly progress: Progress | undefined;
}

/** Looks at the arguments themselves and one level into them. */
export function toPortable(given: readonly unknown[]): Portable {
  let token: CancellationToken | undefined;
  let progress: Progress | undefined;
  const replaced = (value: unknown): unknown => {
    if (isToken(value)) {
      token = value;
      return TOKEN;
    }
    if (typeof value !== 'function') return value;
    progress = value as Progress;
    return PROGRESS;
  };
  const args = given.map((value) => mapObject(replaced(value), replaced));
  return { args, token, progress };
}

export function fromPortable(args: readonly unknown[], token: CancellationToken, progress: Progress): readonly unknown[] {
  const restored = (value: unknown): unknown => {
    const mark = markOf(value);
    if (mark === TOKEN.copyleftLens) return token;
    return mark === PROGRESS.copyleftLens ? progress : value;
  };
  return args.map((value) => {
    const whole = restored(value);
    return whole === value ? mapObject(value, restored) : whole;
  });
}

function isToken(value: unknown): value is CancellationToken {
  return typeof value === 'object' && value !== null && 'isCancellationRequested' in value;
}

function markOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)['copyleftLens'] : undefined;
}

function mapObject(value: unknown, change: (value: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(part)]));
}
