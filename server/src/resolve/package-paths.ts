/**
 * How packages arrive at one package of the workspace: by the shortest way among the strongest. A package that the
 * program runs with does not arrive "for development only" because a shorter way leads through a test tool.
 */

import type { DependencyKind, PackageGraph, PackageNode } from '../npm/package-graph.ts';

export type Arrival = DependencyKind | 'bundled';

export interface ArrivedPackage {
  readonly node: PackageNode;
  readonly arrival: Arrival;
  /** From a direct dependency to the package itself. */
  readonly path: readonly PackageNode[];
  /** The name under which package.json lists the first of these. */
  readonly via: string;
}

/** From strong to weak. A way is as weak as the weakest of its steps. */
const STRENGTH: readonly DependencyKind[] = ['runtime', 'optional', 'peer', 'development'];

interface Step {
  readonly node: PackageNode;
  readonly before: Step | null;
  readonly via: string;
}

/** Everything that arrives at a member of the graph, by id; the member itself is not among it. */
export function arrivedPackages(graph: PackageGraph, member: string): ReadonlyMap<string, ArrivedPackage> {
  const arrived = new Map<string, ArrivedPackage>();
  STRENGTH.forEach((kind, rank) => {
    for (const [id, step] of reach(graph, member, STRENGTH.slice(0, rank + 1))) {
      if (arrived.has(id) || id === member) continue;
      arrived.set(id, { node: step.node, arrival: kind === 'runtime' && step.node.bundled ? 'bundled' : kind, path: pathOf(step), via: step.via });
    }
  });
  return arrived;
}

/** Breadth first, so that the first way to a package is a shortest one. */
function reach(graph: PackageGraph, member: string, kinds: readonly DependencyKind[]): Map<string, Step> {
  const found = new Map<string, Step>();
  const start = graph.nodes.get(member);
  if (!start) return found;
  let level: Step[] = [{ node: start, before: null, via: '' }];
  while (level.length > 0) {
    const next: Step[] = [];
    for (const step of level) {
      for (const edge of step.node.edges) {
        // What a dependency uses for its own development does not come along.
        if (edge.to === null || found.has(edge.to) || !kinds.includes(edge.kind) || (step.before !== null && edge.kind === 'development')) continue;
        const node = graph.nodes.get(edge.to);
        if (!node) continue;
        const reached = { node, before: step, via: step.before === null ? edge.name : step.via };
        found.set(edge.to, reached);
        next.push(reached);
      }
    }
    level = next;
  }
  return found;
}

function pathOf(step: Step): PackageNode[] {
  const path: PackageNode[] = [];
  for (let at: Step | null = step; at?.before; at = at.before) path.unshift(at.node);
  return path;
}

/** A package and all that it brings along when it is used, by the ways from it; it comes first itself. */
export function subtreeOf(graph: PackageGraph, id: string): readonly ArrivedPackage[] {
  const node = graph.nodes.get(id);
  if (!node) return [];
  const itself: ArrivedPackage = { node, arrival: 'runtime', path: [node], via: '' };
  const others = [...arrivedPackages(graph, id).values()].filter(({ arrival }) => arrival !== 'development');
  return [itself, ...others.map((arrived) => ({ ...arrived, path: [node, ...arrived.path] }))];
}

/** Ids of the same packages, where the ways to them do not matter. */
export function idsBelow(graph: PackageGraph, id: string): ReadonlySet<string> {
  const found = new Set([id]);
  for (const open of found) {
    for (const { to, kind } of graph.nodes.get(open)?.edges ?? []) if (to !== null && kind !== 'development' && graph.nodes.has(to)) found.add(to);
  }
  return found;
}

/** A way that goes on is as weak as the weaker of its parts. */
export function weakerOf(first: Arrival, then: Arrival): Arrival {
  const order: readonly Arrival[] = ['runtime', 'bundled', 'optional', 'peer', 'development'];
  return order[Math.max(order.indexOf(first), order.indexOf(then))]!;
}
