/** One module against one kernel: by what the linker sees with its headers or with the bundled index of them, else by names. */

import type { Files, Unread } from '../base/files.ts';
import type { KernelModule, SourceFile } from '../kbuild/kernel-module.ts';
import { isDefinedByHeaders, wasExported, type KernelHistory } from '../knowledge/kernel-history.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { DeclaredLicense, ImportedNamespace, ResolvedTarget } from '../resolve/kernel-subject.ts';
import { linkedExports, linkedImports, linkedLicenses, missingSymbols, openSymbols, resolveObjects, statesLicense, type LinkedSource } from '../resolve/linked-module.ts';
import { declaredLicenses, importedNamespaces, type StatingSource } from '../resolve/module-statements.ts';
import { openNames, resolveNames } from '../resolve/names-in-sources.ts';
import { statedExports } from '../resolve/stated-exports.ts';
import type { ModuleExport } from '../resolve/module-linkage.ts';
import { isRead, type CSources, type ReadCFile } from './c-sources.ts';
import type { KernelEngine } from './kernel-engine.ts';

export interface ResolvedModule extends ResolvedTarget {
  readonly licenses: readonly DeclaredLicense[];
  readonly imports: readonly ImportedNamespace[];
  /** Licences that the sources state and the compiler does not see. */
  readonly unbuilt?: readonly DeclaredLicense[];
  readonly unread: readonly Unread[];
}

/** What resolving needs beside the module. */
export interface Resolver {
  readonly sources: CSources;
  readonly engine: KernelEngine;
  readonly history: KernelHistory;
  /** Leave the engine alone, and look for names in this source only. */
  readonly namesOnlyIn?: string;
}

export interface ReadModule {
  readonly module: KernelModule;
  /** Sources that could be read, in the order of the module. Assembler sources are not among them. */
  readonly sources: readonly ReadModuleSource[];
  readonly unread: readonly Unread[];
}

interface ReadModuleSource {
  readonly source: SourceFile;
  readonly file: ReadCFile;
  /** Of its own project; looked for when they are first asked for. */
  readonly headers: readonly ReadCFile[];
}

/** @param maxFileSize bytes */
export function readModule(module: KernelModule, sources: CSources, files: Files, maxFileSize: number): ReadModule {
  const read: ReadModuleSource[] = [];
  const unread: Unread[] = [];
  for (const source of module.sources) {
    if (source.language !== 'c') continue;
    const file = sources.read(source.path, files, maxFileSize);
    if (!isRead(file)) {
      unread.push({ file: source.path, reason: file.reason });
      continue;
    }
    let headers: readonly ReadCFile[] | undefined;
    read.push({
      source,
      file,
      get headers() {
        return (headers ??= sources.headersOf(file, source.flags, files, maxFileSize));
      },
    });
  }
  return { module, sources: read, unread };
}

export function resolveModule(read: ReadModule, target: KernelTarget, resolver: Resolver, files: Files): ResolvedModule {
  if (resolver.namesOnlyIn !== undefined || (!target.headers && !target.index)) return resolveByNames(read, target, resolver, []);
  const { module } = read;
  const readable = new Set(read.sources.map(({ file }) => file.file));
  const linked: LinkedSource[] = [];
  for (const source of module.sources) {
    if (source.language === 'c' && !readable.has(source.path)) continue;
    const object = resolver.engine.link(target, module, source, files);
    // A source that breaks the engine must not cost the module its answer: the plainer way still has one.
    if ('reason' in object) return resolveByNames(read, target, resolver, [{ file: source.path, reason: object.reason }]);
    linked.push({ file: source.path, object });
  }
  const unread = linked.flatMap(({ object }) => object.unread);
  const { history } = resolver;
  // The bundled index keeps no macro or inline that leads to no GPL-only symbol: such a name looks like a symbol there.
  const isKernels = (name: string): boolean => wasExported(name, history) && !isDefinedByHeaders(name, target.release, history);
  const found = {
    symbols: resolveObjects(linked, target.exports),
    missing: missingSymbols(linked, target.exports, isKernels),
    open: openSymbols(linked, target.exports),
    names: linked.flatMap(({ object }) => object.names),
  };
  if (!target.headers) return { target, method: 'index', ...found, exports: exportsAsWritten(read), ...readStatements(read), unread };
  const stating = new Set(linked.filter(({ object }) => statesLicense(object)).map(({ file }) => file));
  const stated = declaredLicenses(statingSources(read));
  const licenses = linkedLicenses(linked, stated.filter(({ location }) => location && (stating.has(location.file) || !readable.has(location.file))));
  return {
    target,
    method: 'linker',
    ...found,
    exports: linkedExports(linked),
    licenses,
    unbuilt: stated.filter((one) => !licenses.some(({ location }) => location && one.location && location.file === one.location.file && location.range.start.line === one.location.range.start.line)),
    imports: linkedImports(linked),
    unread,
  };
}

function resolveByNames(read: ReadModule, target: KernelTarget, { sources, namesOnlyIn }: Resolver, because: readonly Unread[]): ResolvedModule {
  const looked = read.sources.filter(({ file }) => namesOnlyIn === undefined || file.file === namesOnlyIn);
  const named = looked.map(({ file, headers }) => ({ file: file.file, result: sources.named(file, headers) }));
  const unread = named.flatMap(({ file, result }) => ('reason' in result ? [{ file, reason: result.reason }] : []));
  const understood = named.flatMap(({ result }) => ('reason' in result ? [] : [result]));
  return {
    target,
    method: 'names',
    symbols: resolveNames(understood, target.exports),
    exports: exportsAsWritten(read),
    open: openNames(understood, target.exports),
    names: [],
    missing: [],
    ...readStatements(read),
    unread: [...because, ...unread],
  };
}

/** What the sources state of the module, where no kernel says which of it the compiler sees. */
export function readStatements(read: ReadModule): Pick<ResolvedModule, 'licenses' | 'imports'> {
  const stating = statingSources(read);
  return { licenses: declaredLicenses(stating), imports: importedNamespaces(stating) };
}

/** The exports that the sources write, where no header says what the macros make of them. */
export function exportsAsWritten({ sources }: ReadModule): ModuleExport[] {
  const found = sources.flatMap(({ source, file, headers }) => [file, ...headers].flatMap((one) => statedExports(one, source.flags.macros)));
  return [...new Map(found.map((one) => [`${one.symbol} ${one.at.file}:${one.at.range.start.line}`, one])).values()];
}

function statingSources(read: ReadModule): StatingSource[] {
  return read.sources.map((entry) => ({
    ...entry.file,
    get headers() {
      return entry.headers;
    },
  }));
}
