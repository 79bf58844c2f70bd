/** Values of C literals: integers with their suffixes, characters, strings. Floating point stays approximate. */

import type { BuiltinTypeName, Expression } from './ast.ts';
import type { Token } from '../preprocess/token.ts';

const ESCAPES: Readonly<Record<string, number>> = {
  n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11, e: 27, E: 27, '\\': 92, "'": 39, '"': 34, '?': 63,
};

/** C17 6.4.4.1. `longBits` is the target's width of long: it decides the type of a literal without suffix. */
export function numberLiteral(text: string, longBits: number): Expression {
  const match = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)([uUlL]*)$/.exec(text);
  if (!match) return { kind: 'float', value: Number.parseFloat(text) || 0 };
  const digits = match[1]!;
  const suffix = match[2]!.toLowerCase();
  const octal = digits.length > 1 && /^0[0-7]+$/.test(digits);
  const decimal = !octal && !/^0[xXbB]/.test(digits);
  const value = BigInt(octal ? `0o${digits}` : digits);
  return { kind: 'integer', value, type: integerType(value, suffix, decimal, longBits) };
}

function integerType(value: bigint, suffix: string, decimal: boolean, longBits: number): BuiltinTypeName {
  const unsigned = suffix.includes('u');
  const longs = suffix.split('l').length - 1;
  const bits = value.toString(2).length;
  const widths: [BuiltinTypeName, BuiltinTypeName, number][] = [
    ['int', 'unsigned int', 32],
    ['long', 'unsigned long', longBits],
    ['long long', 'unsigned long long', 64],
  ];
  for (const [signedName, unsignedName, width] of widths.slice(longs)) {
    if (!unsigned && bits <= width - 1) return signedName;
    if ((unsigned || !decimal) && bits <= width) return unsignedName;
  }
  return 'unsigned long long';
}

/** Value of a character constant, as int. */
export function characterLiteral(text: string): bigint {
  const quote = text.indexOf("'");
  const codes = unescape(text.slice(quote + 1, -1));
  if (quote > 0) return BigInt(codes[0] ?? 0);
  // Several characters: gcc shifts them together. One: the (signed) char as int.
  let value = 0;
  for (const code of codes) value = (value << 8) | (code & 0xff);
  if (codes.length === 1) value = (value << 24) >> 24;
  return BigInt(value);
}

/** Bytes of adjacent string literals joined, as a Latin-1 string, without the final NUL. */
export function stringValue(tokens: readonly Token[]): string {
  let result = '';
  for (const token of tokens) {
    const quote = token.text.indexOf('"');
    const inner = token.text.slice(quote + 1, -1);
    result += inner.includes('\\') ? String.fromCharCode(...unescape(inner)) : inner;
  }
  return result;
}

/** Whether a string could be the name of a symbol. */
export function readsLikeName(text: string): boolean {
  return /^[A-Za-z_]\w{3,}$/.test(text);
}

function unescape(text: string): number[] {
  const codes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') {
      codes.push(text.charCodeAt(i));
      continue;
    }
    const next = text[++i] ?? '';
    if (next >= '0' && next <= '7') {
      const octal = /^[0-7]{1,3}/.exec(text.slice(i, i + 3))![0];
      codes.push(Number.parseInt(octal, 8) & 0xff);
      i += octal.length - 1;
    } else if (next === 'x') {
      const hex = /^[0-9a-fA-F]*/.exec(text.slice(i + 1))![0];
      codes.push(Number.parseInt(hex || '0', 16) & 0xff);
      i += hex.length;
    } else {
      codes.push(ESCAPES[next] ?? next.charCodeAt(0));
    }
  }
  return codes;
}
