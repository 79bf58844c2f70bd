/**
 * The tree below a name as the protocol's call hierarchy. Only the way down is there: who calls a macro of the
 * kernel is not ours to know. An item carries the place in the user's text and the way from there, so that the
 * server remembers nothing between two requests and finds the item again in the tree of the moment.
 */

import { SymbolKind, type CallHierarchyItem, type CallHierarchyOutgoingCall } from 'vscode-languageserver/node';
import type { CallTree } from '../analysis/analyzer.ts';
import type { Location, Position } from '../base/location.ts';
import { toRange, uriOfPath } from './to-protocol.ts';

/** The `data` of an item. */
export interface ItemOrigin {
  readonly file: string;
  readonly position: Position;
  /** Keys of the nodes that lead down to the item; empty for the name itself. */
  readonly path: readonly string[];
}

const SYMBOL_KIND: Readonly<Record<CallTree['kind'], SymbolKind>> = {
  macro: SymbolKind.Constant,
  inline: SymbolKind.Function,
  function: SymbolKind.Function,
  variable: SymbolKind.Variable,
  assembler: SymbolKind.Operator,
  symbol: SymbolKind.Interface,
};

/** @param uriOf the client's spelling of a path's URI */
export function rootItem(tree: CallTree, file: string, position: Position, uriOf = uriOfPath): CallHierarchyItem {
  return toItem(tree, { file, position, path: [] }, tree.location ?? pointAt(file, position), uriOf);
}

/** What the item with this origin leads to; empty where the text has changed and no longer has such an item. */
export function outgoingCalls(tree: CallTree, { file, position, path }: ItemOrigin, uriOf = uriOfPath): CallHierarchyOutgoingCall[] {
  const users = tree.location ?? pointAt(file, position);
  let caller = tree;
  for (const key of path) {
    const next = caller.children.find((child) => keyOf(child) === key);
    if (!next) return [];
    caller = next;
  }
  // Where in its body the caller says so is not known: its own name stands for it.
  const fromRanges = [toRange((caller.location ?? users).range)];
  return caller.children.map((child) => ({
    to: toItem(child, { file, position, path: [...path, keyOf(child)] }, child.location ?? users, uriOf),
    fromRanges,
  }));
}

/** The client hands back what it was given, or whatever it likes. */
export function originOf(item: CallHierarchyItem): ItemOrigin | undefined {
  const data = item.data as Partial<ItemOrigin> | null | undefined;
  if (typeof data?.file !== 'string' || !Array.isArray(data.path)) return undefined;
  const { line, column } = data.position ?? {};
  if (typeof line !== 'number' || typeof column !== 'number') return undefined;
  return { file: data.file, position: { line, column }, path: data.path.map(String) };
}

/** @param place of the item; a symbol of the kernel has none of its own and is shown where the user asked */
function toItem(node: CallTree, origin: ItemOrigin, place: Location, uriOf: (path: string) => string): CallHierarchyItem {
  const range = toRange(place.range);
  return { name: node.name, detail: node.detail, kind: SYMBOL_KIND[node.kind], uri: uriOf(place.file), range, selectionRange: range, data: origin };
}

/** Children of one node differ in at least one of these. */
function keyOf(node: CallTree): string {
  return `${node.name} ${node.detail}`;
}

function pointAt(file: string, position: Position): Location {
  return { file, range: { start: position, end: position } };
}
