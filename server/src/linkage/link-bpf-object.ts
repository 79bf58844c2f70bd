/**
 * A BPF source as libbpf and the verifier will see it: functions in sections of their own are programs, and each is
 * loaded with the functions that it calls and no others (tools/lib/bpf/libbpf.c, bpf_object__reloc_code()).
 */

import { comparePositions, type Location } from '../base/location.ts';
import type { Unread } from '../base/files.ts';
import type { TranslationUnit } from '../preprocess/translation-unit.ts';
import type { Declaration } from './ast.ts';
import type { BpfCall, BpfObject, BpfProgram } from './bpf-object.ts';
import { createChainFinder, type Target } from './chains.ts';
import type { SymbolUse } from './external-name.ts';
import { initialText } from './object-tables.ts';
import { locationOf } from './places.ts';
import { numberIn, type Reference, type ReferenceNode } from './references.ts';
import { createAnalysis, type Analysis } from './unit-analysis.ts';
import { createParseCache, type Entity } from './unit-scope.ts';
import { UNKNOWN, withOrigin } from './values.ts';

export interface BpfLinker {
  /** Never throws: what could not be read is listed in `unread`. */
  link(unit: TranslationUnit): BpfObject;
}

/** What decides where a program gets pointers to the kernel's structures: facts of the kernel, not of the source. */
export interface StructurePointers {
  /** Whether a program in the section is handed them in its argument. */
  inArgument(section: string): boolean;
  /** Whether a helper returns one. */
  returnedBy(helper: number): boolean;
}

/** One linker for many units: it remembers the trees of header items. */
export function createBpfLinker(pointers: StructurePointers): BpfLinker {
  const cache = createParseCache();
  return {
    link(unit) {
      try {
        return linkBpfObject(createAnalysis(unit, cache, { returnsKernelPointer: (number) => pointers.returnedBy(Number(number)) }), unit, pointers);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error; // nested more deeply than the stack allows
        return { programs: [], license: undefined, unread: [...unit.unread, { file: unit.path, reason: `could not be analysed: ${error.message}` }] };
      }
    },
  };
}

function linkBpfObject(analysis: Analysis, unit: TranslationUnit, pointers: StructurePointers): BpfObject {
  const { scope } = analysis;
  const unread: Unread[] = [...unit.unread];
  const programs = new Map<Entity, string>();
  let license: BpfObject['license'];
  for (const item of unit.candidates) {
    const tree = scope.parsed(item);
    for (const declaration of tree.declarations) {
      const { section } = declaration.attributes;
      if (section === undefined) continue;
      if (section === 'license' && declaration.initializer) license ??= licenseIn(declaration);
      // The section may stand at a prototype, and the body below it: so do libbpf's macros write it.
      const entity = isProgramSection(section) ? scope.lookup(declaration.name) : undefined;
      if (entity?.kind === 'function' && entity.isDefined) programs.set(entity, section);
    }
    unread.push(...tree.unreadable.map(({ reason }) => ({ file: item.source.path, reason: `a declaration could not be parsed: ${reason}` })));
  }
  for (const [entity, section] of programs) analysis.expose(entity, pointers.inArgument(section) ? [CONTEXT] : []);
  settle(analysis, [...programs.keys()]);
  const linked = [...programs].map(([entity, section]) => program(analysis, unit, entity, section));
  unread.push(...analysis.unreadParts());
  if (analysis.work < 0) unread.push({ file: unit.path, reason: 'is too large: the analysis was cut off' });
  return { programs: linked.sort((a, b) => byPlace(a.at, b.at)), license, unread };
}

const CONTEXT = withOrigin(UNKNOWN, 'context');

/** Sections that libbpf knows to hold no program; ".text" has the functions that programs share. */
function isProgramSection(section: string): boolean {
  return !section.startsWith('.') && section !== 'license' && section !== 'version' && section !== 'maps';
}

function licenseIn(declaration: Declaration): BpfObject['license'] {
  const text = initialText(declaration.initializer!);
  // The section is copied up to its first NUL (libbpf.c, bpf_object__init_license()).
  const token = declaration.initializer!.tokens.find(({ kind }) => kind === 'string') ?? declaration.token;
  return { value: text === undefined ? null : (text.split('\0')[0] ?? ''), at: locationOf(token) };
}

