/** The state of a walk through one function body or initialiser, and how needs become references. */

import type { Expression, Label, LocalVariable, NestedFunction } from './ast.ts';
import type { Entity, UnitScope } from './unit-scope.ts';
import { addEdge } from './references.ts';
import type { Reference, ReferenceNode } from './references.ts';
import { ESCAPED, joinEnvironments } from './values.ts';
import type { Environment, Needs, Origin, Value } from './values.ts';
import type { Token } from '../preprocess/token.ts';

/** What a walk asks of the unit: how calls, objects and block-scope statics are treated. */
export interface UnitAnalysis {
  readonly scope: UnitScope;
  /** The walk of a call; may end the caller's environment when the callee does not return. */
  call(frame: Frame, callee: Entity, args: readonly Value[], token: Token): Value;
  /** Value of an object whose initialiser is constant and cannot change. */
  constantObject(entity: Entity): bigint | undefined;
  /** Number in a static pointer to a function that is initialised with one: how BPF programs name the kernel's helpers. */
  numberedFunction(entity: Entity): bigint | undefined;
  /** Where the pointer comes from that a numbered function returns. */
  originOfResult(callee: Extract<Expression, { kind: 'name' }>): Origin | undefined;
  /** The initialiser of a static variable of block scope, as a node that is walked when it is reached. */
  staticVariable(variable: LocalVariable): ReferenceNode;
  /** A nested function is used: its body counts as part of the one around it. */
  nestedFunction(frame: Frame, nested: NestedFunction): void;
  /** A string that reads like a name was met. */
  sawName(text: string, token: Token): void;
  /** A function outside gets an argument. */
  sawArgument(frame: Frame, to: Entity, argument: Value, token: Token): void;
  /** Steps left before the walk is cut off. */
  work: number;
}

export interface JumpTarget {
  breaks: Environment | null;
  continues: Environment | null;
  readonly isLoop: boolean;
}

export interface SwitchState {
  readonly entry: Environment | null;
  /** The only case that can be meant, when the subject is known. */
  readonly onlyCase: object | undefined;
  readonly outer: SwitchState | undefined;
}

export interface Frame {
  readonly unit: UnitAnalysis;
  /** Null where control cannot come. */
  environment: Environment | null;
  /** What is kept for its effect: calls, stores, volatile accesses. */
  readonly effects: ReferenceNode;
  /** What only decides where control goes: it vanishes with a function that has no effect. */
  readonly control: ReferenceNode;
  effectCount: number;
  /** Grows with everything that counts; compared to learn whether something in between counted. */
  emitted: number;
  /** Grows with every assignment to a local variable: what decided about one counts. */
  assigned: number;
  parametersUsed: number;
  parametersInControl: number;
  returned: Value | undefined;
  jumps: JumpTarget[];
  switch: SwitchState | undefined;
  readonly labels: Map<Label, Environment>;
  readonly passedLabels: Set<Label>;
  readonly addressedLabels: Set<Label>;
  rerun: boolean;
  /** A rough count of instructions, for the decision whether a compiler would inline the function. */
  cost: number;
  /** Nothing is emitted or counted: the operand of __builtin_constant_p, a constant expression. */
  quiet: number;
}

export function newFrame(unit: UnitAnalysis, entity: Entity | undefined): Frame {
  return {
    unit, environment: new Map(), effects: { entity, edges: new Map() }, control: { entity, edges: new Map() },
    effectCount: 0, emitted: 0, assigned: 0, parametersUsed: 0, parametersInControl: 0, returned: undefined, jumps: [], switch: undefined,
    labels: new Map(), passedLabels: new Set(), addressedLabels: new Set(), rerun: false, cost: 0, quiet: 0,
  };
}

let stamp = 0;

/** The needs count: a call, a store, a volatile access depends on them. */
export function emitEffect(frame: Frame, needs: Needs | null): void {
  if (frame.quiet > 0) return;
  frame.effectCount++;
  frame.emitted++;
  if (needs !== null) emit(frame, needs, frame.effects, false);
}

/** The needs count as long as the function has any effect: control depends on them. */
export function emitControl(frame: Frame, needs: Needs | null): void {
  if (frame.quiet > 0) return;
  frame.emitted++;
  if (needs !== null) emit(frame, needs, frame.control, true);
}

function emit(frame: Frame, needs: Needs, into: ReferenceNode, asControl: boolean): void {
  const mine = ++stamp;
  const pending: Needs[] = [needs];
  while (pending.length > 0) {
    const node = pending.pop()!;
    if (node.mark === mine) continue;
    node.mark = mine;
    if (node.left) pending.push(node.left);
    if (node.right) pending.push(node.right);
    const what = node.leaf;
    if (!what) continue;
    if (what.kind === 'reference') addEdge(into, what.token, what.to);
    else if (what.kind === 'parameter') {
      if (asControl) frame.parametersInControl |= bit(what.index);
      else frame.parametersUsed |= bit(what.index);
    } else {
      const old = frame.environment?.get(what.variable);
      if (frame.environment === null || old === ESCAPED) continue;
      if (asControl) {
        // A comparison of the address gives nobody the variable.
        if (old?.needs) pending.push(old.needs);
        continue;
      }
      frame.environment.set(what.variable, ESCAPED);
      if (old?.needs) pending.push(old.needs);
    }
  }
}

/** Thirty-one parameters are told apart; the rest share a bit. */
export function bit(index: number): number {
  return 1 << Math.min(index, 30);
}

export interface FlatNeeds {
  readonly references: readonly { readonly to: Reference; readonly token: Token }[];
  readonly parameters: number;
}

/** The leaves of a rope that leave the function with its result. */
export function flattenNeeds(needs: Needs | null, environment: Environment | null): FlatNeeds {
  const references: { to: Reference; token: Token }[] = [];
  let parameters = 0;
  if (needs === null) return { references, parameters };
  const mine = ++stamp;
  const pending: Needs[] = [needs];
  while (pending.length > 0) {
    const node = pending.pop()!;
    if (node.mark === mine) continue;
    node.mark = mine;
    if (node.left) pending.push(node.left);
    if (node.right) pending.push(node.right);
    const what = node.leaf;
    if (!what) continue;
    if (what.kind === 'reference') references.push(what);
    else if (what.kind === 'parameter') parameters |= bit(what.index);
    else {
      const value = environment?.get(what.variable);
      if (value?.needs) pending.push(value.needs);
    }
  }
  return { references, parameters };
}

export function readVariable(frame: Frame, variable: LocalVariable): Value | undefined {
  return frame.environment?.get(variable);
}

/** Adds an environment that comes from elsewhere to the one at hand. */
export function flowIn(frame: Frame, environment: Environment | null): void {
  frame.environment = joinEnvironments(frame.environment, environment);
}
