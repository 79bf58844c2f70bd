/** The functions that the compiler knows by itself: folded where gcc folds them, calls of the library's otherwise. */

import type { Expression } from './ast.ts';
import { discard, evaluate } from './evaluate.ts';
import { emitEffect } from './frame.ts';
import type { Frame } from './frame.ts';
import { decayed, unqualified, wrap } from './types.ts';
import type { Type } from './types.ts';
import {
  constantValue, copyEnvironment, ESCAPED, leaf, needsOfBoth, NON_ZERO, ONE, UNDEFINED, UNKNOWN, unknownValue, ZERO,
} from './values.ts';
import type { Needs, Value } from './values.ts';

type Call = Extract<Expression, { kind: 'call' }>;

export function evaluateBuiltin(f: Frame, e: Call, name: string): Value {
  const [first, second] = e.args;
  switch (name) {
    case '__builtin_constant_p':
      return first && isKnown(f, first) ? ONE : ZERO;
    case '__builtin_expect': case '__builtin_expect_with_probability': case '__builtin_assume_aligned':
      if (!first) return UNKNOWN;
      for (const other of e.args.slice(1)) discard(f, other);
      return evaluate(f, first);
    case '__builtin_preserve_field_info': case '__builtin_preserve_type_info': case '__builtin_preserve_enum_value': case '__builtin_btf_type_id':
      return UNKNOWN; // clang for BPF: libbpf fills in a number that the types of the running kernel give
    case '__builtin_unreachable':
      f.environment = null;
      return UNDEFINED;
    case '__builtin_trap': case '__builtin_abort':
      emitEffect(f, null);
      f.environment = null;
      return UNDEFINED;
    case '__builtin_object_size': case '__builtin_dynamic_object_size':
      return objectSize(f, first, second);
    case '__builtin_strlen': {
      const text = first && evaluate(f, first);
      if (text?.text !== undefined) return constantValue(BigInt((text.text.split('\0')[0] ?? '').length));
      return libraryCall(f, e, name, text ? [text] : [], true);
    }
    case '__builtin_return_address': case '__builtin_frame_address': case '__builtin_extract_return_addr':
      return NON_ZERO;
    case '__builtin_add_overflow': case '__builtin_sub_overflow': case '__builtin_mul_overflow':
      return overflow(f, e, name.slice('__builtin_'.length, -'_overflow'.length));
    case '__builtin_prefetch':
      for (const arg of e.args) emitEffect(f, evaluate(f, arg).needs);
      return UNKNOWN;
    case '__builtin_va_start': case '__builtin_va_end': case '__builtin_va_copy':
      for (const arg of e.args) emitEffect(f, evaluate(f, arg).needs);
      return UNKNOWN;
    default:
  }
  const args: Value[] = [];
  for (const arg of e.args) {
    args.push(evaluate(f, arg));
    if (f.environment === null) return UNDEFINED;
  }
  const folded = args.length === 1 ? foldBitOperation(name, args[0]!.constant) : undefined;
  if (folded !== undefined) return constantValue(folded, args[0]!.needs);
  if (BIT_OPERATIONS.test(name)) return unknownValue(allNeeds(args));
  return libraryCall(f, e, name, args, PURE_LIBRARY.test(name));
}

/**
 * What gcc answers after inlining: whether the value is known here. The operand is never evaluated at run time, so
 * nothing that it does or needs counts.
 */
function isKnown(f: Frame, e: Expression): boolean {
  const before = copyEnvironment(f.environment);
  f.quiet++;
  const value = evaluate(f, e);
  f.quiet--;
  f.environment = before;
  return value.constant !== undefined || value.text !== undefined;
}

function allNeeds(args: readonly Value[]): Needs | null {
  let needs: Needs | null = null;
  for (const arg of args) needs = needsOfBoth(needs, arg.needs);
  return needs;
}

const PURE_LIBRARY = /^__builtin_(mem(cmp|chr)|str(len|cmp|ncmp|chr|rchr|str|spn|cspn|pbrk|nlen))$/;

