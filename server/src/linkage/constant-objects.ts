/** Objects of file scope whose value the compiler knows. */

import type { Expression, Initializer, LazyInitializer, TypeSyntax } from './ast.ts';
import { newFrame } from './frame.ts';
import type { UnitAnalysis } from './frame.ts';
import { converted } from './memory.ts';
import { ParseFailure } from './parse-state.ts';
import { isConst, isVolatile } from './types.ts';
import type { Entity, UnitScope } from './unit-scope.ts';
import { constantValue } from './values.ts';

export interface ConstantObjects {
  /** Value of an object that is const, defined here, and has a constant initialiser. */
  constantObject(entity: Entity): bigint | undefined;
  /** Number that a static pointer to a function is made of, as helpers of BPF are declared. */
  numberedFunction(entity: Entity): bigint | undefined;
}

export function createConstantObjects(
  analysis: () => UnitAnalysis, scope: UnitScope, evaluateConstant: (expression: Expression) => bigint | undefined,
): ConstantObjects {
  const constants = new Map<Entity, bigint | undefined>();
  const numbers = new Map<Entity, bigint | undefined>();

  function constantObject(entity: Entity): bigint | undefined {
    if (!constants.has(entity)) {
      constants.set(entity, undefined); // while it is looked for: an object may be made of itself
      constants.set(entity, valueOf(entity));
    }
    return constants.get(entity);
  }

  function valueOf(entity: Entity): bigint | undefined {
    const { declaration, attributes, isDefined } = entity;
    if (!declaration?.initializer || !isDefined || attributes.weak || attributes.section) return undefined;
    const type = scope.typeOf(entity);
    if (!isConst(type) || isVolatile(type)) return undefined;
    const constant = constantOf(declaration.initializer);
    return constant === undefined ? undefined : converted(newFrame(analysis(), entity), constantValue(constant), type).constant;
  }

  function numberedFunction(entity: Entity): bigint | undefined {
    const { declaration } = entity;
    if (!declaration?.initializer || !entity.isStatic || !pointsToFunction(declaration.type)) return undefined;
    if (!numbers.has(entity)) {
      numbers.set(entity, undefined);
      const value = constantOf(declaration.initializer);
      if (value !== 0n) numbers.set(entity, value); // a null pointer is waiting for a function
    }
    return numbers.get(entity);
  }

  function constantOf(initializer: LazyInitializer): bigint | undefined {
    const parsed = parsedOrNothing(initializer);
    return parsed && parsed.kind !== 'list' ? evaluateConstant(parsed) : undefined;
  }

  return { constantObject, numberedFunction };
}

function parsedOrNothing(initializer: LazyInitializer): Initializer | undefined {
  try {
    return initializer.parse();
  } catch (error) {
    if (error instanceof ParseFailure) return undefined;
    throw error;
  }
}

function pointsToFunction(type: TypeSyntax): boolean {
  if (type.kind === 'qualified' || type.kind === 'attributed') return pointsToFunction(type.of);
  return type.kind === 'pointer' && type.to.kind === 'function';
}
