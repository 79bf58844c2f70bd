/**
 * What depends on what, as nodes and arrows: of the whole workspace as far as a drawing can be read, and of one unit with
 * the chain to each GPL-only symbol or package. Where something is left out, the graph says how much.
 */

import type { Severity } from '../finding.ts';
import { compareCounts, worstOf } from './counts.ts';
import type { Place } from './file-table.ts';
import type { PageModel } from './page-model.ts';
import type { PagePackage } from './page-packages.ts';
import type { PageSymbol, PageUnit } from './page-units.ts';

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly arrows: readonly GraphArrow[];
  /** What is not drawn: "14 more units"; empty where all is. */
  readonly leftOut: readonly string[];
}

export interface GraphNode {
  readonly id: string;
  readonly kind: 'unit' | 'kernel' | 'package' | 'step' | 'symbol';
  readonly label: string;
  /** A second line: a licence, a place, what kind of step it is. */
  readonly detail: string;
  readonly severity: Severity | null;
  /** Family of a package's licence. */
  readonly family?: string;
  /** Index into `units`: choosing the node shows that unit. */
  readonly unit?: number;
  readonly place?: Place;
}

export interface GraphArrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** More is a picture that nobody can read. */
const UNITS_SHOWN = 24;
const PACKAGES_SHOWN = 20;
const SYMBOLS_SHOWN = 24;

/** Families of which a package is drawn only as part of the way to another. */
const QUIET_FAMILIES = new Set(['permissive']);

export function workspaceGraph(model: PageModel): Graph {
  const graph = new GraphBuilder(model);
  const ranked = model.units.map((_, i) => i).sort((a, b) => compareCounts(model.units[a]!.counts, model.units[b]!.counts) || a - b);
  const shown = ranked.slice(0, UNITS_SHOWN);
  for (const number of shown) graph.unit(number);
  for (const number of shown) {
    const unit = model.units[number]!;
    for (const use of unit.uses) if (shown.includes(use.unit)) graph.arrow(unitNode(number), unitNode(use.unit), symbolsInWords(use.symbols.length));
    for (const [exporter, count] of exportersOf(unit, model)) graph.arrow(unitNode(number), graph.kernel(exporter), `${count} GPL-only`);
  }
  const notable = model.packages.filter(({ family }) => !QUIET_FAMILIES.has(family));
  const drawable = notable.filter(({ ways }) => ways.some(({ unit }) => unit === undefined || shown.includes(unit)));
  for (const entry of drawable.slice(0, PACKAGES_SHOWN)) {
    const way = entry.ways.find(({ unit }) => unit !== undefined && shown.includes(unit)) ?? entry.ways[0]!;
    graph.way(entry, way);
  }
  graph.leaveOut(model.units.length - shown.length, 'unit');
  graph.leaveOut(notable.length - Math.min(drawable.length, PACKAGES_SHOWN), 'package');
  return graph.build();
}

export function unitGraph(model: PageModel, number: number): Graph {
  const graph = new GraphBuilder(model);
  const unit = model.units[number]!;
  graph.unit(number);
  for (const use of unit.uses) graph.arrow(unitNode(number), graph.unit(use.unit), symbolsInWords(use.symbols.length));
  const symbols = [...unit.symbols].sort((a, b) => chainLength(b) - chainLength(a));
  for (const symbol of symbols.slice(0, SYMBOLS_SHOWN)) graph.chain(number, symbol);
  graph.leaveOut(symbols.length - SYMBOLS_SHOWN, 'symbol');
  const ways = model.packages.flatMap((entry) => entry.ways.filter((way) => way.unit === number).slice(0, 1).map((way) => ({ entry, way })));
  const notable = ways.filter(({ entry }) => !QUIET_FAMILIES.has(entry.family));
  for (const { entry, way } of notable.slice(0, PACKAGES_SHOWN)) graph.way(entry, way);
  graph.leaveOut(notable.length - PACKAGES_SHOWN, 'package');
  graph.leaveOut(ways.length - notable.length, 'permissive package');
  return graph.build();
}

class GraphBuilder {
  private readonly nodes = new Map<string, GraphNode>();
  private readonly arrows = new Map<string, GraphArrow>();
  private readonly leftOut: string[] = [];

  private readonly packagesByName = new Map<string, PagePackage[]>();

