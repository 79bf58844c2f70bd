/** One kernel module from its sources to its findings: read, resolve, apply the rules, take suppressions into account. */

import type { Files, Unread } from '../base/files.ts';
import { comparePositions } from '../base/location.ts';
import type { Finding } from '../findings/finding.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';
import { declaredLicenses, importedNamespaces } from '../resolve/module-statements.ts';
import { resolveNames, type ReadSource } from '../resolve/names-in-sources.ts';
import { RULES } from '../rules/index.ts';
import { isRead, type CSources } from './c-sources.ts';
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

export function judgeModule(
  module: KernelModule,
  targets: readonly KernelTarget[],
  sources: CSources,
  files: Files,
  settings: Settings,
): JudgedModule {
  const unread: Unread[] = [];
  const read: ReadSource[] = [];
  for (const source of module.sources) {
    if (source.language !== 'c') continue;
    const file = sources.read(source.path, files, settings.maxFileSize);
    if (isRead(file)) read.push(sources.readWithHeaders(file, source.flags, files, settings.maxFileSize));
    else unread.push({ file: source.path, reason: file.reason });
  }
  const { assumeLicense } = settings;
  const subject: KernelSubject = {
    id: unitId(module),
    name: module.name,
    directory: module.directory,
    sources: module.sources.map((source) => source.path),
    licenses: assumeLicense === null ? declaredLicenses(read) : [{ value: assumeLicense, text: `"${assumeLicense}"` }],
    assumed: assumeLicense !== null,
    imports: importedNamespaces(read),
    targets: targets.map((target) => ({ target, method: 'names', symbols: resolveNames(read, target.exports) })),
    unread,
  };
  return { subject, ...applyRules(subject, read) };
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
