/**
 * Who refers to whom among the functions and objects of the unit's own text, and which external names each of them
 * reaches, by which way. The linker needs none of it: it is made when somebody asks what a function leads to.
 */

import type { Location } from '../base/location.ts';
import type { TranslationUnit } from '../preprocess/translation-unit.ts';
import type { Token } from '../preprocess/token.ts';
import { macroSteps, stepOf, type Target } from './chains.ts';
import type { ChainStep } from './external-name.ts';
import { locationOf, writtenToken } from './places.ts';
import type { Reference, ReferenceNode } from './references.ts';
import type { Entity } from './unit-scope.ts';

export interface OwnDefinition {
  readonly name: string;
  readonly kind: 'function' | 'object';
  /** Known in this unit only. */
  readonly isStatic: boolean;
  readonly at: Location;
}

export interface OwnReference {
  /** Name of a definition of the unit. */
  readonly from: string;
  /** Name of a definition of the unit, or what the linker must find. */
  readonly to: string;
  /** A direct call; otherwise the address goes somewhere, or it stands in an object. */
  readonly called: boolean;
  readonly at: Location;
  /** Macros, and inline functions of headers, that are passed on the way. */
  readonly chain: readonly ChainStep[];
}

/** The address of a function or object of the unit, handed to a function outside. */
export interface HandedAddress {
  readonly within: string;
  /** Name of the function that takes it. */
  readonly to: string;
  /** Name of a definition of the unit. */
  readonly what: string;
  readonly at: Location;
}

export interface OwnGraph {
  readonly definitions: readonly OwnDefinition[];
  readonly references: readonly OwnReference[];
  readonly handed: readonly HandedAddress[];
}

export const EMPTY_GRAPH: OwnGraph = { definitions: [], references: [], handed: [] };

/** An address that the walk of a body saw handed over. */
export interface SeenAddress {
  readonly within: Entity;
  readonly to: string;
  readonly what: Entity;
  readonly token: Token;
}

interface Way {
  readonly to: Target;
  readonly called: boolean;
  readonly chain: readonly ChainStep[];
}

export function ownGraph(
  unit: TranslationUnit,
  nodes: ReadonlySet<ReferenceNode>,
  targetOf: (reference: Reference) => Target | undefined,
  seen: readonly SeenAddress[],
): OwnGraph {
  const definitions = new Map<string, OwnDefinition>();
  const references = new Map<string, OwnReference>();
  const passed = new Map<ReferenceNode, readonly Way[]>();

  function isOwn(target: Target): target is ReferenceNode {
    return typeof target !== 'string' && target.entity !== undefined && isOwnEntity(unit, target.entity);
  }

  /** What lies behind a function of a header, or an initialiser without a name: the nearest things of the unit's own, and external names. */
  function behind(start: ReferenceNode): readonly Way[] {
    const known = passed.get(start);
    if (known) return known;
    const ways: Way[] = [];
    const found = new Set<Target>([start]);
    const queue: { node: ReferenceNode; chain: readonly ChainStep[] }[] = [{ node: start, chain: stepsInto(start) }];
    for (let next; (next = queue.shift()); ) {
      for (const [token, edges] of next.node.edges) {
        for (const edge of edges) {
          const to = targetOf(edge);
          if (to === undefined || found.has(to)) continue;
          found.add(to);
          const chain = [...next.chain, ...macroSteps(unit, token, next.node.entity?.declaration?.token)];
          if (typeof to === 'string' || isOwn(to)) ways.push({ to, called: isCall(edge) && next.node.entity?.kind === 'function', chain });
          else queue.push({ node: to, chain: [...chain, ...stepsInto(to)] });
        }
      }
    }
    passed.set(start, ways);
    return ways;
  }

  function stepsInto(node: ReferenceNode): readonly ChainStep[] {
    return node.entity ? [stepOf(unit, node.entity)] : [];
  }

  for (const node of nodes) {
    if (!isOwn(node)) continue;
    const { entity } = node;
    const from = entity!.name;
    if (!definitions.has(from)) definitions.set(from, definitionOf(entity!));
    for (const [token, edges] of node.edges) {
      for (const edge of edges) {
        const to = targetOf(edge);
        if (to === undefined) continue;
        const called = isCall(edge) && entity!.kind === 'function';
        const steps = macroSteps(unit, token, undefined);
        const ways: readonly Way[] =
          typeof to === 'string' || isOwn(to) ? [{ to, called, chain: steps }] : behind(to).map((way) => ({ ...way, called: way.called && called, chain: [...steps, ...way.chain] }));
        for (const way of ways) {
          const name = typeof way.to === 'string' ? way.to : way.to.entity!.name;
          if (name === from) continue;
          const key = `${from} ${name} ${way.called}`;
          if (!references.has(key)) references.set(key, { from, to: name, called: way.called, at: locationOf(token), chain: way.chain });
        }
      }
    }
  }
  const handed = new Map<string, HandedAddress>();
  for (const { within, to, what, token } of seen) {
    if (!isOwnEntity(unit, within) || !isOwnEntity(unit, what)) continue;
    handed.set(`${within.name} ${to} ${what.name}`, { within: within.name, to, what: what.name, at: locationOf(token) });
  }
  return { definitions: [...definitions.values()], references: [...references.values()], handed: [...handed.values()] };
}

function isCall(reference: Reference): boolean {
  return reference.kind === 'node' ? reference.node.entity !== undefined : reference.kind === 'symbol' || reference.called === true;
}

export function isOwnEntity(unit: TranslationUnit, entity: Entity): boolean {
  const token = entity.declaration?.token;
  return token !== undefined && (entity.kind === 'function' || entity.kind === 'object') && unit.isOwn(writtenToken(token).source);
}

function definitionOf(entity: Entity): OwnDefinition {
  return { name: entity.name, kind: entity.kind === 'object' ? 'object' : 'function', isStatic: entity.isStatic, at: locationOf(entity.declaration!.token) };
}
