/** Where the nodes and arrows of a graph are drawn: from left to right, in layers, by dagre. */

import { Graph as LayoutGraph, layout } from '@dagrejs/dagre';
import type { Graph, GraphArrow, GraphNode } from '../../../server/src/findings/page/graph.ts';

export interface PlacedNode extends GraphNode {
  /** Of its middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedArrow extends GraphArrow {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Middle of its label. */
  readonly at: readonly [x: number, y: number] | undefined;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly arrows: readonly PlacedArrow[];
}

/** Longer names are cut in the drawing; the whole name is the node's title. */
export const LONGEST_LABEL = 28;

/** Room for a letter, on the average, in the two sizes of text. */
const LETTER = 7.9;
const SMALL_LETTER = 6.6;
const HEIGHTS = { oneLine: 28, twoLines: 42 };

export function drawing({ nodes, arrows }: Graph): Drawing {
  const graph = new LayoutGraph();
  graph.setGraph({ rankdir: 'LR', nodesep: 12, ranksep: 56, marginx: 4, marginy: 4 });
  for (const node of nodes) graph.setNode(node.id, { width: widthOf(node), height: node.detail === '' ? HEIGHTS.oneLine : HEIGHTS.twoLines });
  for (const { from, to, label } of arrows) graph.setEdge(from, to, { width: label === '' ? 0 : label.length * SMALL_LETTER + 8, height: label === '' ? 0 : 14, labelpos: 'c' });
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: nodes.map((node) => {
      const { x, y, width, height } = graph.node(node.id) as { x: number; y: number; width: number; height: number };
      return { ...node, x, y, width, height };
    }),
    arrows: arrows.map((arrow) => {
      const { points, x, y } = graph.edge(arrow.from, arrow.to) as { points: { x: number; y: number }[]; x?: number; y?: number };
      return { ...arrow, points: points.map((point) => [point.x, point.y] as const), at: arrow.label !== '' && x !== undefined && y !== undefined ? [x, y] : undefined };
    }),
  };
}

export function cut(text: string): string {
  return text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;
}

function widthOf({ label, detail, severity }: GraphNode): number {
  return Math.max(64, (cut(label).length + (severity ? 2.5 : 0)) * LETTER, cut(detail).length * SMALL_LETTER) + 24;
}

/** The node that a person means who presses an arrow key: the nearest one that lies more in that direction than beside it. */
export function neighbour(nodes: readonly PlacedNode[], from: PlacedNode, key: string): PlacedNode | undefined {
  const direction = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  if (!direction) return undefined;
  const [right, down] = direction as [number, number];
  let best: { node: PlacedNode; distance: number } | undefined;
  for (const node of nodes) {
    const [x, y] = [node.x - from.x, node.y - from.y];
    const along = x * right + y * down;
    const beside = Math.abs(x * down) + Math.abs(y * right);
    if (along <= 1 || (down !== 0 && beside > along)) continue;
    const distance = along + 2 * beside;
    if (!best || distance < best.distance) best = { node, distance };
  }
  return best?.node;
}
