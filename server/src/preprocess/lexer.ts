/**
 * Text to raw preprocessing tokens (C17 6.4, translation phases 1 to 3, as gcc reads them: trigraphs off,
 * `$` in identifiers, line ends of any kind). It knows neither directives nor macros, and it never fails:
 * an unterminated literal ends with its line, an odd character is a punctuator of its own.
 */

import { CHARACTER, IDENTIFIER, type Names, NUMBER, PUNCTUATOR, PUNCTUATORS, STRING } from './names.ts';

/** White space stands before the token. */
export const SPACE_BEFORE = 1;
/** A line of the source begins between the token before and this one. */
export const LINE_BEFORE = 2;

/** Parallel arrays: token i has spelling ids[i], starts at offsets[i] (UTF-16 code units) and has flags[i]. */
export interface RawTokens {
  readonly length: number;
  readonly ids: Int32Array;
  readonly offsets: Int32Array;
  readonly flags: Uint8Array;
}

const TAB = 9, LF = 10, VT = 11, FF = 12, CR = 13, SPACE = 32, QUOTE = 34, APOSTROPHE = 39, STAR = 42, DOT = 46, SLASH = 47, BACKSLASH = 92;

const WORD = 1, DIGIT = 2, BLANK = 4;
const CLASS = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  const ch = String.fromCharCode(c);
  if (/[A-Za-z_$]/.test(ch)) CLASS[c] = WORD;
  else if (/[0-9]/.test(ch)) CLASS[c] = WORD | DIGIT;
}
for (const c of [TAB, LF, VT, FF, CR, SPACE]) CLASS[c] = BLANK;

/** Punctuators of more than one character, by their first character, longest first. */
const LONG_PUNCTUATORS: string[][] = [];
for (const p of PUNCTUATORS) if (p.length > 1) (LONG_PUNCTUATORS[p.charCodeAt(0)] ??= []).push(p);

/** Offset behind a line continuation that starts at `at` (a backslash), or `at` when it is none. gcc allows blanks before the line end. */
export function skipContinuation(text: string, at: number): number {
  let i = at + 1;
  let c = text.charCodeAt(i);
  while (c === SPACE || c === TAB || c === VT || c === FF) c = text.charCodeAt(++i);
  if (c === LF) return i + 1;
  if (c === CR) return text.charCodeAt(i + 1) === LF ? i + 2 : i + 1;
  return at;
}

/** Offset of the line end that closes a `//` comment, continuations included. */
export function skipLineComment(text: string, at: number): number {
  for (let i = at; ; ) {
    const lineEnd = text.indexOf('\n', i);
    if (lineEnd < 0) return text.length;
    let last = lineEnd - 1;
    while (last >= at && (text.charCodeAt(last) === CR || text.charCodeAt(last) === SPACE || text.charCodeAt(last) === TAB)) last--;
    if (text.charCodeAt(last) !== BACKSLASH) return lineEnd;
    i = lineEnd + 1;
  }
}

/** Offset behind a block comment that starts at `at`. */
export function skipBlockComment(text: string, at: number): number {
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 2;
}

/** Offset behind a string or character literal whose opening quote is at `at`; an unterminated one ends before its line end. */
export function skipLiteral(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  let i = at + 1;
  for (const n = text.length; i < n; ) {
    const c = text.charCodeAt(i);
    if (c === quote) return i + 1;
    if (c === LF || c === CR) return i;
    if (c === BACKSLASH) {
      const next = skipContinuation(text, i);
      if (next !== i) cut = true;
      i = next === i ? i + 2 : next;
    } else i++;
  }
  return Math.min(i, text.length);
}

/** Growable token buffer, reused between calls: `take` copies what was written. */
class Buffer {
  ids = new Int32Array(4096);
  offsets = new Int32Array(4096);
  flags = new Uint8Array(4096);
  length = 0;

  push(id: number, offset: number, flags: number): void {
    const i = this.length++;
    if (i === this.ids.length) this.grow();
    this.ids[i] = id;
    this.offsets[i] = offset;
    this.flags[i] = flags;
  }

  take(): RawTokens {
    const n = this.length;
    this.length = 0;
    return { length: n, ids: this.ids.slice(0, n), offsets: this.offsets.slice(0, n), flags: this.flags.slice(0, n) };
  }

  private grow(): void {
    const size = this.ids.length * 2;
    const { ids, offsets, flags } = this;
    (this.ids = new Int32Array(size)).set(ids);
    (this.offsets = new Int32Array(size)).set(offsets);
    (this.flags = new Uint8Array(size)).set(flags);
  }
}

const buffer = new Buffer();

/** Whether the token that was just delimited holds a line continuation. */
let cut = false;

/** Tokens of text.slice(start, end); offsets count from the start of `text`. Comments are white space. */
export function lex(names: Names, text: string, start: number, end: number): RawTokens {
  read(names, text, start, end, 0, undefined);
  return buffer.take();
}

/** A stretch of text, and its tokens. */
export interface LexedText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly tokens: RawTokens;
}

/** Characters from its beginning that decide about a punctuator. */
const LONGEST_PUNCTUATOR = 4;

/**
 * As `lex`, for text that an edit made of another: only what the edit touched is read. A token before it stands when two
 * more stand between, which no token looks beyond; behind it, all tokens stand from where one begins that began there before.
 */
