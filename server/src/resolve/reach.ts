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

/** The graphs of a module's sources put together; those of modules whose exports it uses join when a way leads there. */
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

/**
 * @param graphs of the sources of the module that is asked about
 * @param providerOf the graphs of the module that exports a name, where that is another one; asked when a way leads there
 */
export function moduleGraph(graphs: readonly OwnGraph[], providerOf: (name: string) => readonly OwnGraph[] | undefined): ModuleGraph {
  const known = new Map<readonly OwnGraph[], ModuleNames>();
  const own = namesOf(graphs);
  known.set(graphs, own);

  function elsewhere(name: string): Node | undefined {
    const provider = providerOf(name);
    if (!provider) return undefined;
    let names = known.get(provider);
    if (!names) known.set(provider, (names = namesOf(provider)));
    return names.globals.get(name);
  }

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
          const inModule = find(to, next.node.scopes);
          const symbol = inModule ? undefined : isGplOnly(to);
          if (symbol) {
            const doubtful = next.doubtful || inTable;
            if (!found.has(to) && !(certain && doubtful)) found.set(to, { export: symbol, steps, certain: !doubtful });
            continue;
          }
          const target = inModule ?? elsewhere(to);
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
    reachesOf: (symbol, isGplOnly) => search(own.globals.get(symbol), isGplOnly),
    handed: graphs.flatMap((graph) => graph.handed),
    reachesOfHanded: (handed, isGplOnly) =>
      search(find(handed.what, own.scopesOf.get(handed) ?? []), isGplOnly).map((reach) => ({ ...reach, certain: false })),
  };
}

interface ModuleNames {
  readonly globals: Names;
  readonly scopesOf: ReadonlyMap<HandedAddress, readonly Names[]>;
}

/** The names of one module: each source has its own in front of those that all share. */
function namesOf(graphs: readonly OwnGraph[]): ModuleNames {
  const globals = new Map<string, Node>();
  const scopesOf = new Map<HandedAddress, readonly Names[]>();
  for (const graph of graphs) {
    const own = new Map<string, Node>();
    const scopes = [own, globals];
    for (const definition of graph.definitions) own.set(definition.name, { definition, references: [], scopes });
    for (const reference of graph.references) own.get(reference.from)?.references.push(reference);
    for (const [name, node] of own) if (!node.definition.isStatic && !globals.has(name)) globals.set(name, node);
    for (const handed of graph.handed) scopesOf.set(handed, scopes);
  }
  return { globals, scopesOf };
}

function find(name: string, scopes: readonly Names[]): Node | undefined {
  for (const scope of scopes) {
    const node = scope.get(name);
    if (node) return node;
  }
  return undefined;
}
