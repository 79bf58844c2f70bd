/** One kernel module from its sources to its findings: read, resolve, apply the rules, take suppressions into account. */

import type { Files, Unread } from '../base/files.ts';
import { comparePositions } from '../base/location.ts';
import type { Finding } from '../findings/finding.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { DeclaredLicense, ImportedNamespace, KernelSubject, ResolvedTarget } from '../resolve/kernel-subject.ts';
import { linkedImports, linkedLicenses, resolveObjects, type LinkedSource } from '../resolve/linked-module.ts';
import { declaredLicenses, importedNamespaces } from '../resolve/module-statements.ts';
import { resolveNames, type ReadSource } from '../resolve/names-in-sources.ts';
import { RULES } from '../rules/index.ts';
import { isRead, type CSources } from './c-sources.ts';
import type { KernelEngine } from './kernel-engine.ts';
import type { Settings } from './settings.ts';
import { isSuppressed, readSuppressions } from './suppressions.ts';

export interface JudgedModule {
  readonly subject: KernelSubject;
  /** Sorted by file and place; suppressed ones left out. */
  readonly findings: readonly Finding[];
  readonly suppressed: number;
  /** Sources and the project's own headers that they include: every file in which a finding may stand. */
  readonly files: readonly string[];
}

export function unitId(module: KernelModule): string {
  return `kernel-module:${module.directory}/${module.name}`;
}

/** What judging needs beside the module. */
export interface Judge {
  readonly sources: CSources;
  readonly engine: KernelEngine;
}

export function judgeModule(
  module: KernelModule,
  targets: readonly KernelTarget[],
  judge: Judge,
  files: Files,
  settings: Settings,
): JudgedModule {
  const { read, unread } = readSources(module, judge.sources, files, settings.maxFileSize);
  const resolved = targets.map((target) => resolveModule(module, target, read, judge.engine, files));
  const stated = resolved[0] ?? { licenses: declaredLicenses(read), imports: importedNamespaces(read) };
  const { assumeLicense } = settings;
  const subject: KernelSubject = {
    id: unitId(module),
    name: module.name,
    directory: module.directory,
    sources: module.sources.map((source) => source.path),
    licenses: assumeLicense === null ? stated.licenses : [{ value: assumeLicense, text: `"${assumeLicense}"` }],
    assumed: assumeLicense !== null,
    imports: stated.imports,
    targets: resolved,
    unread: [...unread, ...resolved.flatMap((entry) => entry.unread)],
  };
  return { subject, ...applyRules(subject, read) };
}

function readSources(module: KernelModule, sources: CSources, files: Files, maxFileSize: number): { read: ReadSource[]; unread: Unread[] } {
  const read: ReadSource[] = [];
  const unread: Unread[] = [];
  for (const source of module.sources) {
    if (source.language !== 'c') continue;
    const file = sources.read(source.path, files, maxFileSize);
    if (isRead(file)) read.push(sources.readWithHeaders(file, source.flags, files, maxFileSize));
    else unread.push({ file: source.path, reason: file.reason });
  }
  return { read, unread };
}

interface ResolvedModule extends ResolvedTarget {
  readonly licenses: readonly DeclaredLicense[];
  readonly imports: readonly ImportedNamespace[];
  readonly unread: readonly Unread[];
}

/** By what the linker sees where the kernel's headers are there, else by the names that the sources write. */
function resolveModule(module: KernelModule, target: KernelTarget, read: readonly ReadSource[], engine: KernelEngine, files: Files): ResolvedModule {
  if (!target.headers) return resolveByNames(target, read, []);
  const readable = new Set(read.map((source) => source.file));
  const linked: LinkedSource[] = [];
  for (const source of module.sources) {
    if (source.language === 'c' && !readable.has(source.path)) continue;
    const object = engine.link(target, module, source, files);
    // A source that breaks the engine must not cost the module its answer: the plainer way still has one.
    if ('reason' in object) return resolveByNames(target, read, [{ file: source.path, reason: object.reason }]);
    linked.push({ file: source.path, object });
  }
  return {
    target,
    method: 'linker',
    symbols: resolveObjects(linked, target.exports),
    licenses: linkedLicenses(linked, declaredLicenses(read)),
    imports: linkedImports(linked),
    unread: linked.flatMap(({ object }) => object.unread),
  };
}

function resolveByNames(target: KernelTarget, read: readonly ReadSource[], unread: readonly Unread[]): ResolvedModule {
  return {
    target,
    method: 'names',
    symbols: resolveNames(read, target.exports),
    licenses: declaredLicenses(read),
    imports: importedNamespaces(read),
    unread,
  };
}

function applyRules(subject: KernelSubject, read: readonly ReadSource[]): Omit<JudgedModule, 'subject'> {
  const texts = new Map(read.flatMap((source) => [source, ...source.headers]).map((file) => [file.file, file]));
  const suppressions = new Map(
    [...texts].map(([file, { facts, lines }]) => [file, readSuppressions(file, facts.directives, lines)]),
  );
  const found = RULES.flatMap((rule) => rule.check(subject));
  const kept = found.filter((finding) => !isSuppressed(finding, suppressions.get(finding.file)?.active ?? []));
  const refused = [...suppressions.values()].flatMap((entry) => entry.refused);
  return {
    findings: [...kept, ...refused.map((finding) => ({ ...finding, unit: subject.id }))].sort(compareFindings),
    suppressed: found.length - kept.length,
    files: [...new Set([...subject.sources, ...texts.keys()])],
  };
}

export function compareFindings(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return comparePositions(a.range.start, b.range.start) || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
