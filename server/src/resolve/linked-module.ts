/** What the linker sees of a module: the objects of its sources put together and looked up in a kernel's exports. */

import { START_OF_FILE, type Location } from '../base/location.ts';
import type { ExportTable } from '../knowledge/kernel-exports.ts';
import type { LinkedObject, SymbolUse } from '../linkage/external-name.ts';
import type { DeclaredLicense, ImportedNamespace, MissingSymbol, ResolvedSymbol } from './kernel-subject.ts';
import type { ModuleExport, OpenSymbol } from './module-linkage.ts';

export interface LinkedSource {
  readonly file: string;
  readonly object: LinkedObject;
}

/** Kernel exports that the module asks for. */
export function resolveObjects(sources: readonly LinkedSource[], exports: ExportTable): ResolvedSymbol[] {
  return usesOf(sources, (symbol) => exports.get(symbol) !== undefined).map(({ symbol, uses }) => ({ export: exports.get(symbol)!, uses }));
}

/** @param isKernels whether a name that this kernel does not export is one that kernels have exported */
export function missingSymbols(sources: readonly LinkedSource[], exports: ExportTable, isKernels: (symbol: string) => boolean): MissingSymbol[] {
  return usesOf(sources, (symbol) => !exports.get(symbol) && isKernels(symbol));
}

/** Names that the objects ask for; what another of them defines is the module's own. Weak names are silent in modpost. */
function usesOf(sources: readonly LinkedSource[], isWanted: (symbol: string) => boolean): MissingSymbol[] {
  const defined = new Set(sources.flatMap(({ object }) => object.defined));
  const uses = new Map<string, Map<string, SymbolUse>>();
  for (const { file, object } of sources) {
    for (const name of object.external) {
      if (name.weak || defined.has(name.symbol) || !isWanted(name.symbol)) continue;
      let places = uses.get(name.symbol);
      if (!places) uses.set(name.symbol, (places = new Map()));
      for (const use of name.uses.length > 0 ? name.uses : [wholeFile(file, name.symbol)]) places.set(placeOf(use.at), use);
    }
  }
  return [...uses]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([symbol, places]) => ({ symbol, uses: [...places.values()] }));
}

/** What neither the module nor the kernel has. */
export function openSymbols(sources: readonly LinkedSource[], exports: ExportTable): OpenSymbol[] {
  const defined = new Set(sources.flatMap(({ object }) => object.defined));
  const found = new Map<string, SymbolUse[]>();
  for (const { file, object } of sources) {
    for (const { symbol, weak, uses } of object.external) {
      if (weak || defined.has(symbol) || exports.get(symbol)) continue;
      const places = uses.length > 0 ? uses : [wholeFile(file, symbol)];
      const known = found.get(symbol);
      if (known) known.push(...places);
      else found.set(symbol, [...places]);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([symbol, uses]) => ({ symbol, uses }));
}

export function linkedExports(sources: readonly LinkedSource[]): ModuleExport[] {
  return sources.flatMap(({ object }) => object.exports);
}

/** A symbol that no line of the source's own text brings, such as one that a header's data names: the file answers for it. */
function wholeFile(file: string, symbol: string): SymbolUse {
  return { at: { file, range: START_OF_FILE }, text: symbol, chain: [] };
}

function placeOf({ file, range }: Location): string {
  return `${file}:${range.start.line}:${range.start.column}`;
}

/**
 * Licences of the .modinfo section, which are those that modpost reads: a MODULE_LICENSE under a condition that is off is
 * none. Where the source states it in so many words, `stated` knows the place of the string.
 */
export function linkedLicenses(sources: readonly LinkedSource[], stated: readonly DeclaredLicense[]): DeclaredLicense[] {
  return modinfo(sources, 'license').map(({ value, at, macro = null, behindNul }) => {
    const written = stated.find(({ location }) => location && sameLine(location, at));
    const how = { macro, ...(behindNul !== undefined && { behindNul }) };
    return written?.location
      ? { value, text: written.text, location: written.location, ...how, ...(differs(written.value, value) && { written: written.value }) }
      : { value, text: `MODULE_LICENSE("${value}")`, location: at, ...how };
  });
}

function differs(written: string | null, value: string): written is string {
  return written !== null && written !== value;
}

/** Whether the object's .modinfo section holds a licence. */
export function statesLicense(object: LinkedObject): boolean {
  return object.modinfo.some(({ text }) => text.startsWith('license='));
}

export function linkedImports(sources: readonly LinkedSource[]): ImportedNamespace[] {
  return modinfo(sources, 'import_ns').map(({ value, at }) => ({ namespace: value.replaceAll('"', ''), location: at }));
}

type Entry = { value: string } & Pick<LinkedObject['modinfo'][number], 'at' | 'macro' | 'behindNul'>;

function modinfo(sources: readonly LinkedSource[], key: string): Entry[] {
  return sources.flatMap(({ object }) =>
    object.modinfo
      .filter(({ text }) => text.startsWith(`${key}=`))
      .map(({ text, ...entry }) => ({ ...entry, value: text.slice(key.length + 1) })),
  );
}

function sameLine(a: Location, b: Location): boolean {
  return a.file === b.file && a.range.start.line <= b.range.end.line && b.range.start.line <= a.range.end.line;
}
