/**
 * Walks expressions as the optimiser would leave them: constants folded, dead operands dropped, effects kept.
 * It follows one path of values forward; it knows nothing of loops, which execute.ts walks until nothing changes.
 */

import type { Expression, Initializer } from './ast.ts';
import { compareRange, foldBinary, MIRRORED, rangeOf } from './arithmetic.ts';
import { evaluateConditional, evaluateTruth } from './branches.ts';
import { evaluateBuiltin } from './builtins.ts';
import { executeBlock } from './execute.ts';
import { emitEffect, readVariable } from './frame.ts';
import type { Frame } from './frame.ts';
import { readsLikeName, stringValue } from './literals.ts';
import { converted, evaluateName, load, place, readPlace, shapeOf, store } from './memory.ts';
import { numberedSymbol } from './references.ts';
import { compatible as compatibleTypes, decayed, unqualified, wrap } from './types.ts';
import type { Type } from './types.ts';
import {
  constantValue, ESCAPED, functionAddress, joinValues, leaf, needsOfBoth, NON_ZERO, ONE, stringValueOf, UNDEFINED, UNKNOWN, unknownValue,
  variableAddress, withNeeds, withOrigin, ZERO,
} from './values.ts';
import type { Needs, Origin, Value } from './values.ts';

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/** Value of an expression; its effects are emitted on the way, the needs of the value come with it. */
export function evaluate(f: Frame, e: Expression): Value {
  f.unit.work--;
  switch (e.kind) {
    case 'name':
      return evaluateName(f, e);
    case 'integer':
      return constantValue(e.value);
    case 'float':
      return UNKNOWN;
    case 'string': {
      const text = stringValue(e.tokens);
      if (f.quiet === 0 && readsLikeName(text)) f.unit.sawName(text, e.tokens[0]!);
      return stringValueOf(text);
    }
    case 'unary':
      return evaluateUnary(f, e);
    case 'step':
      return evaluateStep(f, e);
    case 'binary':
      return evaluateBinary(f, e);
    case 'logical':
      return evaluateTruth(f, e);
    case 'comma':
      discard(f, e.left);
      return evaluate(f, e.right);
    case 'assign':
      return evaluateAssign(f, e);
    case 'conditional':
      return evaluateConditional(f, e);
    case 'cast':
      return evaluateCast(f, e);
    case 'compound':
      return evaluateInitializer(f, e.initializer, unknownNeedsOnly);
    case 'call':
      return evaluateCall(f, e);
    case 'member': case 'index':
      return readPlace(f, e);
    case 'sizeof':
      return evaluateSizeof(f, e);
    case 'block':
      return executeBlock(f, e.body);
    case 'generic': {
      const selected = f.unit.scope.types.selectGeneric(e);
      if (selected) return evaluate(f, selected);
      let all: Value = UNDEFINED;
      for (const choice of e.choices) all = joinValues(all, evaluate(f, choice.value));
      return all === UNDEFINED ? UNKNOWN : all;
    }
    case 'choose': {
      const condition = f.unit.scope.types.context.constant(e.condition);
      if (condition !== undefined) return evaluate(f, condition === 0n ? e.otherwise : e.then);
      return joinValues(evaluate(f, e.then), evaluate(f, e.otherwise));
    }
    case 'compatible': {
      const { types } = f.unit.scope;
      return constantValue(sameTypes(types.resolve(e.left), types.resolve(e.right)) ? 1n : 0n);
    }
    case 'offsetof': {
      const offset = f.unit.scope.types.offset(e.type, e.path);
      return offset === undefined ? UNKNOWN : constantValue(offset);
    }
    case 'variadic':
      emitEffect(f, evaluate(f, e.list).needs);
      return UNKNOWN;
    case 'labelAddress':
      f.addressedLabels.add(e.label);
      return NON_ZERO;
  }
}

