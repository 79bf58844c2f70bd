/** Text that m4 reads: a file, or a macro's body put in place of its call. Quotes are square brackets, as autoconf has them. */

import type { Location } from '../../base/location.ts';
import type { BuildText } from '../build-run.ts';

export interface M4Source {
  readonly text: string;
  at(start: number, end: number): Location;
}

/** Half-open range of a source. */
export interface Argument {
  readonly start: number;
  readonly end: number;
}

export function fileSource(file: BuildText): M4Source {
  return { text: file.text, at: (start, end) => file.at(start, end) };
}

/** A macro's body: its places are that of the call, which is what the author of configure.ac wrote. */
export function expandedBody(body: string, values: readonly string[], call: Location): M4Source {
  const text = body.replace(/\$(?:([1-9])|[@*])/g, (_, digit?: string) => (digit ? (values[Number(digit) - 1] ?? '') : values.join(', ')));
  return { text, at: () => call };
}

/** The arguments of a call whose bracket opens at `open`, blanks and one pair of quotes around them left out. */
export function readArguments(text: string, open: number, end: number): { readonly args: readonly Argument[]; readonly end: number } {
  const args: Argument[] = [];
  let from = open + 1;
  let depth = 1;
  let i = from;
  for (; i < end && depth > 0; i++) {
    const c = text[i]!;
    if (c === '[') i = closingQuote(text, i, end);
    else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) args.push(unquoted(text, from, i));
    else if (c === ',' && depth === 1) {
      args.push(unquoted(text, from, i));
      from = i + 1;
    } else if (isComment(text, i)) i = endOfLine(text, i, end) - 1;
  }
  if (depth > 0) args.push(unquoted(text, from, end));
  return { args, end: i };
}

/** Index of the bracket that closes the quote at `open`; the last index before `end` where it is missing. */
export function closingQuote(text: string, open: number, end: number): number {
  let depth = 0;
  for (let i = open; i < end; i++) {
    if (text[i] === '[') depth++;
    else if (text[i] === ']' && --depth === 0) return i;
  }
  return end - 1;
}

export function endOfLine(text: string, from: number, end: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 || newline > end ? end : newline;
}

function isComment(text: string, at: number): boolean {
  return text.startsWith('dnl', at) && !/\w/.test(text[at - 1] ?? ' ') && !/\w/.test(text[at + 3] ?? ' ');
}

function unquoted(text: string, start: number, end: number): Argument {
  while (start < end && /\s/.test(text[start]!)) start++;
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  // [[a]] is what is written where "[a]" is meant to reach the shell; [a][b] stays as it is.
  while (start < end && text[start] === '[' && closingQuote(text, start, end) === end - 1) {
    start++;
    end--;
    while (start < end && /\s/.test(text[start]!)) start++;
    while (end > start && /\s/.test(text[end - 1]!)) end--;
  }
  return { start, end };
}