  constructor(private readonly model: PageModel) {
    for (const entry of model.packages) {
      const group = this.packagesByName.get(entry.name);
      if (group) group.push(entry);
      else this.packagesByName.set(entry.name, [entry]);
    }
  }

  unit(number: number): string {
    const { name, license, counts, place } = this.model.units[number]!;
    return this.node({ id: unitNode(number), kind: 'unit', label: name, detail: license ?? 'no licence stated', severity: worstOf(counts), unit: number, ...(place && { place }) });
  }

  kernel(exporter: string): string {
    return this.node({ id: `kernel ${exporter}`, kind: 'kernel', label: exporter, detail: 'exports GPL-only', severity: null });
  }

  /** The way of a package: unit, package, package, … . A way names those between without their versions. */
  way(entry: PagePackage, { unit, path }: PagePackage['ways'][number]): void {
    let from = unit === undefined ? undefined : this.unit(unit);
    for (const name of path.slice(from === undefined ? 0 : 1, -1)) {
      const known = this.packagesByName.get(name) ?? [];
      const between = known.length === 1 ? this.package(known[0]!) : this.node({ id: `package ${name}`, kind: 'package', label: name, detail: '', severity: null });
      if (from !== undefined) this.arrow(from, between, '');
      from = between;
    }
    const to = this.package(entry);
    if (from !== undefined) this.arrow(from, to, '');
  }

  private package({ kind, name, version, license, family, place }: PagePackage): string {
    const label = version === '' ? name : `${name}@${version}`;
    return this.node({ id: `${kind} ${label}`, kind: 'package', label, detail: license ?? 'no licence known', severity: null, family, ...(place && { place }) });
  }

  /** From the unit by what its source says and what that expands to, to the symbol and who exports it. */
  chain(unit: number, { symbol, exportedBy, uses }: PageSymbol): void {
    const use = [...uses].sort((a, b) => a.chain.length - b.chain.length)[0];
    let from = unitNode(unit);
    for (const { kind, name, place } of use?.chain ?? []) {
      if (name === symbol) continue;
      const step = this.node({ id: `step ${name}`, kind: 'step', label: name, detail: kind, severity: null, ...(place && { place }) });
      this.arrow(from, step, '');
      from = step;
    }
    const to = this.node({ id: `symbol ${symbol}`, kind: 'symbol', label: symbol, detail: 'GPL-only', severity: null, ...(use && { place: use.place }) });
    this.arrow(from, to, '');
    this.arrow(to, this.exporter(exportedBy), '');
  }

  arrow(from: string, to: string, label: string): void {
    if (from !== to) this.arrows.set(`${from}\n${to}`, { from, to, label });
  }

  leaveOut(number: number, noun: string): void {
    if (number > 0) this.leftOut.push(`${number} more ${noun}${number === 1 ? '' : 's'}`);
  }

  build(): Graph {
    return { nodes: [...this.nodes.values()], arrows: [...this.arrows.values()], leftOut: this.leftOut };
  }

  /** A module of the workspace that exports goes by its unit, everything else by its name. */
  private exporter(name: string): string {
    const number = this.model.units.findIndex((unit) => unit.kind === 'kernel-module' && unit.name === `${name}.ko`);
    return number < 0 ? this.kernel(name) : this.unit(number);
  }

  private node(node: GraphNode): string {
    if (!this.nodes.has(node.id)) this.nodes.set(node.id, node);
    return node.id;
  }
}

function unitNode(number: number): string {
  return `unit ${number}`;
}

/** GPL-only symbols by who exports them; modules of the workspace are in `uses`. */
function exportersOf({ symbols }: PageUnit, { units }: PageModel): Map<string, number> {
  const own = new Set(units.filter(({ kind }) => kind === 'kernel-module').map(({ name }) => name));
  const counts = new Map<string, number>();
  for (const { exportedBy } of symbols) if (!own.has(`${exportedBy}.ko`)) counts.set(exportedBy, (counts.get(exportedBy) ?? 0) + 1);
  return counts;
}

function chainLength({ uses }: PageSymbol): number {
  return Math.max(0, ...uses.map(({ chain }) => chain.length));
}

function symbolsInWords(number: number): string {
  return number === 1 ? '1 symbol' : `${number} symbols`;
}
