/**
 * Walks expressions as the optimiser would leave them: constants folded, dead operands dropped, effects kept.
 * It follows one path of values forward; it knows nothing of loops, which execute.ts walks until nothing changes.
 */

import type { Expression, Initializer, LocalVariable, TypeSyntax } from './ast.ts';
import { compareRange, foldBinary, MIRRORED, rangeOf } from './arithmetic.ts';
import { evaluateBuiltin } from './builtins.ts';
import { executeBlock } from './execute.ts';
import { emitControl, emitEffect, readVariable } from './frame.ts';
import type { Frame } from './frame.ts';
import { stringValue } from './literals.ts';
import { compatible as compatibleTypes, decayed, isConst, isVolatile, unqualified, wrap } from './types.ts';
import type { Type } from './types.ts';
import type { Entity } from './unit-scope.ts';
import {
  constantValue, copyEnvironment, ESCAPED, functionAddress, joinEnvironments, joinValues, leaf, needsOfBoth, NON_ZERO,
  compareEnvironments, stringValueOf, truth, UNDEFINED, UNKNOWN, unknownValue, variableAddress, withNeeds, ZERO, ONE,
} from './values.ts';
import type { Environment, Needs, Value } from './values.ts';

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
    case 'string':
      return stringValueOf(stringValue(e.tokens));
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
  for (const item of initializer.items) {
    needs = needsOfBoth(needs, evaluateInitializer(f, item.value, ofList).needs);
    if (f.environment === null) break;
  }
  return ofList(needs);
}

// ---- names -------------------------------------------------------------------------------------------------------

function evaluateName(f: Frame, e: Of<'name'>): Value {
  const { local } = e;
  if (local) {
    switch (local.kind) {
      case 'variable': {
        if (local.isStatic) return staticVariableValue(f, local, e);
        if (shapeOf(f, local) !== 'scalar') return variableAddressOrValue(f, local);
        const value = readVariable(f, local);
        if (value === undefined || value === ESCAPED) return UNKNOWN;
        return value;
      }
      case 'enumerator': {
        const value = f.unit.scope.types.context.enumerator(local);
        return value === undefined ? UNKNOWN : constantValue(value);
      }
      case 'nested':
        f.unit.nestedFunction(f, local);
        return NON_ZERO;
      default:
    }
  }
  const entity = f.unit.scope.lookup(e.name);
  if (!entity) {
    if (e.name.startsWith('__builtin_')) return UNKNOWN;
    return unknownValue(leaf({ kind: 'reference', to: { kind: 'symbol', symbol: e.name }, token: e.token }));
  }
  if (entity.kind === 'enumerator') {
    const value = f.unit.scope.types.context.enumerator(entity.enumerator!);
    return value === undefined ? UNKNOWN : constantValue(value);
  }
  if (entity.kind === 'typedef') return UNKNOWN;
  const needs = leaf({ kind: 'reference', to: { kind: 'entity', entity }, token: e.token });
  if (entity.kind === 'function') return functionAddress(entity, needs);
  const constant = f.unit.constantObject(entity);
  if (constant !== undefined) return constantValue(constant);
  if (entity.declaration!.type.kind === 'array') return unknownValue(needs, !entity.attributes.weak);
  return unknownValue(needs);
}

function staticVariableValue(f: Frame, variable: LocalVariable, e: Of<'name'>): Value {
  const { initializer } = variable;
  if (initializer && initializer.kind !== 'list' && isConst(f.unit.scope.types.ofVariable(variable))) {
    const constant = f.unit.scope.types.context.constant(initializer);
    if (constant !== undefined) return constantValue(constant);
  }
  const needs = leaf({ kind: 'reference', to: { kind: 'node', node: f.unit.staticVariable(variable) }, token: e.token });
  return unknownValue(needs, shapeOf(f, variable) === 'array');
}

/** Arrays and structures are followed for their needs, not for their contents. */
export function shapeOf(f: Frame, variable: LocalVariable): 'scalar' | 'array' | 'struct' {
  let syntax: TypeSyntax = variable.type;
  while (syntax.kind === 'qualified') syntax = syntax.of;
  if (syntax.kind === 'builtin' || syntax.kind === 'pointer') return 'scalar';
  if (syntax.kind === 'array') return 'array';
  if (syntax.kind === 'tag') return syntax.keyword === 'enum' ? 'scalar' : 'struct';
  const type = unqualified(f.unit.scope.types.resolve(syntax));
  if (type.kind === 'array') return 'array';
  return type.kind === 'struct' ? 'struct' : 'scalar';
}