/** gcc: top-level qualifiers do not matter to __builtin_types_compatible_p. */
function sameTypes(a: Type, b: Type): boolean {
  const left = unqualified(a);
  const right = unqualified(b);
  if (left.kind === 'unknown' || right.kind === 'unknown') return false;
  return compatibleTypes(left, right);
}

/** For the effects alone: what only the value needs vanishes. */
export function discard(f: Frame, e: Expression): void {
  evaluate(f, e);
}

const unknownNeedsOnly = (needs: Needs | null): Value => unknownValue(needs);

/** All parts of an initialiser together: the needs of every value in it. A single expression keeps its value. */
export function evaluateInitializer(f: Frame, initializer: Initializer, ofList: (needs: Needs | null) => Value): Value {
  if (initializer.kind !== 'list') return evaluate(f, initializer);
  let needs: Needs | null = null;
  let origin: Origin | undefined;
  for (const item of initializer.items) {
    const value = evaluateInitializer(f, item.value, ofList);
    needs = needsOfBoth(needs, value.needs);
    if (initializer.items.length === 1) origin = value.origin;
    if (f.environment === null) break;
  }
  return withOrigin(ofList(needs), origin);
}

function evaluateUnary(f: Frame, e: Of<'unary'>): Value {
  switch (e.operator) {
    case '*': {
      const from = place(f, e);
      if (f.environment === null) return UNDEFINED;
      if (from.callee) return functionAddress(from.callee, from.needs);
      return load(f, from, e);
    }
    case '&': {
      const at = place(f, e.operand);
      if (f.environment === null) return UNDEFINED;
      if (at.callee) return functionAddress(at.callee, at.needs);
      if (at.variable) {
        const address = variableAddress(at.variable, at.whole);
        return at.needs ? withNeeds(address, needsOfBoth(address.needs, at.needs)) : address;
      }
      if (at.constant !== undefined) return constantValue(at.constant, at.needs);
      return withOrigin(unknownValue(at.needs, at.nonZero), at.origin);
    }
    case '!':
      return evaluateTruth(f, e);
    default: {
      const operand = evaluate(f, e.operand);
      if (operand.constant === undefined) return operand === UNDEFINED ? UNDEFINED : unknownValue(operand.needs, e.operator !== '~' && operand.nonZero);
      const { types } = f.unit.scope;
      const result = e.operator === '-' ? -operand.constant : e.operator === '~' ? ~operand.constant : operand.constant;
      return constantValue(wrap(result, types.of(e), types.context.model.wordSize), operand.needs);
    }
  }
}

function evaluateStep(f: Frame, e: Of<'step'>): Value {
  f.cost++;
  const at = place(f, e.operand);
  if (f.environment === null) return UNDEFINED;
  const old = load(f, at, e.operand);
  let next: Value = unknownValue(old.needs);
  const { types } = f.unit.scope;
  if (old.constant !== undefined && unqualified(types.of(e.operand)).kind === 'integer') {
    next = constantValue(old.constant + (e.operator === '++' ? 1n : -1n), old.needs);
  }
  store(f, at, next);
  return e.prefix ? next : old;
}

function evaluateBinary(f: Frame, e: Of<'binary'>): Value {
  const left = evaluate(f, e.left);
  if (f.environment === null) return UNDEFINED;
  const right = evaluate(f, e.right);
  if (f.environment === null) return UNDEFINED;
  return combine(f, e.operator, left, right, e.left, e.right);
}

