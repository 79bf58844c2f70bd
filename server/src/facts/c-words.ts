/** Words of C text for which there is no syntax tree: macro replacements and arguments. */

import type { Span } from '../base/location.ts';
import type { CReference } from './c-facts.ts';

const NO_CODE = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?/.source;
const LEXEME = new RegExp(`${NO_CODE}|(?:\\.?\\d)[\\w.]*|([A-Za-z_$][\\w$]*)`, 'g');

/** Identifiers of a piece of text, outside comments, strings and numbers. */
export function identifiersOf(text: string, span: Span): CReference[] {
  const piece = text.slice(span.start, span.end);
  const result: CReference[] = [];
  for (const match of piece.matchAll(LEXEME)) {
    const name = match[1];
    if (name === undefined) continue;
    const start = span.start + match.index;
    result.push({ name, span: { start, end: start + name.length } });
  }
  return result;
}

/** Where one of these identifiers is written. Finding few words costs less than taking a text apart. */
export function wordsAmong(text: string, names: readonly string[]): CReference[] {
  const wanted = new RegExp(`${NO_CODE}|(?<![\\w$])(${names.join('|')})(?![\\w$])`, 'g');
  return [...text.matchAll(wanted)].flatMap((match) =>
    match[1] === undefined ? [] : [{ name: match[1], span: { start: match.index, end: match.index + match[1].length } }],
  );
}

export interface OpaqueText {
  readonly comments: readonly Span[];
  /** Strings, characters and the names of includes. */
  readonly strings: readonly Span[];
}

const OPAQUE =
  /(\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))|\/\/(?:\\\r?\n|[^\n])*)|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|^[ \t]*#[ \t]*include[ \t]*<[^>\n]*>/gm;

/** Comments and strings of a C text: nothing in them is code. */
export function findOpaqueText(text: string): OpaqueText {
  const comments: Span[] = [];
  const strings: Span[] = [];
  for (const match of text.matchAll(OPAQUE)) {
    const span = { start: match.index, end: match.index + match[0].length };
    (match[1] === undefined ? strings : comments).push(span);
  }
  return { comments, strings };
}

/** Whether an offset lies in one of the spans, which may overlap. */
export function inSpans(spans: readonly Span[]): (offset: number) => boolean {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  const furthest: number[] = [];
  for (const { end } of sorted) furthest.push(Math.max(end, furthest.at(-1) ?? 0));
  return (offset) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]!.start <= offset) low = middle + 1;
      else high = middle;
    }
    return low > 0 && offset < furthest[low - 1]!;
  };
}

/** Value of a C string literal's inside: the escapes of C17 6.4.4.4. */
export function unescapeC(inside: string): string {
  return inside.replace(/\\(?:([0-7]{1,3})|x([0-9a-fA-F]+)|\r?\n|([\s\S]))/g, (_, octal, hex, other) => {
    if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16) & 0xff);
    if (other === undefined) return '';
    return SIMPLE_ESCAPES[other as string] ?? other;
  });
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};
