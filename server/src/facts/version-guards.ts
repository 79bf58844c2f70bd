/**
 * Stretches of a file under an #if that asks for a version: its author has thought of other kernels there. Which of them
 * is not evaluated: a condition that mentions an identifier with VERSION in it counts, and so do its #elif and #else.
 */

import type { Span } from '../base/location.ts';

const DIRECTIVE = /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b((?:\\\r?\n|[^\n])*)/gm;
const ASKS_FOR_VERSION = /\b\w*VERSION\w*\b/;

export function findVersionGuards(text: string, isComment: (offset: number) => boolean): Span[] {
  const guards: Span[] = [];
  /** Where each open conditional began to ask for a version; undefined where it has not. */
  const open: (number | undefined)[] = [];
  for (const match of text.matchAll(DIRECTIVE)) {
    if (isComment(match.index)) continue;
    const [whole, word, condition] = match as unknown as [string, string, string];
    const asks = ASKS_FOR_VERSION.test(condition) ? match.index : undefined;
    if (word === 'endif') {
      const start = open.pop();
      if (start !== undefined) guards.push({ start, end: match.index + whole.length });
    } else if (word === 'elif' || word === 'else') {
      if (open.length > 0) open[open.length - 1] ??= asks;
    } else open.push(asks);
  }
  return guards;
}