export function lexAgain(names: Names, before: LexedText, text: string, start: number, end: number): RawTokens {
  const { tokens: old } = before;
  const shared = Math.min(before.end - before.start, end - start);
  let same = 0;
  while (same < shared && before.text.charCodeAt(before.start + same) === text.charCodeAt(start + same)) same++;
  let sameBehind = 0;
  while (sameBehind < shared - same && before.text.charCodeAt(before.end - 1 - sameBehind) === text.charCodeAt(end - 1 - sameBehind)) sameBehind++;

  const kept = Math.max(0, indexOf(old, before.start + same - LONGEST_PUNCTUATOR) - 2);
  const moved = start - before.start;
  for (let i = 0; i < kept; i++) buffer.push(old.ids[i]!, old.offsets[i]! + moved, old.flags[i]!);
  const from = kept < old.length ? old.offsets[kept]! + moved : start;
  const delta = end - before.end;
  let next = kept;
  const meets = (at: number): boolean => {
    if (at < end - sameBehind) return false;
    while (next < old.length && old.offsets[next]! + delta < at) next++;
    return next < old.length && old.offsets[next]! + delta === at;
  };
  const flags = read(names, text, kept > 0 ? from : start, end, kept > 0 ? old.flags[kept]! : 0, meets);
  if (flags >= 0) {
    for (let i = next; i < old.length; i++) buffer.push(old.ids[i]!, old.offsets[i]! + delta, i === next ? flags : old.flags[i]!);
  }
  return buffer.take();
}

/** Index of the first token that begins at an offset or behind it. */
function indexOf({ offsets, length }: RawTokens, offset: number): number {
  let low = 0;
  for (let high = length; low < high; ) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Reads tokens into the buffer. Stops where one begins that `stop` accepts, and returns the flags of that one; -1 at the end.
 */
function read(names: Names, text: string, start: number, end: number, firstFlags: number, stop: ((at: number) => boolean) | undefined): number {
  let flags = firstFlags;
  cut = false;
  for (let i = start; i < end; ) {
    const c = text.charCodeAt(i);
    const kind = c < 128 ? CLASS[c]! : WORD;
    if (kind === BLANK) {
      flags |= c === LF || c === CR ? SPACE_BEFORE | LINE_BEFORE : SPACE_BEFORE;
      i++;
      continue;
    }
    if (c === SLASH) {
      const next = text.charCodeAt(i + 1);
      if (next === STAR || next === SLASH) {
        flags |= SPACE_BEFORE;
        i = next === STAR ? skipBlockComment(text, i) : skipLineComment(text, i);
        continue;
      }
    }
    if (c === BACKSLASH) {
      const next = skipContinuation(text, i);
      if (next !== i) {
        // A continuation glues nothing by itself; between tokens it is no white space, but a token cut in two is read by `wordEnd`.
        i = next;
        continue;
      }
    }
    const at = i;
    if (stop !== undefined && stop(at)) return flags;
    if (kind & DIGIT || (c === DOT && isDigit(text.charCodeAt(i + 1)))) {
      i = numberEnd(text, i + 1);
      buffer.push(spelling(names, text, at, i, NUMBER), at, flags);
    } else if (kind === WORD) {
      i = wordEnd(text, i + 1);
      const quote = text.charCodeAt(i);
      if ((quote === QUOTE || quote === APOSTROPHE) && isLiteralPrefix(text, at, i)) {
        i = skipLiteral(text, i);
        buffer.push(spelling(names, text, at, i, quote === QUOTE ? STRING : CHARACTER), at, flags);
      } else buffer.push(spelling(names, text, at, i, IDENTIFIER), at, flags);
    } else if (c === QUOTE || c === APOSTROPHE) {
      i = skipLiteral(text, i);
      if (i === at) i++;
      buffer.push(spelling(names, text, at, i, c === QUOTE ? STRING : CHARACTER), at, flags);
    } else {
      i += punctuatorLength(text, i);
      buffer.push(names.internRange(text, at, i, PUNCTUATOR), at, flags);
    }
    flags = 0;
  }
  return -1;
}

/** The id of text that is exactly one token, as the result of `##` has to be; undefined when it is not. */
export function lexSingle(names: Names, text: string): number | undefined {
  const tokens = lex(names, text, 0, text.length);
  return tokens.length === 1 && names.text[tokens.ids[0]!]!.length === text.length ? tokens.ids[0] : undefined;
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

function wordEnd(text: string, at: number): number {
  let i = at;
  for (;;) {
    const c = text.charCodeAt(i);
    if (c < 128 ? CLASS[c]! & WORD : c === c) i++;
    else if (c === BACKSLASH && skipContinuation(text, i) !== i && continuesWord(text, skipContinuation(text, i))) {
      cut = true;
      i = skipContinuation(text, i);
    }
    else return i;
  }
}

function continuesWord(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return c < 128 ? (CLASS[c]! & WORD) !== 0 : c === c; // NaN at the end of the text
}

function numberEnd(text: string, at: number): number {
  let i = at;
  for (;;) {
    const c = text.charCodeAt(i);
    if (c === DOT || (c < 128 ? CLASS[c]! & WORD : c === c)) i++;
    else if ((c === 43 || c === 45) && /[eEpP]/.test(text[i - 1]!)) i++;
    else return i;
  }
}

function isLiteralPrefix(text: string, start: number, end: number): boolean {
  const c = text.charCodeAt(start);
  if (end - start === 1) return c === 76 || c === 85 || c === 117; // L U u
  return end - start === 2 && c === 117 && text.charCodeAt(start + 1) === 56; // u8
}

function punctuatorLength(text: string, at: number): number {
  const long = LONG_PUNCTUATORS[text.charCodeAt(at)];
  if (long) for (const p of long) if (text.startsWith(p, at)) return p.length;
  return 1;
}

/** A token may be cut by line continuations; its spelling is without them (phase 2). */
function spelling(names: Names, text: string, start: number, end: number, kind: number): number {
  if (!cut) return names.internRange(text, start, end, kind);
  cut = false;
  const spelled = text.slice(start, end).replace(/\\[ \t\v\f]*(?:\r\n|\n|\r)/g, '');
  return names.intern(spelled, kind);
}