function variableAddressOrValue(f: Frame, variable: LocalVariable): Value {
  if (shapeOf(f, variable) === 'array') return variableAddress(variable, false);
  const value = readVariable(f, variable);
  return value && value !== ESCAPED ? unknownValue(value.needs) : UNKNOWN;
}

// ---- places ------------------------------------------------------------------------------------------------------

/** Something that can be read or written. */
interface Place {
  /** The variable of this function that holds it. */
  readonly variable: LocalVariable | undefined;
  /** Whether it is all of the variable. */
  readonly whole: boolean;
  /** What the address needs. */
  readonly needs: Needs | null;
  /** The address is a known number: the offsetof idiom. */
  readonly constant: bigint | undefined;
  readonly nonZero: boolean;
  readonly callee: Entity | undefined;
  readonly isVolatile: boolean;
}

/** One shape for all places, made in one spot: they are made by the thousand. */
function makePlace(
  variable: LocalVariable | undefined, whole: boolean, needs: Needs | null, constant: bigint | undefined, nonZero: boolean,
  callee: Entity | undefined, isVolatilePlace: boolean,
): Place {
  return { variable, whole, needs, constant, nonZero, callee, isVolatile: isVolatilePlace };
}

const NO_PLACE = makePlace(undefined, false, null, undefined, false, undefined, false);

function elsewhere(needs: Needs | null, nonZero = false): Place {
  return needs === null && !nonZero ? NO_PLACE : makePlace(undefined, false, needs, undefined, nonZero, undefined, false);
}

function inVariable(variable: LocalVariable, whole: boolean, needs: Needs | null, isVolatilePlace = false): Place {
  return makePlace(variable, whole, needs, undefined, true, undefined, isVolatilePlace);
}

function pointedTo(value: Value, whole: boolean, isVolatilePlace: boolean): Place {
  if (value.variable) return inVariable(value.variable, whole, null, isVolatilePlace);
  return makePlace(undefined, false, value.needs, value.constant, value.nonZero, value.callee, isVolatilePlace);
}

function place(f: Frame, e: Expression): Place {
  switch (e.kind) {
    case 'name': {
      const { local } = e;
      if (local?.kind === 'variable' && !local.isStatic) {
        return inVariable(local, true, null);
      }
      if (local?.kind === 'variable') {
        const node = f.unit.staticVariable(local);
        return elsewhere(leaf({ kind: 'reference', to: { kind: 'node', node }, token: e.token }), true);
      }
      const entity = f.unit.scope.lookup(e.name);
      if (!entity) return elsewhere(evaluateName(f, e).needs, true);
      if (entity.kind === 'enumerator' || entity.kind === 'typedef') return NO_PLACE;
      const needs = leaf({ kind: 'reference', to: { kind: 'entity', entity }, token: e.token });
      const callee = entity.kind === 'function' ? entity : undefined;
      return makePlace(undefined, false, needs, undefined, !entity.attributes.weak, callee, false);
    }
    case 'unary':
      if (e.operator === '*') return pointedTo(evaluate(f, e.operand), true, pointsToVolatile(f, e.operand));
      break;
    case 'member': {
      if (!e.arrow) return partOf(f, place(f, e.object), e);
      return partOf(f, pointedTo(evaluate(f, e.object), false, false), e);
    }
    case 'index': {
      const base = evaluate(f, e.array);
      const index = evaluate(f, e.index);
      const needs = needsOfBoth(base.needs, index.needs);
      if (e.array.kind === 'name' && e.array.local?.kind === 'variable' && !e.array.local.isStatic && shapeOf(f, e.array.local) === 'array') {
        return inVariable(e.array.local, false, index.needs);
      }
      if (base.variable) return inVariable(base.variable, false, index.needs);
      return elsewhere(needs, base.nonZero);
    }
    case 'compound': {
      const value = evaluate(f, e);
      return elsewhere(value.needs, true);
    }
    case 'block': case 'comma': case 'conditional': case 'call': case 'assign': case 'generic': case 'choose': case 'cast':
      return elsewhere(evaluate(f, e).needs);
    default:
  }
  return elsewhere(evaluate(f, e).needs);
}

