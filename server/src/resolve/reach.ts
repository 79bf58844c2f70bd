/** What an exported function leads to within its module: the way, function by function, to each GPL-only export that it reaches. */

import type { Location } from '../base/location.ts';
import type { KernelExport } from '../knowledge/kernel-exports.ts';
import type { ChainStep } from '../linkage/external-name.ts';
import type { HandedAddress, OwnDefinition, OwnGraph, OwnReference } from '../linkage/own-graph.ts';

export interface ReachStep {
  /** Function or object of the module that is left here. */
  readonly from: string;
  readonly at: Location;
  /** Macros and inline functions of headers on the way to the next. */
  readonly chain: readonly ChainStep[];
  /** A direct call; otherwise an address that somebody may call later. */
  readonly called: boolean;
}

export interface Reach {
  readonly export: KernelExport;
  /** From the exported function on; the last step brings the symbol. */
  readonly steps: readonly ReachStep[];
  /** All steps are calls. Where an address is handed on instead, nobody can tell here whether it is called. */
  readonly certain: boolean;
}

/** The graphs of a module's sources put together, and those of modules whose exports it uses. */
export interface ModuleGraph {
  /** @param isGplOnly the export that a name stands for, where that is GPL-only */
  reachesOf(symbol: string, isGplOnly: (name: string) => KernelExport | undefined): readonly Reach[];
  readonly handed: readonly HandedAddress[];
  reachesOfHanded(handed: HandedAddress, isGplOnly: (name: string) => KernelExport | undefined): readonly Reach[];
}

type Names = ReadonlyMap<string, Node>;

interface Node {
  readonly definition: OwnDefinition;
  readonly references: OwnReference[];
  /** Names of its source, and of its module. */
  readonly scopes: readonly Names[];
}

/** @param modules the graphs of the sources of each; the first module is the one that is asked about */
export function moduleGraph(modules: readonly (readonly OwnGraph[])[]): ModuleGraph {
  const everywhere = new Map<string, Node>();
  const scopesOfHanded = new Map<HandedAddress, readonly Names[]>();
  for (const graphs of modules) {
    const globals = new Map<string, Node>();
    for (const graph of graphs) {
      const own = new Map<string, Node>();
      const scopes = [own, globals];
      for (const definition of graph.definitions) own.set(definition.name, { definition, references: [], scopes });
      for (const reference of graph.references) own.get(reference.from)?.references.push(reference);
      for (const [name, node] of own) if (!node.definition.isStatic && !globals.has(name)) globals.set(name, node);
      for (const handed of graph.handed) scopesOfHanded.set(handed, scopes);
    }
    for (const [name, node] of globals) if (!everywhere.has(name)) everywhere.set(name, node);
  }
  const find = (name: string, scopes: readonly Names[]): Node | undefined => {
    for (const scope of scopes) {
      const node = scope.get(name);
      if (node) return node;
    }
    return undefined;
  };

  /** Breadth first: the shortest way to each symbol. First by calls alone, so that a certain way goes before a shorter doubtful one. */
  function search(start: Node | undefined, isGplOnly: (name: string) => KernelExport | undefined): Reach[] {
    const found = new Map<string, Reach>();
    if (!start) return [];
    for (const certain of [true, false]) {
      const seen = new Set<Node>([start]);
      const queue: { node: Node; steps: readonly ReachStep[]; doubtful: boolean }[] = [{ node: start, steps: [], doubtful: false }];
      for (let next; (next = queue.shift()); ) {
        for (const { from, to, called, at, chain } of next.node.references) {
          const steps = [...next.steps, { from, at, chain, called }];
          const inTable = next.node.definition.kind === 'object';
          const own = find(to, next.node.scopes);
          const symbol = own ? undefined : isGplOnly(to);
          if (symbol) {
            const doubtful = next.doubtful || inTable;
            if (!found.has(to) && !(certain && doubtful)) found.set(to, { export: symbol, steps, certain: !doubtful });
            continue;
          }
          const target = own ?? everywhere.get(to);
          if (!target) continue;
          const doubtful = next.doubtful || (target.definition.kind === 'function' && !called);
          if (seen.has(target) || (certain && doubtful)) continue;
          seen.add(target);
          queue.push({ node: target, steps, doubtful });
        }
      }
    }
    return [...found.values()].sort((a, b) => Number(b.certain) - Number(a.certain) || a.steps.length - b.steps.length || (a.export.symbol < b.export.symbol ? -1 : 1));
  }

  return {
    reachesOf: (symbol, isGplOnly) => search(everywhere.get(symbol), isGplOnly),
    handed: (modules[0] ?? []).flatMap((graph) => graph.handed),
    reachesOfHanded: (handed, isGplOnly) =>
      search(find(handed.what, scopesOfHanded.get(handed) ?? []), isGplOnly).map((reach) => ({ ...reach, certain: false })),
  };
}
