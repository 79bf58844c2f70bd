/**
 * The object file of a translation unit, as far as the linker looks at it: what stays alive, what that refers to,
 * and by which way from the unit's own text.
 */

import type { Asm, Declaration } from './ast.ts';
import { bodyEdits } from './body-edits.ts';
import { linkAssembler } from './assembler-file.ts';
import { createChainFinder } from './chains.ts';
import type { ChainFinder, Target } from './chains.ts';
import type { ExternalName, LinkedObject, NamedInString, SymbolUse } from './external-name.ts';
import { exportOf, exportsIn, modinfoOf } from './object-tables.ts';
import type { Export, Modinfo } from './object-tables.ts';
import { EMPTY_GRAPH, ownGraph, type OwnGraph } from './own-graph.ts';
import { locationOf, writtenToken } from './places.ts';
import { createAnalysis } from './unit-analysis.ts';
import type { Analysis } from './unit-analysis.ts';
import { createParseCache } from './unit-scope.ts';
import type { Entity } from './unit-scope.ts';
import { globalsInAssembler, namesInAssembler } from './assembler-text.ts';
import type { Reference, ReferenceNode } from './references.ts';
import type { Unread } from '../base/files.ts';
import type { TranslationUnit } from '../preprocess/translation-unit.ts';

export interface Linker {
  /** Never throws: what could not be read is listed in `unread`. */
  link(unit: TranslationUnit): LinkedObject;
  /** Who refers to whom within the unit; empty where that cannot be told, as for assembler files. */
  graphOf(unit: TranslationUnit): OwnGraph;
}

/** Versions that one analysis follows. It remembers what it knew of bodies that are no more, so it must end some time. */
const MOST_VERSIONS = 100;

interface KeptUnit {
  readonly unit: TranslationUnit;
  readonly analysis: Analysis;
  readonly versions: number;
}

/**
 * One linker for many units: it remembers the trees of header items.
 * @param keptUnits of how many units the analysis is kept, for when they are edited.
 */
export function createLinker(keptUnits = 0): Linker {
  const cache = createParseCache();
  const kept = new Map<string, KeptUnit>();

  /** The unit's analysis, with what an earlier version of it found out where only bodies have changed since. */
  function analysed(unit: TranslationUnit, earlier: KeptUnit | undefined): KeptUnit {
    if (earlier && earlier.versions < MOST_VERSIONS) {
      const edits = bodyEdits(earlier.unit, unit, earlier.analysis.scope.parsed);
      if (edits && earlier.analysis.follow(unit, edits)) return { unit, analysis: earlier.analysis, versions: earlier.versions + 1 };
    }
    return { unit, analysis: createAnalysis(unit, cache), versions: 1 };
  }

  function linkC(unit: TranslationUnit): LinkedObject {
    const earlier = kept.get(unit.path);
    kept.delete(unit.path); // not to be used again should anything be thrown
    const now = analysed(unit, earlier);
    const { object } = linkObject(now.analysis, unit);
    if (now.analysis.work >= 0) kept.set(unit.path, now);
    if (kept.size > keptUnits) kept.delete(kept.keys().next().value!);
    return object;
  }

  return {
    link(unit) {
      try {
        return unit.path.endsWith('.S') ? linkAssembler(unit) : linkC(unit);
      } catch (error) {
        // Text can be nested more deeply than the stack allows, in ways that no limit on syntax foresees.
        if (!(error instanceof RangeError)) throw error;
        const reason = `could not be analysed: ${error.message}`;
        return { external: [], defined: [], modinfo: [], exports: [], names: [], unread: [...unit.unread, { file: unit.path, reason }] };
      }
    },
    graphOf(unit) {
      if (unit.path.endsWith('.S')) return EMPTY_GRAPH;
      try {
        return linkObject(createAnalysis(unit, cache, { watchAddresses: true }), unit).graph();
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return EMPTY_GRAPH;
      }
    },
  };
}

interface Roots {
  readonly entities: Set<Entity>;
  readonly nodes: ReferenceNode[];
}