function partOf(f: Frame, whole: Place, e: Of<'member'>): Place {
  let constant: bigint | undefined;
  if (whole.constant !== undefined) {
    const { types } = f.unit.scope;
    const container = e.arrow ? pointeeOf(types.of(e.object)) : types.of(e.object);
    if (container) types.size(container); // lays the structure out, so that the member has an offset
    const found = container && types.member(container, e.name);
    if (found && !Number.isNaN(found.offset)) constant = whole.constant + BigInt(found.offset);
  }
  return makePlace(whole.variable, false, whole.needs, constant, whole.nonZero, undefined, whole.isVolatile);
}

function pointeeOf(type: Type): Type | undefined {
  const plain = decayed(type);
  return plain.kind === 'pointer' ? plain.to : undefined;
}

/** READ_ONCE and its relatives cast to a pointer to volatile; a volatile access is kept for its own sake. */
function pointsToVolatile(f: Frame, pointer: Expression): boolean {
  if (pointer.kind === 'cast') {
    let syntax: TypeSyntax = pointer.type;
    while (syntax.kind === 'qualified') syntax = syntax.of;
    if (syntax.kind === 'pointer') {
      const to = syntax.to;
      if (to.kind === 'qualified') return to.isVolatile || (to.of.kind === 'qualified' && to.of.isVolatile);
      if (to.kind === 'builtin' || to.kind === 'tag') return false;
      return isVolatile(f.unit.scope.types.resolve(to));
    }
    return false;
  }
  if (pointer.kind === 'name' && pointer.local?.kind === 'variable') {
    let syntax: TypeSyntax = pointer.local.type;
    while (syntax.kind === 'qualified') syntax = syntax.of;
    return syntax.kind === 'pointer' && syntax.to.kind === 'qualified' && syntax.to.isVolatile;
  }
  return false;
}

function readPlace(f: Frame, e: Expression): Value {
  const from = place(f, e);
  if (f.environment === null) return UNDEFINED;
  return load(f, from, e);
}

function load(f: Frame, from: Place, e: Expression): Value {
  if (from.variable) {
    const value = readVariable(f, from.variable);
    if (from.whole && shapeOf(f, from.variable) === 'scalar' && value && value !== ESCAPED) {
      return value;
    }
    if (isArray(f, e)) return variableAddress(from.variable, false);
    return unknownValue(needsOfBoth(value && value !== ESCAPED ? value.needs : null, from.needs));
  }
  if (from.isVolatile) {
    emitEffect(f, from.needs);
    return UNKNOWN;
  }
  if (from.callee && e.kind === 'unary') return functionAddress(from.callee, from.needs); // *function is the function
  return unknownValue(from.needs);
}

function isArray(f: Frame, e: Expression): boolean {
  return unqualified(f.unit.scope.types.of(e)).kind === 'array';
}

function store(f: Frame, to: Place, value: Value): void {
  if (f.environment === null) return;
  if (to.variable && !to.isVolatile) {
    const old = readVariable(f, to.variable);
    if (old !== ESCAPED) {
      if (to.whole && shapeOf(f, to.variable) === 'scalar') {
        f.environment.set(to.variable, converted(f, value, f.unit.scope.types.ofVariable(to.variable)));
      } else if (to.whole) {
        f.environment.set(to.variable, unknownValue(value.needs));
      } else {
        f.environment.set(to.variable, unknownValue(needsOfBoth(needsOfBoth(old?.needs ?? null, value.needs), to.needs)));
      }
      return;
    }
    emitEffect(f, needsOfBoth(to.needs, value.needs));
    return;
  }
  emitEffect(f, needsOfBoth(to.needs, value.needs));
}

/** A known constant as the type would hold it. */
export function converted(f: Frame, value: Value, type: Type): Value {
  if (value.constant === undefined) {
    const plain = unqualified(type);
    if (plain.kind === 'integer' && plain.size < f.unit.scope.types.context.model.wordSize) {
      if (plain.name === '_Bool') return value.nonZero ? withNeeds(ONE, null) : withKnowledgeDropped(value, false);
      return value.callee || value.variable || value.text !== undefined ? withKnowledgeDropped(value, false) : value;
    }
    return value;
  }
  const wrapped = wrap(value.constant, type, f.unit.scope.types.context.model.wordSize);
  return wrapped === value.constant ? value : constantValue(wrapped, value.needs);
}

