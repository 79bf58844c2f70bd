/**
 * Where external declarations end, seen from the tokens alone: at a `;` outside all brackets, or at the brace
 * that closes a function body. Used on raw text, where unexpanded macros can deceive it (two declarations then
 * count as one, and are told apart after expansion), and on expanded text, where it is exact.
 */

import { IDENTIFIER, type Names, PUNCTUATOR } from './names.ts';

/** Tokens from (inclusive) to (exclusive). */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /**
   * The parts that can hold names for the file's scope, as [from, to)*: the rest are bodies of functions,
   * initialisers, and structures that define no further type.
   */
  readonly outside: readonly number[];
}

export interface Split {
  readonly complete: readonly Stretch[];
  /** What stands behind the last complete declaration. */
  readonly rest: Stretch | undefined;
  /**
   * What may follow the rest: it needs more text ('open'), or it is one or more macro invocations without a
   * semicolon and is finished unless something other than an identifier follows ('maybe'). 'none' without rest.
   */
  readonly state: 'none' | 'maybe' | 'open';
}

/** Ids of the spellings that matter here. */
export interface SplitIds {
  readonly names: Names;
  readonly openParen: number;
  readonly closeParen: number;
  readonly openBracket: number;
  readonly closeBracket: number;
  readonly openBrace: number;
  readonly closeBrace: number;
  readonly semicolon: number;
  readonly assign: number;
  readonly star: number;
  readonly voidId: number;
  readonly structId: number;
  readonly unionId: number;
  readonly enumId: number;
}

export function splitIds(names: Names): SplitIds {
  const punctuator = (text: string): number => names.intern(text, PUNCTUATOR);
  return {
    names,
    openParen: punctuator('('), closeParen: punctuator(')'), openBracket: punctuator('['), closeBracket: punctuator(']'),
    openBrace: punctuator('{'), closeBrace: punctuator('}'), semicolon: punctuator(';'), assign: punctuator('='),
    star: punctuator('*'), voidId: names.identifier('void'),
    structId: names.identifier('struct'), unionId: names.identifier('union'), enumId: names.identifier('enum'),
  };
}

const FUNCTION = 1, INITIALIZER = 2, ENUM = 3, STRUCT = 4;

export function splitDeclarations(k: SplitIds, ids: ArrayLike<number>, length: number): Split {
  const complete: Stretch[] = [];
  let start = 0;
  let parens = 0;
  let braces = 0;
  let body = 0; // kind of the outermost open brace
  let bodyStart = 0;
  let worthReading = false; // a structure's body defines further types, or a macro may make it
  let initializer = false;
  let tag = 0; // struct, union or enum just before, with nothing but its tag and attributes in between
  let tagWords = 0;
  let outside: number[] = [];
  let outsideFrom = 0;

  const close = (to: number): Stretch => {
    outside.push(outsideFrom, to);
    const stretch: Stretch = { from: start, to, outside };
    start = outsideFrom = to;
    outside = [];
    initializer = false;
    tag = 0;
    return stretch;
  };

  for (let i = 0; i < length; i++) {
    const id = ids[i]!;
    if (braces > 0) {
      if (id === k.openBrace) braces++;
      else if (id === k.closeBrace) {
        if (--braces > 0) continue;
        if (body !== ENUM && !(body === STRUCT && worthReading)) {
          outside.push(outsideFrom, bodyStart + 1);
          outsideFrom = i;
        }
        if (body === FUNCTION) complete.push(close(i + 1));
      } else if (body === STRUCT && !worthReading) worthReading = definesMore(k, ids, i, length);
      continue;
    }
    if (id === k.openParen || id === k.openBracket) parens++;
    else if (id === k.closeParen || id === k.closeBracket) parens = Math.max(0, parens - 1);
    else if (parens > 0) {
      if (tag !== 0 && parens === 1 && standsInParameters(k, ids, i)) tag = 0;
    } else if (id === k.semicolon) complete.push(close(i + 1));
    else if (id === k.assign) initializer = true;
    else if (id === k.structId || id === k.unionId || id === k.enumId) {
      tag = id;
      tagWords = 0;
    } else if (id === k.openBrace) {
      body = initializer ? INITIALIZER : tag === 0 ? FUNCTION : tag === k.enumId ? ENUM : STRUCT;
      bodyStart = i;
      braces = 1;
      worthReading = false;
      tag = 0;
    } else if (tag !== 0) {
      // `struct tag {`, also with attributes or their macros before or behind the tag; `struct tag *f() {` is a function.
      const word = k.names.kind[id] === IDENTIFIER;
      if (!word || (!k.names.text[id]!.startsWith('__') && ++tagWords > 1)) tag = 0;
    }
  }
  if (start === length) return { complete, rest: undefined, state: 'none' };
  const open = parens > 0 || braces > 0;
  if (braces > 0 && body !== ENUM) {
    outside.push(outsideFrom, bodyStart + 1);
    outsideFrom = length;
  }
  const from = start;
  const rest = close(length);
  return { complete, rest, state: !open && isInvocations(k, ids, from, length) ? 'maybe' : 'open' };
}

/** `struct tag __name(type parameter) {` is a function, and `struct tag __macro(8) {` is not: what stands in the parentheses tells. */
function standsInParameters(k: SplitIds, ids: ArrayLike<number>, i: number): boolean {
  const [previous, id] = [ids[i - 1]!, ids[i]!];
  if (id === k.star || (id === k.voidId && previous === k.openParen)) return true;
  return k.names.kind[id] === IDENTIFIER && k.names.kind[previous] === IDENTIFIER;
}

/** Inside a structure: another type is defined here, or a macro invocation stands where a member begins. */
function definesMore(k: SplitIds, ids: ArrayLike<number>, i: number, length: number): boolean {
  const id = ids[i]!;
  if (id === k.enumId) return true;
  const previous = ids[i - 1]!;
  if (id === k.structId || id === k.unionId) {
    for (let at = i + 1; at < Math.min(i + 8, length); at++) {
      if (ids[at] === k.openBrace) return at > i + 1;
      if (ids[at] === k.semicolon) return false;
    }
    return false;
  }
  const startsMember = previous === k.semicolon || previous === k.openBrace || previous === k.closeBrace;
  return startsMember && ids[i + 1] === k.openParen && k.names.kind[id] === IDENTIFIER;
}

/** `NAME(…)` once or several times over, and nothing else. */
function isInvocations(k: SplitIds, ids: ArrayLike<number>, from: number, to: number): boolean {
  let i = from;
  while (i < to) {
    if (k.names.kind[ids[i]!] !== IDENTIFIER || ids[i + 1] !== k.openParen) return false;
    let parens = 0;
    for (i++; i < to; i++) {
      if (ids[i] === k.openParen) parens++;
      else if (ids[i] === k.closeParen && --parens === 0) break;
    }
    i++;
  }
  return i === to;
}
