/**
 * Names and places: what an identifier, a member or an element means, and what reading and writing it brings. Local
 * variables hold values; everything else is memory that others may change.
 */

import type { Expression, LocalVariable, TypeSyntax } from './ast.ts';
import { evaluate } from './evaluate.ts';
import { emitEffect, readVariable } from './frame.ts';
import type { Frame } from './frame.ts';
import { loadBehindContext } from './kernel-memory.ts';
import { decayed, isConst, isVolatile, unqualified, wrap } from './types.ts';
import type { Type } from './types.ts';
import type { Entity } from './unit-scope.ts';
import {
  constantValue, ESCAPED, functionAddress, leaf, needsOfBoth, NON_ZERO, ONE, UNDEFINED, UNKNOWN, unknownValue, variableAddress, withNeeds, withOrigin,
} from './values.ts';
import type { Needs, Origin, Value } from './values.ts';

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

export function evaluateName(f: Frame, e: Of<'name'>): Value {
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
  if (f.unit.numberedFunction(entity) !== undefined) return unknownValue(needs, true);
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

/** Something that can be read or written. */
export interface Place {
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
  /** Of the pointer that leads there. */
  readonly origin: Origin | undefined;
}

/** One shape for all places, made in one spot: they are made by the thousand. */
function makePlace(
  variable: LocalVariable | undefined, whole: boolean, needs: Needs | null, constant: bigint | undefined, nonZero: boolean,
  callee: Entity | undefined, isVolatilePlace: boolean, origin?: Origin,
): Place {
  return { variable, whole, needs, constant, nonZero, callee, isVolatile: isVolatilePlace, origin };
}

const NO_PLACE = makePlace(undefined, false, null, undefined, false, undefined, false);

function elsewhere(needs: Needs | null, nonZero = false, origin?: Origin): Place {
  if (needs === null && !nonZero && origin === undefined) return NO_PLACE;
  return makePlace(undefined, false, needs, undefined, nonZero, undefined, false, origin);
}

function inVariable(variable: LocalVariable, whole: boolean, needs: Needs | null, isVolatilePlace = false): Place {
  return makePlace(variable, whole, needs, undefined, true, undefined, isVolatilePlace);
}

function pointedTo(value: Value, whole: boolean, isVolatilePlace: boolean): Place {
  if (value.variable) return inVariable(value.variable, whole, null, isVolatilePlace);
  return makePlace(undefined, false, value.needs, value.constant, value.nonZero, value.callee, isVolatilePlace, value.origin);
}

export function place(f: Frame, e: Expression): Place {
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
      return elsewhere(needs, base.nonZero, base.origin);
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
  return makePlace(whole.variable, false, whole.needs, constant, whole.nonZero, undefined, whole.isVolatile, whole.origin);
}

export function pointeeOf(type: Type): Type | undefined {
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

export function readPlace(f: Frame, e: Expression): Value {
  const from = place(f, e);
  if (f.environment === null) return UNDEFINED;
  return load(f, from, e);
}

export function load(f: Frame, from: Place, e: Expression): Value {
  if (from.variable) {
    const value = readVariable(f, from.variable);
    if (from.whole && shapeOf(f, from.variable) === 'scalar' && value && value !== ESCAPED) {
      return value;
    }
    if (isArray(f, e)) return variableAddress(from.variable, false);
    const part = unknownValue(needsOfBoth(value && value !== ESCAPED ? value.needs : null, from.needs));
    return value?.origin === undefined ? part : withOrigin(part, value.origin);
  }
  if (from.origin !== undefined) return loadBehindContext(f, from, e, from.origin);
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

export function store(f: Frame, to: Place, value: Value): void {
  if (f.environment === null) return;
  if (to.variable && !to.isVolatile) {
    const old = readVariable(f, to.variable);
    f.assigned++;
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