function withKnowledgeDropped(value: Value, nonZero: boolean): Value {
  return value === UNDEFINED ? value : unknownValue(value.needs, nonZero);
}

// ---- operators ---------------------------------------------------------------------------------------------------

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
      return unknownValue(at.needs, at.nonZero);
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

// ---- branches ----------------------------------------------------------------------------------------------------

/** The two ways out of a condition; null where control cannot go. The frame's own environment is used up. */
export interface Branch {
  readonly whenTrue: Environment | null;
  readonly whenFalse: Environment | null;
  /** What the decision needs, when both ways are open. */
  readonly needs: Needs | null;
}

const NOWHERE: Branch = { whenTrue: null, whenFalse: null, needs: null };

export function branch(f: Frame, e: Expression): Branch {
  if (f.environment === null) return NOWHERE;
  switch (e.kind) {
    case 'logical':
      return branchLogical(f, e);
    case 'unary':
      if (e.operator === '!') {
        const inner = branch(f, e.operand);
        return { whenTrue: inner.whenFalse, whenFalse: inner.whenTrue, needs: inner.needs };
      }
      break;
    case 'call':
      if (e.callee.kind === 'name' && (e.callee.name === '__builtin_expect' || e.callee.name === '__builtin_expect_with_probability') && e.args[0]) {
        return branch(f, e.args[0]);
      }
      break;
    case 'comma':
      discard(f, e.left);
      return branch(f, e.right);
    case 'conditional':
      if (e.then) return branchConditional(f, e, e.then);
      break;
    default:
  }
  const value = evaluate(f, e);
  const here = f.environment;
  if (here === null) return NOWHERE;
  f.environment = null;
  const known = truth(value);
  if (known === true) return { whenTrue: here, whenFalse: null, needs: null };
  if (known === false) return { whenTrue: null, whenFalse: here, needs: null };
  const other = copyEnvironment(here)!;
  refine(f, here, e, true);
  refine(f, other, e, false);
  return { whenTrue: here, whenFalse: other, needs: value.needs };
}

function branchLogical(f: Frame, e: Of<'logical'>): Branch {
  const isAnd = e.operator === '&&';
  const left = branch(f, e.left);
  const onward = isAnd ? left.whenTrue : left.whenFalse;
  const short = isAnd ? left.whenFalse : left.whenTrue;
  if (onward === null) {
    f.environment = null;
    return left;
  }
  const before = f.emitted;
  f.environment = onward;
  const right = branch(f, e.right);
  if (short !== null && f.emitted !== before) emitControl(f, left.needs);
  const whenTrue = isAnd ? right.whenTrue : joinEnvironments(short, right.whenTrue);
  const whenFalse = isAnd ? joinEnvironments(short, right.whenFalse) : right.whenFalse;
  const needs = whenTrue && whenFalse ? needsOfBoth(short === null ? null : left.needs, right.needs) : null;
  return { whenTrue, whenFalse, needs };
}

function branchConditional(f: Frame, e: Of<'conditional'>, then: Expression): Branch {
  const condition = branch(f, e.condition);
  const before = f.emitted;
  f.environment = condition.whenTrue;
  const first = branch(f, then);
  f.environment = condition.whenFalse;
  const second = branch(f, e.otherwise);
  f.environment = null;
  if (condition.whenTrue && condition.whenFalse && f.emitted !== before) emitControl(f, condition.needs);
  return {
    whenTrue: joinEnvironments(first.whenTrue, second.whenTrue),
    whenFalse: joinEnvironments(first.whenFalse, second.whenFalse),
    needs: needsOfBoth(condition.needs, needsOfBoth(first.needs, second.needs)),
  };
}

/** && || ! as a value. */
function evaluateTruth(f: Frame, e: Expression): Value {
  const result = branch(f, e);
  f.environment = joinEnvironments(result.whenTrue, result.whenFalse);
  if (f.environment === null) return UNDEFINED;
  if (result.whenFalse === null) return ONE;
  if (result.whenTrue === null) return ZERO;
  return unknownValue(result.needs);
}

