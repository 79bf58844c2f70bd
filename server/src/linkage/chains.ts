/**
 * Evidence: the places in a unit's own text that bring a symbol, each with the shortest way from there through macros
 * and inline functions. Computed for a symbol when somebody asks; the graph is turned round once for the unit.
 */

import type { ChainStep, SymbolUse } from './external-name.ts';
import { locationAt, locationOf, writtenToken } from './places.ts';
import type { Reference, ReferenceNode } from './references.ts';
import type { Entity } from './unit-scope.ts';
import type { TranslationUnit } from '../preprocess/translation-unit.ts';
import { currentPlace } from '../preprocess/moved-text.ts';
import type { Expansion, MacroDefinition, SourceText, Token } from '../preprocess/token.ts';

/** What an edge leads to: a node, or the symbol that the linker must find. */
export type Target = ReferenceNode | string;

interface Incoming {
  readonly from: ReferenceNode;
  readonly token: Token;
}

export interface ChainFinder {
  usesOf(symbol: string): readonly SymbolUse[];
}

/** Uses beyond this number are left out: nobody reads them, and the first ones tell the story. */
const MOST_USES = 500;

/** @param targetOf where a reference ends up: the node of a defined function or object, the name of an external one. */
export function createChainFinder(
  unit: TranslationUnit,
  nodes: Iterable<ReferenceNode>,
  targetOf: (reference: Reference) => Target | undefined,
): ChainFinder {
  let incoming: Map<Target, Incoming[]> | undefined;

  function turnRound(): Map<Target, Incoming[]> {
    const result = new Map<Target, Incoming[]>();
    for (const from of nodes) {
      for (const [token, references] of from.edges) {
        for (const reference of references) {
          const target = targetOf(reference);
          if (target === undefined) continue;
          const list = result.get(target);
          if (list) list.push({ from, token });
          else result.set(target, [{ from, token }]);
        }
      }
    }
    return result;
  }

  /** Breadth first from the symbol backwards, stopping wherever the unit's own text is reached. */
  function usesOf(symbol: string): readonly SymbolUse[] {
    incoming ??= turnRound();
    const uses = new Map<string, SymbolUse>();
    const seen = new Set<Target>([symbol]);
    let ring: { target: Target; chain: ChainStep[] }[] = [{ target: symbol, chain: [] }];
    while (ring.length > 0 && uses.size < MOST_USES) {
      const next: typeof ring = [];
      for (const { target, chain } of ring) {
        for (const { from, token } of incoming.get(target) ?? []) {
          const written = writtenToken(token);
          const isOwn = unit.isOwn(written.source);
          const steps = [...macroSteps(unit, token, isOwn ? undefined : from.entity?.declaration?.token), ...chain];
          if (isOwn) {
            const key = `${written.source.path}\0${currentPlace(written.source, written.offset).offset}`;
            if (!uses.has(key)) uses.set(key, { at: locationOf(written), text: written.text, chain: steps });
          } else if (!seen.has(from)) {
            seen.add(from);
            const step = from.entity && stepOf(unit, from.entity);
            next.push({ target: from, chain: step ? [step, ...steps] : steps });
          }
        }
      }
      ring = next;
    }
    return [...uses.values()].sort((a, b) => order(a, b));
  }

  function order(a: SymbolUse, b: SymbolUse): number {
    const main = Number(b.at.file === unit.path) - Number(a.at.file === unit.path);
    if (main !== 0) return main;
    if (a.at.file !== b.at.file) return a.at.file < b.at.file ? -1 : 1;
    return a.at.range.start.line - b.at.range.start.line || a.at.range.start.column - b.at.range.start.column;
  }

  return { usesOf };
}

/**
 * The macros that were expanded between the written name and this token, the outermost first. Inside a function of a
 * header those that made the whole function are left out: the function is a step of its own.
 */
export function macroSteps(unit: TranslationUnit, token: Token, definedBy: Token | undefined): ChainStep[] {
  const making = new Set<string>();
  for (let expansion = definedBy?.expansion; expansion; expansion = expansion.at.expansion) making.add(keyOf(expansion));
  const steps: ChainStep[] = [];
  for (let expansion: Expansion | undefined = token.expansion; expansion; expansion = expansion.at.expansion) {
    if (making.has(keyOf(expansion))) break;
    const { name, source, offset } = expansion.macro;
    steps.unshift(kept(unit, expansion.macro, source, () => ({ kind: 'macro', name, location: locationAt(source, offset, name.length), ...decidedBy(unit, source, offset) })));
  }
  return steps;
}

function keyOf({ macro, at }: Expansion): string {
  return `${macro.name} ${at.source.path} ${at.offset}`;
}

export function stepOf(unit: TranslationUnit, entity: Entity): ChainStep {
  const kind = entity.kind === 'object' ? 'variable' : entity.isInline ? 'inline' : 'function';
  const token = entity.declaration?.token;
  if (!token) return { kind, name: entity.name };
  const { source, offset } = writtenToken(token);
  return kept(unit, entity, source, () => ({ kind, name: entity.name, location: locationOf(token), ...decidedBy(unit, source, offset) }));
}

/** Steps through headers are the same for all units, and a kernel's worth of units holds millions of them. */
const keptSteps = new WeakMap<object, ChainStep>();

/** @param source where the step stands: in the unit's own text it may move. */
function kept(unit: TranslationUnit, what: MacroDefinition | Entity, source: SourceText, make: () => ChainStep): ChainStep {
  if (unit.isOwn(source)) return make();
  let step = keptSteps.get(what);
  if (!step) keptSteps.set(what, (step = make()));
  return step;
}

/** The conditions around a place are those of its text, whichever unit asks. */
const optionsOfText = new WeakMap<SourceText, Map<number, readonly string[]>>();

function decidedBy(unit: TranslationUnit, source: SourceText, offset: number): Pick<ChainStep, 'options'> {
  let known = optionsOfText.get(source);
  if (!known) optionsOfText.set(source, (known = new Map()));
  let options = known.get(offset);
  if (!options) known.set(offset, (options = unit.optionsAt(source, offset)));
  return options.length > 0 ? { options } : {};
}