function combine(f: Frame, operator: string, left: Value, right: Value, leftSyntax: Expression, rightSyntax: Expression): Value {
  const a = left.constant;
  const b = right.constant;
  if (a !== undefined && b !== undefined) return combineConstants(f, operator, a, b, leftSyntax, rightSyntax, left, right);
  f.cost++;
  if ((a === 0n || b === 0n) && (operator === '&' || operator === '*')) return ZERO;
  if (a === 0n && (operator === '/' || operator === '%' || operator === '<<' || operator === '>>')) return ZERO;
  if (b === 1n && operator === '%') return ZERO;
  const needs = needsOfBoth(left.needs, right.needs);
  switch (operator) {
    case '==': case '!=': {
      const equal = equality(left, right, leftSyntax, rightSyntax);
      if (equal !== undefined) return equal === (operator === '==') ? ONE : ZERO;
      break;
    }
    case '|':
      return unknownValue(needs, left.nonZero || right.nonZero);
    case '+': case '-': {
      if (b === 0n) return withNeeds(left, needs);
      if (a === 0n && operator === '+') return withNeeds(right, needs);
      // An address and an offset make no null pointer; of two plain numbers nothing is known.
      if (left.text !== undefined || left.variable) return unknownValue(needs, true);
      break;
    }
    default:
  }
  if (operator in MIRRORED) {
    const result = compareWithRange(f, operator, left, right, leftSyntax, rightSyntax);
    if (result !== undefined) return result ? ONE : ZERO;
  }
  return unknownValue(needs);
}

function combineConstants(
  f: Frame, operator: string, a: bigint, b: bigint, leftSyntax: Expression, rightSyntax: Expression, left: Value, right: Value,
): Value {
  const { types } = f.unit.scope;
  const { wordSize } = types.context.model;
  const leftType = decayed(types.of(leftSyntax));
  const rightType = decayed(types.of(rightSyntax));
  const needs = needsOfBoth(left.needs, right.needs);
  if ((operator === '+' || operator === '-') && (leftType.kind === 'pointer') !== (rightType.kind === 'pointer')) {
    const pointer = leftType.kind === 'pointer' ? leftType : rightType;
    const element = pointer.kind === 'pointer' ? types.size(pointer.to) : undefined;
    if (element === undefined) return unknownValue(needs);
    const scaled = leftType.kind === 'pointer' ? b * BigInt(element) : a * BigInt(element);
    const base = leftType.kind === 'pointer' ? a : b;
    return constantValue(BigInt.asUintN(wordSize * 8, operator === '+' ? base + scaled : base - scaled), needs);
  }
  const result = foldBinary(operator, a, b, leftType, rightType, types.builtins, wordSize);
  return result === undefined ? unknownValue(needs) : constantValue(result, needs);
}

/** Whether two values that are not both constants are equal: addresses are not zero, and different objects differ. */
function equality(left: Value, right: Value, leftSyntax: Expression, rightSyntax: Expression): boolean | undefined {
  if (left.constant === 0n && right.nonZero) return false;
  if (right.constant === 0n && left.nonZero) return false;
  if (left.callee && right.callee && !left.callee.attributes.weak && !right.callee.attributes.weak) {
    return left.callee === right.callee;
  }
  if (
    leftSyntax.kind === 'name' && rightSyntax.kind === 'name' && leftSyntax.local !== undefined &&
    leftSyntax.local === rightSyntax.local && leftSyntax.local.kind === 'variable' && !leftSyntax.local.isStatic
  ) {
    return true;
  }
  return undefined;
}

/** An unsigned value is never below zero, a byte never above 255. */
function compareWithRange(
  f: Frame, operator: string, left: Value, right: Value, leftSyntax: Expression, rightSyntax: Expression,
): boolean | undefined {
  const constant = right.constant ?? left.constant;
  if (constant === undefined) return undefined;
  const mirrored = right.constant === undefined;
  const subject = mirrored ? rightSyntax : leftSyntax;
  if (subject.kind === 'integer') return undefined;
  const { types } = f.unit.scope;
  const type = unqualified(types.of(subject));
  const other = unqualified(types.of(mirrored ? leftSyntax : rightSyntax));
  if (type.kind !== 'integer' || other.kind !== 'integer' || type.name === 'enum') return undefined;
  // The comparison happens in the common type: only when that keeps the subject's values does its range hold.
  const keepsRange = !type.signed || (other.signed && other.size <= type.size) || other.size < type.size;
  if (!keepsRange) return undefined;
  let limit = constant;
  if (!type.signed && type.size >= 4 && other.size <= type.size) limit = BigInt.asUintN(type.size * 8, constant);
  const range = rangeOf(type);
  return range && compareRange(mirrored ? MIRRORED[operator]! : operator, range[0], range[1], limit);
}