function evaluateConditional(f: Frame, e: Of<'conditional'>): Value {
  if (!e.then) {
    const value = evaluate(f, e.condition);
    const known = truth(value);
    if (f.environment === null || known === true) return value;
    if (known === false) return evaluate(f, e.otherwise);
    const aside = copyEnvironment(f.environment);
    const before = f.emitted;
    const otherwise = evaluate(f, e.otherwise);
    const dead = f.environment === null;
    f.environment = joinEnvironments(f.environment, aside);
    if (f.emitted !== before) emitControl(f, value.needs);
    return dead ? value : joinValues(value, otherwise);
  }
  const condition = branch(f, e.condition);
  if (condition.whenTrue === null || condition.whenFalse === null) {
    f.environment = condition.whenTrue ?? condition.whenFalse;
    if (f.environment === null) return UNDEFINED;
    return evaluate(f, condition.whenTrue ? e.then : e.otherwise);
  }
  const before = f.emitted;
  f.environment = condition.whenTrue;
  const start = copyEnvironment(condition.whenTrue);
  const first = evaluate(f, e.then);
  const afterFirst = f.environment as Environment | null;
  f.environment = condition.whenFalse;
  const second = evaluate(f, e.otherwise);
  const afterSecond = f.environment as Environment | null;
  const effects = f.emitted !== before || compareEnvironments(start, afterFirst) !== 'same';
  f.environment = joinEnvironments(afterFirst, afterSecond);
  if (effects) emitControl(f, condition.needs);
  f.cost += 2;
  if (afterFirst === null) return second;
  if (afterSecond === null) return first;
  const joined = joinValues(first, second);
  if (joined === UNDEFINED || (joined.constant !== undefined && joined.needs === null)) return joined;
  return withNeeds(joined, needsOfBoth(joined.needs, condition.needs));
}

/** What a condition says of the variables in it, on the way on which it holds. */
export function refine(f: Frame, environment: Environment, e: Expression, holds: boolean): void {
  switch (e.kind) {
    case 'name': {
      const variable = trackedVariable(f, environment, e);
      if (!variable) return;
      const value = environment.get(variable)!;
      environment.set(variable, holds ? knownNonZero(value) : constantValue(0n, value.needs));
      return;
    }
    case 'assign':
      if (e.operator === '') refine(f, environment, e.left, holds);
      return;
    case 'binary': {
      if (e.operator !== '==' && e.operator !== '!=') return;
      const equal = (e.operator === '==') === holds;
      for (const [side, other] of [[e.left, e.right], [e.right, e.left]] as const) {
        const variable = trackedVariable(f, environment, side.kind === 'assign' && side.operator === '' ? side.left : side);
        const constant = variable && simpleConstant(f, other);
        if (!variable || constant === undefined) continue;
        const value = environment.get(variable)!;
        if (equal) environment.set(variable, converted(f, constantValue(constant, value.needs), f.unit.scope.types.ofVariable(variable)));
        else if (constant === 0n) environment.set(variable, knownNonZero(value));
      }
      return;
    }
    default:
  }
}

function knownNonZero(value: Value): Value {
  return value.nonZero ? value : unknownValue(value.needs, true);
}

function trackedVariable(f: Frame, environment: Environment, e: Expression): LocalVariable | undefined {
  if (e.kind !== 'name' || e.local?.kind !== 'variable' || e.local.isStatic) return undefined;
  const value = environment.get(e.local);
  if (value === undefined || value === ESCAPED || value.constant !== undefined) return undefined;
  return shapeOf(f, e.local) === 'scalar' ? e.local : undefined;
}

/** A literal, an enumeration constant, or one of them with a sign or a cast: enough for conditions as they are written. */
function simpleConstant(f: Frame, e: Expression): bigint | undefined {
  if (e.kind === 'integer') return e.value;
  if (e.kind === 'name' && e.local?.kind === 'variable') return undefined;
  if (e.kind === 'name' || e.kind === 'cast' || (e.kind === 'unary' && e.operator === '-')) {
    return f.unit.scope.types.context.constant(e);
  }
  return undefined;
}

// ---- calls -------------------------------------------------------------------------------------------------------

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
    const value = f.unit.call(f, callee.callee, args, e.token);
    return value;
  }
  let needs = callee.needs;
  for (const arg of args) needs = needsOfBoth(needs, arg.needs);
  emitEffect(f, needs);
  return UNKNOWN;
}
