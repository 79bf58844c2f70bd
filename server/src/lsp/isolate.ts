/** One boundary around each request, so that one bug costs one answer and not the server. */

import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { CancellationToken, Logger } from '../base/runtime.ts';
import { Cancelled } from '../base/runtime.ts';
import type { Timings } from './timings.ts';

/**
 * Wraps a handler: what it throws is logged under the request's name, and the answer is then `empty`.
 * Only a cancelled request is answered as such, since an empty answer would say that there is nothing.
 */
export function isolate<Params, Result>(
  logger: Logger,
  name: string,
  empty: Result,
  handler: (params: Params, token: CancellationToken) => Result | Promise<Result>,
): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<never>> {
  return async (params, token) => {
    try {
      return await handler(params, token);
    } catch (error) {
      if (error instanceof Cancelled) return new ResponseError<never>(LSPErrorCodes.RequestCancelled, 'cancelled');
      logger.error(`${name} failed: ${describeError(error)}`);
      return empty;
    }
  };
}

/** The same, measured under the request's name. */
export function isolateWith(timings: Timings): typeof isolate {
  return (logger, name, empty, handler) => isolate(logger, name, empty, (params, token) => timings.measure(name, async () => handler(params, token)));
}

export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