/** Walks everything that programs reach until no body has to be walked again with other arguments. */
function settle(analysis: Analysis, roots: readonly Entity[]): void {
  do reachedFrom(analysis, roots); while (analysis.takeChanged().length > 0);
}

interface Reached {
  readonly nodes: ReadonlySet<ReferenceNode>;
  /** Functions that the unit only declares and calls, numbered functions, and "struct NAME" for a structure of the kernel. */
  readonly outside: ReadonlyMap<string, Entity | undefined>;
}

function reachedFrom(analysis: Analysis, roots: readonly Entity[]): Reached {
  const nodes = new Set<ReferenceNode>();
  const outside = new Map<string, Entity | undefined>();
  const pending: ReferenceNode[] = [];
  const visit = (node: ReferenceNode): void => {
    if (nodes.has(node)) return;
    nodes.add(node);
    pending.push(node);
  };
  const follow = (to: Reference): void => {
    if (to.kind === 'node') return visit(to.node);
    if (to.kind === 'symbol') return void outside.set(to.symbol, undefined);
    const { entity } = to;
    if (analysis.numberedFunction(entity) !== undefined || (!entity.isDefined && to.called === true)) outside.set(entity.symbol, entity);
    else if (!entity.isDefined) return; // only its address is taken: libbpf's bpf_ksym_exists()
    else if (entity.kind === 'function' || entity.kind === 'object') {
      if (to.called !== true) analysis.expose(entity);
      visit(analysis.nodeOf(entity));
    }
  };
  for (const root of roots) visit(analysis.nodeOf(root));
  for (let node; (node = pending.pop()); ) for (const references of node.edges.values()) references.forEach(follow);
  return { nodes, outside };
}

const STRUCTURE = 'struct ';
type Mutable<T> = T extends readonly (infer E)[] ? E[] : never;
const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);

function program(analysis: Analysis, unit: TranslationUnit, root: Entity, section: string): BpfProgram {
  const { nodes, outside } = reachedFrom(analysis, [root]);
  const chains = createChainFinder(unit, nodes, (to) => targetOf(analysis, to));
  const calls: BpfCall[] = [];
  const structures: Mutable<BpfProgram['structures']> = [];
  for (const [name, entity] of outside) {
    if (name.startsWith(STRUCTURE)) {
      structures.push(withUses({ name: name.slice(STRUCTURE.length) }, () => chains.usesOf(name)));
      continue;
    }
    const helper = entity ? analysis.numberedFunction(entity) : numberIn(name);
    if (entity && helper === undefined && !isKernelFunction(entity)) continue;
    calls.push(withUses({ name, helper: helper === undefined ? undefined : Number(helper), declared: entity !== undefined || helper !== undefined }, () => chains.usesOf(name)));
  }
  return { name: root.name, section, at: locationOf(root.declaration!.token), calls: calls.sort(byName), structures: structures.sort(byName) };
}

/** Evidence costs more than the answer, and most of it is never shown: it is found when it is asked for. */
function withUses<T extends object>(what: T, find: () => readonly SymbolUse[]): T & { readonly uses: readonly SymbolUse[] } {
  let uses: readonly SymbolUse[] | undefined;
  return Object.defineProperty(what as T & { readonly uses: readonly SymbolUse[] }, 'uses', { enumerable: true, get: () => (uses ??= find()) });
}

/** An extern function of the section .ksyms is resolved against the kernel's BTF: libbpf's __ksym. */
function isKernelFunction(entity: Entity | undefined): boolean {
  return entity?.kind === 'function' && entity.attributes.section === '.ksyms';
}

function targetOf(analysis: Analysis, to: Reference): Target | undefined {
  if (to.kind === 'node') return to.node;
  if (to.kind === 'symbol') return to.symbol;
  const { entity } = to;
  if (!entity.isDefined || analysis.numberedFunction(entity) !== undefined) return entity.symbol;
  return entity.kind === 'function' || entity.kind === 'object' ? analysis.nodeOf(entity) : undefined;
}

function byPlace(a: Location, b: Location): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return comparePositions(a.range.start, b.range.start);
}
