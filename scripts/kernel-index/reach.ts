/** Which exported symbols, and which names of a probe, something of a unit leads to. */

import { newFrame, flattenNeeds, type Frame } from '../../server/src/linkage/frame.ts';
import type { Reference, ReferenceNode } from '../../server/src/linkage/references.ts';
import type { Analysis } from '../../server/src/linkage/unit-analysis.ts';
import type { Entity } from '../../server/src/linkage/unit-scope.ts';
import { constantValue, leaf, unknownValue, type Value } from '../../server/src/linkage/values.ts';
import type { Token } from '../../server/src/preprocess/token.ts';
import type { CallFact } from '../../server/src/knowledge/kernel-index.ts';

export type IsWanted = (symbol: string) => boolean;

/** Wanted undefined symbols behind the references; `stop` names entities that are not entered. */
export function symbolsBehind(analysis: Analysis, start: Iterable<Reference>, wanted: IsWanted, stop?: (entity: Entity) => boolean): { symbols: Set<string>; stopped: Set<Entity> } {
  const symbols = new Set<string>();
  const stopped = new Set<Entity>();
  const seen = new Set<ReferenceNode>();
  const reached = new Set<Entity>();
  const pending: Reference[] = [...start];
  const enter = (node: ReferenceNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const references of node.edges.values()) pending.push(...references);
  };
  for (let to; (to = pending.pop()); ) {
    if (to.kind === 'symbol') {
      if (wanted(to.symbol)) symbols.add(to.symbol);
    } else if (to.kind === 'node') enter(to.node);
    else if (!reached.has(to.entity)) {
      const { entity } = to;
      reached.add(entity);
      if (stop?.(entity)) stopped.add(entity);
      else if (entity.isDefined) {
        analysis.expose(entity);
        enter(analysis.nodeOf(entity));
      } else if (!entity.attributes.weak && wanted(entity.symbol)) symbols.add(entity.symbol);
    }
  }
  return { symbols, stopped };
}

export const referencesOf = (node: ReferenceNode): Reference[] => [...node.edges.values()].flat();

type Outcome = Omit<CallFact, 'kind' | 'name' | 'parameters' | 'variadic'>;

/** A call of a function with arguments of which nothing is known. */
export function outcomeOfCall(analysis: Analysis, callee: Entity, count: number, wanted: IsWanted): Outcome {
  const unknown = calling(analysis, callee, unknownArguments(count));
  const effects = symbolsBehind(analysis, referencesOf(unknown.frame.effects).concat(referencesOf(unknown.frame.control)), wanted).symbols;
  const returns = unknown.frame.environment !== null;
  const flat = flattenNeeds(unknown.value.needs, unknown.frame.environment);
  const fromResult = symbolsBehind(analysis, flat.references.map(({ to }) => to), wanted).symbols;
  return {
    hasEffects: unknown.frame.effectCount > 0,
    usedByEffects: unknown.frame.parametersUsed | unknown.frame.parametersInControl,
    usedByResult: flat.parameters,
    effectSymbols: [...effects].sort(),
    resultSymbols: [...fromResult].filter((symbol) => !effects.has(symbol)).sort(),
    result: !returns ? { kind: 'none' } : resultOf(analysis, callee, count, unknown.value),
  };
}

function unknownArguments(count: number): Value[] {
  return Array.from({ length: count }, (_, index) => unknownValue(leaf({ kind: 'parameter', index })));
}

function calling(analysis: Analysis, callee: Entity, args: readonly Value[]): { frame: Frame; value: Value } {
  const frame = newFrame(analysis, undefined);
  const token = callee.declaration!.token satisfies Token;
  const value = analysis.call(frame, callee, args, token);
  return { frame, value };
}

/** A result that is always the same, or that one argument decides. */
function resultOf(analysis: Analysis, callee: Entity, count: number, value: Value): CallFact['result'] {
  if (value.constant !== undefined) return { kind: 'constant', value: value.constant };
  for (let index = 0; index < Math.min(count, 3); index++) {
    const [zero, one, seven] = [0n, 1n, 7n].map((number) => {
      const args = unknownArguments(count);
      args[index] = constantValue(number);
      return calling(analysis, callee, args).value.constant;
    });
    if (zero !== 0n || one !== 1n) continue;
    if (seven === 7n) return { kind: 'parameter', index };
    if (seven === 1n) return { kind: 'truth', index };
  }
  return { kind: 'unknown' };
}
