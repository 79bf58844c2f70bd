/** Conditions: the two ways out of one, what each way teaches about the variables in it, and the operators made of it. */

import type { Expression, LocalVariable } from './ast.ts';
import { discard, evaluate } from './evaluate.ts';
import { emitControl } from './frame.ts';
import type { Frame } from './frame.ts';
import { converted, shapeOf } from './memory.ts';
import {
  constantValue, copyEnvironment, ESCAPED, joinEnvironments, joinValues, needsOfBoth, ONE, truth, UNDEFINED,
  unknownValue, withNeeds, withOrigin, ZERO,
} from './values.ts';
import type { Environment, Needs, Value } from './values.ts';

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

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
  const before = f.emitted + f.assigned;
  f.environment = onward;
  const right = branch(f, e.right);
  if (short !== null && f.emitted + f.assigned !== before) emitControl(f, left.needs);
  const whenTrue = isAnd ? right.whenTrue : joinEnvironments(short, right.whenTrue);
  const whenFalse = isAnd ? joinEnvironments(short, right.whenFalse) : right.whenFalse;
  const needs = whenTrue && whenFalse ? needsOfBoth(short === null ? null : left.needs, right.needs) : null;
  return { whenTrue, whenFalse, needs };
}

function branchConditional(f: Frame, e: Of<'conditional'>, then: Expression): Branch {
  const condition = branch(f, e.condition);
  const before = f.emitted + f.assigned;
  f.environment = condition.whenTrue;
  const first = branch(f, then);
  f.environment = condition.whenFalse;
  const second = branch(f, e.otherwise);
  f.environment = null;
  if (condition.whenTrue && condition.whenFalse && f.emitted + f.assigned !== before) emitControl(f, condition.needs);
  return {
    whenTrue: joinEnvironments(first.whenTrue, second.whenTrue),
    whenFalse: joinEnvironments(first.whenFalse, second.whenFalse),
    needs: needsOfBoth(condition.needs, needsOfBoth(first.needs, second.needs)),
  };
}

/** && || ! as a value. */
export function evaluateTruth(f: Frame, e: Expression): Value {
  const result = branch(f, e);
  f.environment = joinEnvironments(result.whenTrue, result.whenFalse);
  if (f.environment === null) return UNDEFINED;
  if (result.whenFalse === null) return ONE;
  if (result.whenTrue === null) return ZERO;
  return unknownValue(result.needs);
}

export function evaluateConditional(f: Frame, e: Of<'conditional'>): Value {
  if (!e.then) {
    const value = evaluate(f, e.condition);
    const known = truth(value);
    if (f.environment === null || known === true) return value;
    if (known === false) return evaluate(f, e.otherwise);
    const aside = copyEnvironment(f.environment);
    const before = f.emitted + f.assigned;
    const otherwise = evaluate(f, e.otherwise);
    const dead = f.environment === null;
    f.environment = joinEnvironments(f.environment, aside);
    if (f.emitted + f.assigned !== before) emitControl(f, value.needs);
    return dead ? value : joinValues(value, otherwise);
  }
  const condition = branch(f, e.condition);
  if (condition.whenTrue === null || condition.whenFalse === null) {
    f.environment = condition.whenTrue ?? condition.whenFalse;
    if (f.environment === null) return UNDEFINED;
    return evaluate(f, condition.whenTrue ? e.then : e.otherwise);
  }
  const before = f.emitted + f.assigned;
  f.environment = condition.whenTrue;
  const first = evaluate(f, e.then);
  const afterFirst = f.environment as Environment | null;
  f.environment = condition.whenFalse;
  const second = evaluate(f, e.otherwise);
  const afterSecond = f.environment as Environment | null;
  const effects = f.emitted + f.assigned !== before;
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
  return value.nonZero ? value : withOrigin(unknownValue(value.needs, true), value.origin);
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
