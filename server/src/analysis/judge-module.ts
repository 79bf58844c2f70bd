/** One kernel module from its sources to its findings: read, resolve, apply the rules, take suppressions into account. */

import type { Files } from '../base/files.ts';
import { comparePositions, type Location } from '../base/location.ts';
import { definesFunction } from '../facts/defines-function.ts';
import { namedPlaces } from '../facts/named-places.ts';
import type { Finding } from '../findings/finding.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { missingByNames } from '../resolve/names-in-sources.ts';
import type { KernelSubject, NamedPlace } from '../resolve/kernel-subject.ts';
import { linkageOf, type ModuleLinkage } from '../resolve/module-linkage.ts';
import { MODULE_RULES } from '../rules/index.ts';
import { isRead, type ReadCFile, type UnreadCFile } from './c-sources.ts';
import { textsOfModule } from './module-texts.ts';
import { readModule, readStatements, resolveModule, type ReadModule, type ResolvedModule, type Resolver } from './resolve-module.ts';
import type { Settings } from './settings.ts';
import { isSuppressed, readSuppressions } from './suppressions.ts';

export interface JudgedModule {
  readonly subject: KernelSubject;
  /** Sorted by file and place; suppressed ones left out. */
  readonly findings: readonly Finding[];
  readonly suppressed: number;
  readonly linkage: ModuleLinkage;
}

export function unitId(module: Pick<KernelModule, 'directory' | 'name'>): string {
  return `kernel-module:${module.directory}/${module.name}`;
}

export function judgeModule(
  module: KernelModule,
  targets: readonly KernelTarget[],
  resolver: Resolver,
  files: Files,
  settings: Settings,
): JudgedModule {
  const read = readModule(module, resolver.sources, files, settings.maxFileSize);
  const guards = read.sources.flatMap(({ file }) => versionGuards(file));
  const resolved = withMissingNames(targets.map((target) => withoutOwn(resolveModule(read, target, resolver, files), read)), guards);
  const stated = resolved[0] ?? readStatements(read);
  const { assumeLicense } = settings;
  const subject: KernelSubject = {
    id: unitId(module),
    name: module.name,
    directory: module.directory,
    sources: module.sources.map((source) => source.path),
    licenses: assumeLicense === null ? stated.licenses : [{ value: assumeLicense, text: `"${assumeLicense}"` }],
    assumed: assumeLicense !== null,
    unbuiltLicenses: resolved[0]?.unbuilt ?? [],
    ...textsOfModule(read, files),
    imports: stated.imports,
    targets: resolved,
    versionGuards: guards,
    headerNames: read.sources.flatMap(({ file }) => headerNames(file, resolver.history.headers?.names ?? [])),
    history: resolver.history,
    unread: [...read.unread, ...resolved.flatMap((entry) => entry.unread)],
  };
  const found = MODULE_RULES.flatMap((rule) => rule.check(subject));
  const places = new Set([...subject.sources, ...found.map((finding) => finding.file)]);
  return { subject, linkage: linkageOf(subject), ...suppress(found, [...places].map((file) => resolver.sources.read(file, files, settings.maxFileSize)), subject.id) };
}

/**
 * What one of the sources seems to define is not missing, even where the linker overlooked it; and where it could make
 * nothing of a source, nothing is known to be missing.
 */
function withoutOwn(resolved: ResolvedModule, { module, sources }: ReadModule): ResolvedModule {
  const isWhole = !resolved.unread.some((unread) => module.sources.some(({ path }) => path === unread.file && unread.line === undefined));
  const missing = isWhole ? resolved.missing.filter(({ symbol }) => !sources.some(({ file }) => definesFunction(file.text, symbol))) : [];
  return missing.length === resolved.missing.length ? resolved : { ...resolved, missing };
}

function withMissingNames(resolved: readonly ResolvedModule[], guards: readonly Location[]): ResolvedModule[] {
  const symbols = resolved.map((entry) => entry.symbols);
  return resolved.map((entry) => (entry.method === 'names' ? { ...entry, missing: missingByNames(entry.target.exports, symbols, guards) } : entry));
}

function headerNames({ file, text, lines }: ReadCFile, names: readonly string[]): NamedPlace[] {
  return namedPlaces(text, names).map(({ name, span }) => ({ name, at: { file, range: lines.range(span) } }));
}

function versionGuards({ file, lines, statements }: ReadCFile): Location[] {
  return statements.versionGuards.map((span) => ({ file, range: lines.range(span) }));
}

/** Takes out what comments silence with a reason, and adds the comments that silence nothing. */
export function suppress(found: readonly Finding[], texts: readonly (ReadCFile | UnreadCFile)[], unit: string): Pick<JudgedModule, 'findings' | 'suppressed'> {
  const suppressions = new Map(
    texts.filter(isRead).map(({ file, statements, lines }) => [file, readSuppressions(file, statements.directives, lines)]),
  );
  const kept = found.filter((finding) => !isSuppressed(finding, suppressions.get(finding.file)?.active ?? []));
  const refused = [...suppressions.values()].flatMap((entry) => entry.refused);
  return {
    findings: [...kept, ...refused.map((finding) => ({ ...finding, unit }))].sort(compareFindings),
    suppressed: found.length - kept.length,
  };
}

/** Findings that no comment silences; comments that silence nothing were named with their module. */
export function withoutSuppressed(found: readonly Finding[], read: (file: string) => ReadCFile | UnreadCFile): Finding[] {
  const active = new Map([...new Set(found.map(({ file }) => file))].map((file) => {
    const text = read(file);
    return [file, isRead(text) ? readSuppressions(file, text.statements.directives, text.lines).active : []];
  }));
  return found.filter((finding) => !isSuppressed(finding, active.get(finding.file) ?? []));
}

export function compareFindings(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return comparePositions(a.range.start, b.range.start) || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
