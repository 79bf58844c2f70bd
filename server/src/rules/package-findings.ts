/**
 * What the rules on packages share: packages that come in at one place, for one reason and under one licence are one
 * finding, because a person can only mend them together.
 */

import type { Location } from '../base/location.ts';
import type { Evidence, Finding, Severity } from '../findings/finding.ts';
import type { Arrival } from '../licensing/judge.ts';
import { isLinkKind, linkKindWords } from '../licensing/link-kinds.ts';
import type { BroughtPackage, JudgedDependency, PackageSubject } from '../resolve/package-subject.ts';

export interface PackageCase {
  readonly rule: string;
  /** Which packages it is about, and how much it matters; null: not about this one. */
  readonly concerns: (brought: BroughtPackage) => Severity | null;
  /** The end of the sentence that begins with the path. */
  readonly says: (brought: BroughtPackage) => string;
  /** Beside what is known of the licence and its judgement. */
  readonly evidence?: (brought: BroughtPackage) => readonly Evidence[];
}

/** On the lines of package.json. */
export function dependencyFindings(subject: PackageSubject, about: PackageCase): Finding[] {
  const groups = grouped(subject.dependencies, about, ({ at }) => JSON.stringify(at));
  return groups.map((group) => finding(subject, group as readonly JudgedDependency[], group[0]!.at, about, alsoVia(group)));
}

/** On the imports of sources. */
export function importFindings(subject: PackageSubject, about: PackageCase): Finding[] {
  return usesFindings(subject, subject.imports, about);
}

/** Where sources load compiled code by themselves, and on compiled files of the package. */
export function nativeFindings(subject: PackageSubject, about: PackageCase): Finding[] {
  const own = subject.own.map((library) => ({ at: library.at, brings: [library] }));
  return usesFindings(subject, [...subject.loads, ...own], about);
}

function usesFindings(subject: PackageSubject, uses: readonly { readonly at: Location; readonly brings: readonly BroughtPackage[] }[], about: PackageCase): Finding[] {
  return uses.flatMap((use) => grouped(use.brings, about, () => '').map((group) => finding(subject, group, use.at, about, [])));
}

function grouped<T extends BroughtPackage>(brought: readonly T[], about: PackageCase, place: (brought: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of brought) {
    const severity = about.concerns(one);
    if (severity === null) continue;
    const key = JSON.stringify([place(one), severity, one.license.text, one.arrival, about.says(one)]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => group.sort(byNearness));
}

/** The one that is there before those for other machines, then the shortest way. */
function byNearness(a: BroughtPackage, b: BroughtPackage): number {
  return Number(a.directory === null) - Number(b.directory === null) || a.path.length - b.path.length;
}

function finding(subject: PackageSubject, group: readonly BroughtPackage[], at: Location, about: PackageCase, more: readonly Evidence[]): Finding {
  const [first, ...others] = group as [BroughtPackage, ...BroughtPackage[]];
  return {
    rule: about.rule,
    severity: about.concerns(first)!,
    message: `${pathInWords(first)}${othersInWords(first, others)}: ${about.says(first)}`,
    file: at.file,
    range: at.range,
    unit: subject.id,
    evidence: [
      ...(about.evidence?.(first) ?? []),
      ...(first.native?.evidence ?? []),
      ...first.license.evidence,
      ...first.judgement.evidence,
      ...more,
      ...others.map((other) => ({ message: `the same holds for ${other.path.join(' → ')}` })),
    ],
    data: dataOf(subject, first),
  };
}

const ARRIVAL_WORDS: Readonly<Record<Arrival, string>> = {
  runtime: '',
  bundled: ', bundled',
  optional: ', optional',
  peer: ', as a peer',
  development: ', for development only',
  'type-only': ', types only',
  'separate-process': ', as a program of its own',
};

/** "app → a → b@2.1 (GPL-3.0-only), for development only" */
export function pathInWords({ path, license, arrival, directory }: BroughtPackage): string {
  return `${path.join(' → ')} (${license.text ?? (directory === null ? 'licence not known' : 'no licence')})${isLinkKind(arrival) ? `, ${linkKindWords(arrival)}` : ARRIVAL_WORDS[arrival]}`;
}

/** The same library that comes another way is no other one. */
function othersInWords(first: BroughtPackage, others: readonly BroughtPackage[]): string {
  const called = new Set(others.map((other) => other.path.at(-1)!));
  if (first.native) called.delete(first.path.at(-1)!);
  if (called.size === 0) return '';
  return called.size === 1 ? ` and ${[...called][0]!}` : ` and ${called.size} more ${others.some(({ native }) => native) ? 'packages and libraries' : 'packages'}`;
}

function alsoVia(group: readonly JudgedDependency[]): Evidence[] {
  const names = [...new Set(group.flatMap((dependency) => dependency.alsoVia))];
  return names.length === 0 ? [] : [{ message: `package.json brings it by ${names.join(', ')} as well` }];
}

/** What the quick fixes need. */
function dataOf(subject: PackageSubject, { name, version, license, judgement, wantedBy, path }: BroughtPackage): Record<string, string> {
  return {
    package: name,
    policy: subject.policyFile,
    ...(version !== null && { version }),
    ...(license.files[0] !== undefined && { licenseFile: license.files[0] }),
    ...(license.text !== null && { license: license.text }),
    ...(judgement.alternatives.length > 0 && { alternatives: JSON.stringify(judgement.alternatives) }),
    ...(wantedBy !== null && path.length > 2 && { wantedBy }),
  };
}
