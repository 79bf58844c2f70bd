/**
 * What is known of a value at one place of a function, and which names its computation would need. The needs are
 * carried along and only count when the value does: a load whose result nobody uses vanishes, as in the compiler.
 */

import type { LocalVariable } from './ast.ts';
import type { Entity } from './unit-scope.ts';
import type { Token } from '../preprocess/token.ts';
import type { Reference } from './references.ts';

export interface Value {
  /** The value, when it is known: an integer, or a pointer made of one. */
  readonly constant: bigint | undefined;
  /** Known not to be zero: addresses of objects, values behind a check. */
  readonly nonZero: boolean;
  /** The function whose address this is. */
  readonly callee: Entity | undefined;
  /** The variable of the function at hand whose address this is. */
  readonly variable: LocalVariable | undefined;
  /** Contents of a string literal. */
  readonly text: string | undefined;
  readonly needs: Needs | null;
  readonly origin: Origin | undefined;
}

/** What a pointer points to, where the verifier of BPF programs would know: the program's argument, or the kernel's memory behind it. */
export type Origin = 'context' | 'kernel';

/** A rope of references: joined in constant time, walked when the value turns out to count. */
export interface Needs {
  readonly left: Needs | null;
  readonly right: Needs | null;
  readonly leaf: Leaf | null;
  /** Stamp of the last walk that saw this node. */
  mark: number;
}

export type Leaf =
  | { readonly kind: 'reference'; readonly to: Reference; readonly token: Token }
  /** Whatever the caller handed in for the parameter of this index. */
  | { readonly kind: 'parameter'; readonly index: number }
  /** The address of a local variable: once it counts, others may change the variable. */
  | { readonly kind: 'variable'; readonly variable: LocalVariable };

function make(
  constant: bigint | undefined, nonZero: boolean, callee: Entity | undefined, variable: LocalVariable | undefined,
  text: string | undefined, needs: Needs | null, origin?: Origin,
): Value {
  return { constant, nonZero, callee, variable, text, needs, origin };
}

export const UNKNOWN: Value = make(undefined, false, undefined, undefined, undefined, null);
export const NON_ZERO: Value = make(undefined, true, undefined, undefined, undefined, null);
/** The value of a variable that nothing was assigned to: the compiler may take any, and takes the convenient one. */
export const UNDEFINED: Value = make(undefined, false, undefined, undefined, undefined, null);
/** A variable whose address others have. */
export const ESCAPED: Value = make(undefined, false, undefined, undefined, undefined, null);

const SMALL: Value[] = [];
for (let i = -1n; i <= 16n; i++) SMALL.push(make(i, i !== 0n, undefined, undefined, undefined, null));

export const ZERO: Value = SMALL[1]!;
export const ONE: Value = SMALL[2]!;

export function constantValue(constant: bigint, needs: Needs | null = null): Value {
  if (needs === null && constant >= -1n && constant <= 16n) return SMALL[Number(constant) + 1]!;
  return make(constant, constant !== 0n, undefined, undefined, undefined, needs);
}

export function unknownValue(needs: Needs | null, nonZero = false): Value {
  if (needs === null) return nonZero ? NON_ZERO : UNKNOWN;
  return make(undefined, nonZero, undefined, undefined, undefined, needs);
}

export function functionAddress(callee: Entity, needs: Needs | null): Value {
  return make(undefined, !callee.attributes.weak, callee, undefined, undefined, needs);
}

export function variableAddress(variable: LocalVariable, exact: boolean): Value {
  return make(undefined, true, undefined, exact ? variable : undefined, undefined, leaf({ kind: 'variable', variable }));
}

export function stringValueOf(text: string): Value {
  return make(undefined, true, undefined, undefined, text, null);
}

/** The same knowledge, with other needs. */
export function withNeeds(value: Value, needs: Needs | null): Value {
  if (value.needs === needs) return value;
  return make(value.constant, value.nonZero, value.callee, value.variable, value.text, needs, value.origin);
}

export function withOrigin(value: Value, origin: Origin | undefined): Value {
  if (value.origin === origin) return value;
  return make(value.constant, value.nonZero, value.callee, value.variable, value.text, value.needs, origin);
}

export function leaf(what: Leaf): Needs {
  return { left: null, right: null, leaf: what, mark: 0 };
}

export function needsOfBoth(a: Needs | null, b: Needs | null): Needs | null {
  if (a === null || a === b) return b;
  if (b === null) return a;
  return { left: a, right: b, leaf: null, mark: 0 };
}

/** True, false, or undefined where it depends. */
export function truth(value: Value): boolean | undefined {
  if (value.constant !== undefined) return value.constant !== 0n;
  return value.nonZero ? true : undefined;
}

/** What is known when either of two values may be there. */
export function joinValues(a: Value, b: Value): Value {
  if (a === b) return a;
  if (a === ESCAPED || b === ESCAPED) return ESCAPED;
  if (a === UNDEFINED) return b;
  if (b === UNDEFINED) return a;
  const needs = needsOfBoth(a.needs, b.needs);
  if (a.constant !== undefined && a.constant === b.constant) return withNeeds(a, needs);
  if (a.callee !== undefined && a.callee === b.callee) return withNeeds(a, needs);
  if (a.variable !== undefined && a.variable === b.variable) return withNeeds(a, needs);
  const joined = unknownValue(needs, a.nonZero && b.nonZero);
  // A null pointer beside it does not change where a pointer comes from.
  const origin = a.origin === b.origin || b.constant === 0n ? a.origin : a.constant === 0n ? b.origin : undefined;
  return origin === undefined ? joined : withOrigin(joined, origin);
}

/** Whether two values say the same, apart from their needs. */
export function sameKnowledge(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === ESCAPED || b === ESCAPED || a === UNDEFINED || b === UNDEFINED) return false;
  return a.constant === b.constant && a.nonZero === b.nonZero && a.callee === b.callee && a.variable === b.variable && a.text === b.text && a.origin === b.origin;
}

/** Values of the local variables at one place; null where control cannot come. */
export type Environment = Map<LocalVariable, Value>;

export function copyEnvironment(environment: Environment | null): Environment | null {
  return environment && new Map(environment);
}

/** Joins `b` into `a`, which is changed and returned. A variable that one side lacks was not declared there. */
export function joinEnvironments(a: Environment | null, b: Environment | null): Environment | null {
  if (a === null || a === b) return b;
  if (b === null) return a;
  for (const [variable, value] of b) {
    const other = a.get(variable);
    if (other === undefined) a.set(variable, value);
    else if (other !== value) a.set(variable, joinValues(other, value));
  }
  return a;
}

/** How `after` differs from `before`: in what is known, in needs alone, or not at all. */
export function compareEnvironments(before: Environment | null, after: Environment | null): 'same' | 'needs' | 'knowledge' {
  if (before === after || after === null) return 'same';
  if (before === null) return 'knowledge';
  let result: 'same' | 'needs' = 'same';
  for (const [variable, value] of after) {
    const old = before.get(variable);
    if (old === value) continue;
    if (old === undefined || !sameKnowledge(old, value)) return 'knowledge';
    if (old.needs !== value.needs) result = 'needs';
  }
  return result;
}