function linkObject(analysis: Analysis, unit: TranslationUnit): { object: LinkedObject; graph: () => OwnGraph } {
  const { scope } = analysis;
  const unread: Unread[] = [...unit.unread];
  const roots: Roots = { entities: new Set(), nodes: [] };
  const defined = new Set<string>();
  const modinfo: Modinfo[] = [];
  const exports: Export[] = [];
  const exportAsms: Asm[] = [];
  for (const item of unit.candidates) {
    const tree = scope.parsed(item);
    for (const declaration of tree.declarations) {
      if (!mayBeRoot(declaration)) continue;
      const said = modinfoOf(declaration);
      if (said) modinfo.push(said);
      const exported = exportOf(declaration);
      if (exported) exports.push(exported);
      const entity = scope.lookup(declaration.name);
      if (entity && isRoot(entity)) roots.entities.add(entity);
    }
    exportAsms.push(...tree.asms);
    for (const asm of tree.asms) {
      for (const symbol of globalsInAssembler(asm.template)) defined.add(symbol);
      const node: ReferenceNode = { entity: undefined, edges: new Map() };
      roots.nodes.push(node);
      for (const name of namesInAssembler(asm.template)) {
        const entity = scope.lookup(name);
        if (entity && (entity.kind === 'function' || entity.kind === 'object')) node.edges.set(asm.token, [...(node.edges.get(asm.token) ?? []), { kind: 'entity', entity }]);
      }
    }
    for (const part of tree.unreadable) {
      unread.push({ file: item.source.path, reason: `a declaration could not be parsed: ${part.reason}` });
      const node: ReferenceNode = { entity: undefined, edges: new Map() };
      roots.nodes.push(node);
      for (let i = part.from; i < part.to; i++) {
        const token = item.tokens[i]!;
        const entity = token.kind === 'identifier' ? scope.lookup(token.text) : undefined;
        if (entity && (entity.kind === 'function' || entity.kind === 'object')) node.edges.set(token, [{ kind: 'entity', entity }]);
      }
    }
  }

  const external = new Map<string, Entity | undefined>();
  const seen = new Set<ReferenceNode>();
  const reached = new Set<Entity>();
  const reachedNodes = new Set<ReferenceNode>();
  const pending: ReferenceNode[] = [...roots.nodes];

  function reachEntity(entity: Entity, exposed: boolean): void {
    if (exposed) analysis.expose(entity);
    if (reached.has(entity)) return;
    reached.add(entity);
    const alias = entity.attributes.alias ?? entity.attributes.ifunc;
    if (alias !== undefined) {
      const target = scope.lookup(alias);
      if (target) reachEntity(target, true);
      return;
    }
    if (!entity.isDefined) {
      if (entity.kind === 'function' || entity.kind === 'object') external.set(entity.symbol, entity);
      return;
    }
    pending.push(analysis.nodeOf(entity));
  }

  function follow(to: Reference): void {
    if (to.kind === 'entity') reachEntity(to.entity, to.called !== true);
    else if (to.kind === 'symbol') external.set(to.symbol, undefined);
    else if (!seen.has(to.node)) {
      seen.add(to.node);
      pending.push(to.node);
    }
  }

  for (const entity of roots.entities) reachEntity(entity, true);
  while (pending.length > 0) {
    const node = pending.pop()!;
    reachedNodes.add(node);
    for (const references of node.edges.values()) for (const to of references) follow(to);
    if (pending.length === 0) {
      for (const stale of analysis.takeChanged()) if (stale.entity && reached.has(stale.entity)) pending.push(analysis.nodeOf(stale.entity));
    }
  }
  unread.push(...analysis.unreadParts());
  if (analysis.work < 0) unread.push({ file: unit.path, reason: 'is too large: the analysis was cut off' });

  for (const entity of reached) if (entity.isDefined && !entity.isStatic) defined.add(entity.symbol);
  const chains = createChainFinder(unit, reachedNodes, targetOf);
  const names: ExternalName[] = [];
  for (const [symbol, entity] of external) {
    if (!defined.has(symbol)) names.push(externalName(symbol, entity?.attributes.weak ?? false, chains));
  }
  exports.push(...exportsIn(exportAsms));
  return {
    object: { external: names, defined: [...defined], modinfo, exports, names: namesInStrings(analysis, unit), unread },
    graph: () => ownGraph(unit, reachedNodes, targetOf, analysis.handed),
  };

  function targetOf(to: Reference): Target | undefined {
    if (to.kind === 'node') return to.node;
    if (to.kind === 'symbol') return to.symbol;
    const alias = to.entity.attributes.alias ?? to.entity.attributes.ifunc;
    const entity = alias === undefined ? to.entity : (scope.lookup(alias) ?? to.entity);
    if (!entity.isDefined) return entity.symbol;
    return entity.kind === 'function' || entity.kind === 'object' ? analysis.nodeOf(entity) : undefined;
  }
}

/** Those that the unit's own text writes; an argument counts at the call. */
function namesInStrings({ names }: Analysis, unit: TranslationUnit): NamedInString[] {
  return [...names]
    .filter(([token]) => unit.isOwn(writtenToken(token).source))
    .map(([token, { text, argumentOf }]) => ({
      name: text,
      get at() {
        return locationOf(token);
      },
      ...(argumentOf !== undefined && { argumentOf }),
    }));
}

/** Evidence costs more than the answer, and most names are never shown: it is found when it is asked for. */
function externalName(symbol: string, weak: boolean, chains: ChainFinder): ExternalName {
  let uses: readonly SymbolUse[] | undefined;
  return {
    symbol, weak,
    get uses() {
      return (uses ??= chains.usesOf(symbol));
    },
  };
}

/** Cheap first look: most candidates of headers are extern declarations, or statics that nobody uses. */
function mayBeRoot(declaration: Declaration): boolean {
  const { storage, attributes } = declaration;
  if (storage === 'typedef') return false;
  if (attributes.used || attributes.runsAtStart || attributes.alias !== undefined || attributes.ifunc !== undefined) return true;
  if (storage === 'static') return false;
  return storage === 'none' ? declaration.body !== undefined || declaration.type.kind !== 'function' : declaration.body !== undefined || declaration.initializer !== undefined;
}

/** What the compiler keeps although nothing in the unit refers to it. */
function isRoot(entity: Entity): boolean {
  if (entity.kind !== 'function' && entity.kind !== 'object') return false;
  if (!entity.isDefined) return false;
  return !entity.isStatic || entity.attributes.used === true || entity.attributes.runsAtStart === true;
}