/** A write from outside of C: an output of assembler text. */
export function assignTo(f: Frame, left: Expression, value: Value): void {
  if (f.environment === null) return;
  const to = place(f, left);
  if (f.environment !== null) store(f, to, value);
}

function evaluateAssign(f: Frame, e: Of<'assign'>): Value {
  f.cost++;
  if (e.operator === '') {
    // The right side first: a structure that is assigned to itself, or a pointer that is moved on, reads the old value.
    const value = evaluate(f, e.right);
    if (f.environment === null) return UNDEFINED;
    const to = place(f, e.left);
    if (f.environment === null) return UNDEFINED;
    store(f, to, value);
    if (to.variable && to.whole && shapeOf(f, to.variable) === 'scalar') {
      const stored = readVariable(f, to.variable);
      if (stored && stored !== ESCAPED) return stored;
    }
    return value;
  }
  const to = place(f, e.left);
  if (f.environment === null) return UNDEFINED;
  const old = load(f, to, e.left);
  const right = evaluate(f, e.right);
  if (f.environment === null) return UNDEFINED;
  const value = combine(f, e.operator, old, right, e.left, e.right);
  store(f, to, value);
  return value;
}

function evaluateCast(f: Frame, e: Of<'cast'>): Value {
  const value = evaluate(f, e.operand);
  if (value === UNDEFINED) return value;
  if (value.constant === undefined) {
    if (e.type.kind === 'pointer') return value;
    const type = f.unit.scope.types.resolve(e.type);
    if (e.operand.kind === 'float' && unqualified(type).kind === 'integer') {
      return constantValue(wrap(BigInt(Math.trunc(e.operand.value)), type, f.unit.scope.types.context.model.wordSize));
    }
    return converted(f, value, type);
  }
  const type = unqualified(f.unit.scope.types.resolve(e.type));
  if (type.kind !== 'integer' && type.kind !== 'pointer') return unknownValue(value.needs);
  return converted(f, value, type);
}

function evaluateSizeof(f: Frame, e: Of<'sizeof'>): Value {
  const { types } = f.unit.scope;
  const type = e.type ? types.resolve(e.type) : types.of(e.operand!);
  const result = e.align ? types.align(type) : types.size(type);
  return result === undefined ? UNKNOWN : constantValue(BigInt(result));
}

function evaluateCall(f: Frame, e: Of<'call'>): Value {
  if (e.callee.kind === 'name' && !e.callee.local && e.callee.name.startsWith('__builtin_')) {
    return evaluateBuiltin(f, e, e.callee.name);
  }
  const callee = evaluate(f, e.callee);
  const args: Value[] = [];
  for (const arg of e.args) {
    if (f.environment === null) return UNDEFINED;
    args.push(evaluate(f, arg));
  }
  if (f.environment === null) return UNDEFINED;
  f.cost += 2 + args.length;
  if (callee.callee) {
    if (f.quiet === 0 && !callee.callee.declaration?.body) {
      for (const arg of args) f.unit.sawArgument(f, callee.callee, arg, e.token);
    }
    const value = f.unit.call(f, callee.callee, args, e.token);
    return value;
  }
  let needs = callee.needs;
  if (callee.constant !== undefined && callee.constant > 0n) {
    needs = needsOfBoth(needs, leaf({ kind: 'reference', to: { kind: 'symbol', symbol: numberedSymbol(callee.constant) }, token: e.token }));
  }
  for (const arg of args) needs = needsOfBoth(needs, arg.needs);
  emitEffect(f, needs);
  return e.callee.kind === 'name' ? withOrigin(UNKNOWN, f.unit.originOfResult(e.callee)) : UNKNOWN;
}
