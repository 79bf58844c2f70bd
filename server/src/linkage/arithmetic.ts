/** Arithmetic on known constants as the target does it: nothing here knows syntax. */

import { commonType, promote, unqualified, wrap } from './types.ts';
import type { BuiltinTypes, Type } from './types.ts';

/** Result of a binary operator on constants of these types; undefined where C gives none. */
export function foldBinary(
  operator: string, left: bigint, right: bigint, leftType: Type, rightType: Type, builtins: BuiltinTypes, wordSize: number,
): bigint | undefined {
  const isShift = operator === '<<' || operator === '>>';
  const plainLeft = unqualified(leftType);
  const plainRight = unqualified(rightType);
  // Pointers made of integers are compared and subtracted as words.
  const type = isShift
    ? promote(plainLeft, builtins)
    : plainLeft.kind === 'pointer' || plainRight.kind === 'pointer' || plainLeft.kind === 'array' || plainRight.kind === 'array'
      ? builtins.size
      : commonType(plainLeft, plainRight, builtins);
  if (type.kind !== 'integer') return undefined;
  const a = wrap(left, type, wordSize);
  const b = isShift ? right : wrap(right, type, wordSize);
  switch (operator) {
    case '==': return a === b ? 1n : 0n;
    case '!=': return a !== b ? 1n : 0n;
    case '<': return a < b ? 1n : 0n;
    case '>': return a > b ? 1n : 0n;
    case '<=': return a <= b ? 1n : 0n;
    case '>=': return a >= b ? 1n : 0n;
    case '+': return wrap(a + b, type, wordSize);
    case '-': return wrap(a - b, type, wordSize);
    case '*': return wrap(a * b, type, wordSize);
    case '/': return b === 0n ? undefined : wrap(a / b, type, wordSize);
    case '%': return b === 0n ? undefined : wrap(a % b, type, wordSize);
    case '&': return wrap(a & b, type, wordSize);
    case '|': return wrap(a | b, type, wordSize);
    case '^': return wrap(a ^ b, type, wordSize);
    case '<<': return b < 0n || b >= BigInt(type.size * 8) ? undefined : wrap(a << b, type, wordSize);
    case '>>': return b < 0n || b >= BigInt(type.size * 8) ? undefined : wrap(a >> b, type, wordSize);
    default: return undefined;
  }
}

/** Least and greatest value of an integer type. */
export function rangeOf(type: Type): readonly [bigint, bigint] | undefined {
  const plain = unqualified(type);
  if (plain.kind !== 'integer') return undefined;
  if (plain.name === '_Bool') return [0n, 1n];
  const bits = BigInt(plain.size * 8);
  return plain.signed ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
}

/** Result of comparing anything within a range with a constant; undefined where it depends. */
export function compareRange(operator: string, low: bigint, high: bigint, constant: bigint): boolean | undefined {
  switch (operator) {
    case '<': return high < constant ? true : low >= constant ? false : undefined;
    case '<=': return high <= constant ? true : low > constant ? false : undefined;
    case '>': return low > constant ? true : high <= constant ? false : undefined;
    case '>=': return low >= constant ? true : high < constant ? false : undefined;
    case '==': return constant < low || constant > high ? false : undefined;
    case '!=': return constant < low || constant > high ? true : undefined;
    default: return undefined;
  }
}

export const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '==': '==', '!=': '!=' };
