/** A graph as SVG: each node is a button, and the arrow keys go from one to the next. */

import { curveBasis, line } from 'd3-shape';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Graph, GraphNode } from '../../../server/src/findings/page/graph.ts';
import { usePage } from './context.ts';
import { cut, drawing, neighbour, type PlacedNode } from './layout.ts';
import { familyName, SEVERITY_MARKS, SEVERITY_NAMES } from './words.ts';

const curve = line().curve(curveBasis);

/** A big drawing scrolls; a small one is not blown up. */
const SMALLEST_SCALE = 0.7;

interface GraphViewProps {
  readonly graph: Graph;
  readonly label: string;
  readonly chooseUnit: (unit: number) => void;
}

export function GraphView({ graph, label, chooseUnit }: GraphViewProps) {
  const { open } = usePage();
  const svg = useRef<SVGSVGElement>(null);
  const { width, height, nodes, arrows } = useMemo(() => drawing(graph), [graph]);
  const [stop, setStop] = useState<string | undefined>(undefined);
  const stopId = nodes.some(({ id }) => id === stop) ? stop : nodes[0]?.id;

  function act({ unit, place }: GraphNode): void {
    if (unit !== undefined) chooseUnit(unit);
    else if (place && open) open(place);
  }

  function onKeyDown(event: KeyboardEvent, node: PlacedNode): void {
    if (event.key === 'Enter' || event.key === ' ') {
      act(node);
      event.preventDefault();
      return;
    }
    const next = neighbour(nodes, node, event.key);
    if (!next) return;
    event.preventDefault();
    setStop(next.id);
    svg.current?.querySelector<SVGElement>(`[data-node="${CSS.escape(next.id)}"]`)?.focus();
  }

  return (
    <>
      <div class="graph">
        <svg ref={svg} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label} style={{ width: `${width}px`, minWidth: `${Math.round(width * SMALLEST_SCALE)}px` }}>
          <defs>
            <marker id="arrow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path class="arrow-head" d="M0,1 L7,4 L0,7" />
            </marker>
          </defs>
          {arrows.map(({ from, to, points, label: text, at }) => (
            <g key={`${from}\n${to}`} aria-hidden="true">
              <path class="edge" d={curve([...points] as [number, number][]) ?? ''} marker-end="url(#arrow-head)" />
              {at && <text class="edge-label" x={at[0]} y={at[1] + 4}>{text}</text>}
            </g>
          ))}
          {nodes.map((node) => {
            const acts = node.unit !== undefined || (node.place !== undefined && open !== undefined);
            return (
              <g
                key={node.id}
                data-node={node.id}
                class={`node ${node.kind}${node.severity ? ` ${node.severity}` : ''}${node.family ? ` family-${node.family}` : ''}${acts ? ' acts' : ''}`}
                transform={`translate(${node.x - node.width / 2},${node.y - node.height / 2})`}
                role={acts ? 'button' : 'img'}
                aria-label={spoken(node, arrows.filter(({ from }) => from === node.id).map(({ to }) => nodes.find(({ id }) => id === to)!.label))}
                tabIndex={node.id === stopId ? 0 : -1}
                onFocus={() => setStop(node.id)}
                onClick={() => act(node)}
                onKeyDown={(event) => onKeyDown(event, node)}
              >
                <title>{node.detail === '' ? node.label : `${node.label}: ${node.detail}`}</title>
                <rect class="box" width={node.width} height={node.height} rx="4" />
                <rect class="stripe" width="4" height={node.height} rx="2" />
                <text class="label" x="14" y={node.detail === '' ? 18 : 17}>
                  {node.severity && <tspan class="mark">{`${SEVERITY_MARKS[node.severity]} `}</tspan>}
                  {cut(node.label)}
                </text>
                {node.detail !== '' && <text class="detail" x="14" y="33">{cut(node.detail)}</text>}
              </g>
            );
          })}
        </svg>
      </div>
      {graph.leftOut.length > 0 && <p class="note">Not drawn: {graph.leftOut.join(', ')}. The tables list all.</p>}
    </>
  );
}

function spoken({ label, detail, kind, severity, family }: GraphNode, leadsTo: readonly string[]): string {
  const parts = [
    `${kind} ${label}`,
    ...(detail === '' ? [] : [detail]),
    ...(family ? [familyName(family)] : []),
    ...(severity ? [`worst finding: ${SEVERITY_NAMES[severity].toLowerCase()}`] : []),
    ...(leadsTo.length > 0 ? [`leads to ${leadsTo.slice(0, 8).join(', ')}${leadsTo.length > 8 ? ` and ${leadsTo.length - 8} more` : ''}`] : []),
  ];
  return parts.join(', ');
}
