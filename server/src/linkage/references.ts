/** The graph of who needs whom: functions and objects of the unit, in the forms in which they are kept. */

import type { Token } from '../preprocess/token.ts';
import type { Entity } from './unit-scope.ts';

/** A body or initialiser, or the part of one that a certain use brings along. */
export interface ReferenceNode {
  /** Name to show in a chain. */
  readonly entity: Entity | undefined;
  readonly edges: Map<Token, Reference[]>;
}

export type Reference =
  /** `called`: a direct call, whose arguments are known; otherwise the address goes somewhere. */
  | { readonly kind: 'entity'; readonly entity: Entity; readonly called?: boolean }
  /** A function compiled into its caller. */
  | { readonly kind: 'node'; readonly node: ReferenceNode }
  /** A name that only assembler text mentions. */
  | { readonly kind: 'symbol'; readonly symbol: string };

/** Name of what is called by a number alone, as BPF programs may call a helper of the kernel. */
export function numberedSymbol(number: bigint | string): string {
  return `${NUMBERED}${number}`;
}

/** The number in such a name. */
export function numberIn(symbol: string): number | undefined {
  return symbol.startsWith(NUMBERED) ? Number(symbol.slice(NUMBERED.length)) : undefined;
}

/** With a blank: no name of C has one. */
const NUMBERED = 'number ';

export function addEdge(node: ReferenceNode, token: Token, to: Reference): boolean {
  const edges = node.edges.get(token);
  if (!edges) {
    node.edges.set(token, [to]);
    return true;
  }
  for (const edge of edges) if (sameReference(edge, to)) return false;
  edges.push(to);
  return true;
}

export function addEdges(node: ReferenceNode, from: ReferenceNode): void {
  for (const [token, references] of from.edges) for (const to of references) addEdge(node, token, to);
}

function sameReference(a: Reference, b: Reference): boolean {
  if (a.kind === 'entity') return b.kind === 'entity' && a.entity === b.entity && a.called === b.called;
  if (a.kind === 'node') return b.kind === 'node' && a.node === b.node;
  return b.kind === 'symbol' && a.symbol === b.symbol;
}
