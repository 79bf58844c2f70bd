/** What the outside gives to the core: a place to log, and the wish to stop. */

export interface Logger {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

export const silentLogger: Logger = { error() {}, warn() {}, info() {}, debug() {} };

/** Shape-compatible with the protocol's token, without importing it. */
export interface CancellationToken {
  readonly isCancellationRequested: boolean;
  /** Calls back once when it is requested, where somebody tells. */
  readonly onCancellationRequested?: (listener: () => void) => unknown;
}

export const neverCancelled: CancellationToken = { isCancellationRequested: false };

/** Thrown at file boundaries when the token asks to stop; caught once, where the request came in. */
export class Cancelled extends Error {}

export function throwIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new Cancelled('cancelled');
}

/** Lets waiting messages (a newer edit, a cancellation) come in between two pieces of work. */
export async function breathe(token: CancellationToken): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  throwIfCancelled(token);
}

/** Progress of long work: `done` of `total` steps, and what is being looked at. */
export type Progress = (done: number, total: number, subject: string) => void;