/** A builtin that the unit also declares without prefix is a call of that function; every other one is instructions. */
function libraryCall(f: Frame, e: Call, name: string, args: readonly Value[], pure: boolean): Value {
  f.cost += 2 + args.length;
  let needs = allNeeds(args);
  const entity = f.unit.scope.lookup(name.slice('__builtin_'.length));
  if (entity?.kind === 'function' && !(entity.declaration?.body && !entity.inlineOnly)) {
    needs = needsOfBoth(needs, leaf({ kind: 'reference', to: { kind: 'symbol', symbol: name.slice('__builtin_'.length) }, token: e.token }));
  }
  if (pure) return unknownValue(needs);
  emitEffect(f, needs);
  return UNKNOWN;
}

const BIT_OPERATIONS = /^__builtin_(bswap(16|32|64)|(ffs|clz|ctz|popcount|parity|clrsb)(l|ll)?|abs|labs|llabs)$/;

function foldBitOperation(name: string, value: bigint | undefined): bigint | undefined {
  const match = value === undefined ? null : BIT_OPERATIONS.exec(name);
  if (!match || value === undefined) return undefined;
  const operation = match[1]!.replace(/(l|ll)$/, '').replace(/\d+$/, '');
  if (match[2]) {
    const bits = Number(match[2]);
    let rest = BigInt.asUintN(bits, value);
    let result = 0n;
    for (let i = 0; i < bits; i += 8) {
      result = (result << 8n) | (rest & 0xffn);
      rest >>= 8n;
    }
    return result;
  }
  if (operation === 'abs' || operation === 'labs' || operation === 'la' || operation === 'lla') return value < 0n ? -value : value;
  const width = match[4] ? 64 : 32;
  const bits = BigInt.asUintN(width, value).toString(2);
  switch (match[3]) {
    case 'ffs': return value === 0n ? 0n : BigInt(bits.length - bits.lastIndexOf('1'));
    case 'ctz': return value === 0n ? undefined : BigInt(bits.length - 1 - bits.lastIndexOf('1'));
    case 'clz': return value === 0n ? undefined : BigInt(width - bits.length);
    case 'popcount': return BigInt(bits.split('1').length - 1);
    case 'parity': return BigInt((bits.split('1').length - 1) % 2);
    default: return undefined;
  }
}

/** Unknown sizes are all ones for the kinds 0 and 1, zero for 2 and 3 (gcc manual, "Object Size Checking"). */
function objectSize(f: Frame, pointer: Expression | undefined, kind: Expression | undefined): Value {
  const { types } = f.unit.scope;
  const mode = kind && types.context.constant(kind);
  if (pointer) discard(f, pointer);
  const unknown = mode === 2n || mode === 3n ? 0n : (1n << BigInt(types.context.model.wordSize * 8)) - 1n;
  return constantValue(unknown);
}

/** Arithmetic that stores its result through the third operand and returns whether it overflowed. */
function overflow(f: Frame, e: Call, operation: string): Value {
  const [leftSyntax, rightSyntax, targetSyntax] = e.args;
  if (!leftSyntax || !rightSyntax || !targetSyntax) return UNKNOWN;
  const left = evaluate(f, leftSyntax);
  const right = evaluate(f, rightSyntax);
  const target = evaluate(f, targetSyntax);
  if (f.environment === null) return UNDEFINED;
  const { types } = f.unit.scope;
  let result: Value = unknownValue(needsOfBoth(left.needs, right.needs));
  let overflowed: Value = result;
  if (left.constant !== undefined && right.constant !== undefined) {
    const exact = operation === 'add' ? left.constant + right.constant : operation === 'sub' ? left.constant - right.constant : left.constant * right.constant;
    const type = pointedType(types.of(targetSyntax));
    if (type) {
      const wrapped = wrap(exact, type, types.context.model.wordSize);
      result = constantValue(wrapped, result.needs);
      overflowed = constantValue(wrapped === exact ? 0n : 1n, overflowed.needs);
    }
  }
  if (target.variable && f.environment.get(target.variable) !== ESCAPED) f.environment.set(target.variable, result);
  else emitEffect(f, needsOfBoth(target.needs, result.needs));
  return overflowed;
}

function pointedType(type: Type): Type | undefined {
  const plain = decayed(type);
  return plain.kind === 'pointer' ? unqualified(plain.to) : undefined;
}
