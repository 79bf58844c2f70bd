/**
 * The plainest way to find what a module refers to: names that its own text writes and that are not its own.
 * It knows no kernel header, so what arrives through a header's macro or inline is missed; the report says
 * that names were looked at. Macros and inlines of the module's own headers are followed.
 */

import type { Location } from '../base/location.ts';
import type { LineIndex } from '../base/line-index.ts';
import type { CFunction, CMacro, CNames, CReference, CStatements } from '../facts/c-facts.ts';
import type { ExportTable } from '../knowledge/kernel-exports.ts';
import type { ChainStep, SymbolUse } from '../linkage/external-name.ts';
import { isUnderVersion, type MissingSymbol, type ResolvedSymbol } from './kernel-subject.ts';
import type { OpenSymbol } from './module-linkage.ts';

export interface NamedFile {
  readonly file: string;
  readonly lines: LineIndex;
  readonly statements: CStatements;
  readonly names: CNames;
}

export interface NamedSource extends NamedFile {
  /** The module's own headers that it includes, directly or not. */
  readonly headers: readonly NamedFile[];
}

export function resolveNames(sources: readonly NamedSource[], exports: ExportTable): ResolvedSymbol[] {
  const global = new Set(sources.flatMap((source) => globalFunctions(source.names)));
  const uses = new Map<string, Map<string, SymbolUse>>();
  for (const source of sources) {
    for (const [symbol, use] of usesOf(source, exports, global)) {
      let places = uses.get(symbol);
      if (!places) uses.set(symbol, (places = new Map()));
      const { file, range } = use.at;
      const key = `${file}:${range.start.line}:${range.start.column}`;
      if (!places.has(key)) places.set(key, use);
    }
  }
  return [...uses]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([symbol, places]) => ({ export: exports.get(symbol)!, uses: [...places.values()] }));
}

/**
 * What a kernel does not export was not looked for by name: what the sources themselves write, and another of the kernels
 * that are asked exports, is missing there. No condition is evaluated: where one asks for the version, nothing is said.
 */
export function missingByNames(exports: ExportTable, others: readonly (readonly ResolvedSymbol[])[], guards: readonly Location[]): MissingSymbol[] {
  const missing = new Map<string, MissingSymbol>();
  for (const { export: entry, uses } of others.flat()) {
    const written = uses.filter(({ chain, at }) => chain.length === 0 && !isUnderVersion(at, guards));
    if (written.length > 0 && !exports.get(entry.symbol)) missing.set(entry.symbol, { symbol: entry.symbol, uses: written });
  }
  return [...missing.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
}

/** Names that nothing of the module defines and the kernel does not export: perhaps another module's, perhaps nobody's. */
export function openNames(sources: readonly NamedSource[], exports: ExportTable): OpenSymbol[] {
  const own = new Set(sources.flatMap((source) => [source, ...source.headers].flatMap(definedNames)));
  const found = new Map<string, SymbolUse[]>();
  for (const source of sources) {
    for (const reference of source.names.references) {
      const { name } = reference;
      if (own.has(name) || exports.get(name)) continue;
      const use = { at: locate(source, reference), text: name, chain: [] };
      const known = found.get(name);
      if (known) known.push(use);
      else found.set(name, [use]);
    }
  }
  return [...found].map(([symbol, uses]) => ({ symbol, uses }));
}

function globalFunctions(names: CNames): string[] {
  return names.functions.filter((fn) => !fn.isStatic).map((fn) => fn.name);
}

function definedNames({ names, statements }: NamedFile): string[] {
  return [...names.definitions, ...statements.macros].map((definition) => definition.name);
}

/** Where a name of the module's own leads: the references of a macro or of a function in a header. */
interface OwnName {
  readonly step: ChainStep;
  readonly references: readonly CReference[];
}

function* usesOf(
  source: NamedSource,
  exports: ExportTable,
  global: ReadonlySet<string>,
): Generator<[string, SymbolUse]> {
  const own = ownNames(source);
  const defined = new Set([source, ...source.headers].flatMap(definedNames));
  const isExternal = (name: string): boolean => !defined.has(name) && !global.has(name) && exports.get(name) !== undefined;

  for (const reference of source.names.references) {
    const at = locate(source, reference);
    if (isExternal(reference.name)) yield [reference.name, { at, text: reference.name, chain: [] }];
    for (const [symbol, chain] of reachedFrom(reference.name, own, isExternal)) {
      yield [symbol, { at, text: reference.name, chain }];
    }
  }
}

function ownNames(source: NamedSource): Map<string, OwnName> {
  const own = new Map<string, OwnName>();
  for (const file of [...source.headers, source]) {
    for (const macro of file.statements.macros) own.set(macro.name, macroName(file, macro));
  }
  for (const file of source.headers) {
    for (const fn of file.names.functions) own.set(fn.name, inlineName(file, fn));
  }
  return own;
}

function macroName(file: NamedFile, macro: CMacro): OwnName {
  const location: Location = { file: file.file, range: file.lines.range(macro.nameSpan) };
  return { step: { kind: 'macro', name: macro.name, location }, references: macro.references };
}

function inlineName(file: NamedFile, fn: CFunction): OwnName {
  const location: Location = { file: file.file, range: file.lines.range(fn.nameSpan) };
  const inside = file.names.references.filter((r) => r.span.start >= fn.span.start && r.span.end <= fn.span.end);
  return { step: { kind: 'inline', name: fn.name, location }, references: inside };
}

/** Breadth first, so that each symbol comes with its shortest chain. */
function* reachedFrom(
  name: string,
  own: ReadonlyMap<string, OwnName>,
  isExternal: (name: string) => boolean,
): Generator<[string, ChainStep[]]> {
  const start = own.get(name);
  if (!start) return;
  const seen = new Set([name]);
  const queue: { own: OwnName; chain: ChainStep[] }[] = [{ own: start, chain: [start.step] }];
  for (let next; (next = queue.shift()); ) {
    for (const reference of next.own.references) {
      if (seen.has(reference.name)) continue;
      seen.add(reference.name);
      if (isExternal(reference.name)) yield [reference.name, next.chain];
      const further = own.get(reference.name);
      if (further) queue.push({ own: further, chain: [...next.chain, further.step] });
    }
  }
}

function locate(file: NamedFile, reference: CReference): Location {
  return { file: file.file, range: file.lines.range(reference.span) };
}
