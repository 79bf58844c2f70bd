/** What units depend on and did not write: packages and libraries of any kind, each once, with every way by which it arrives. */

import type { Report, ReportedDependency } from '../report.ts';
import type { FileTable, Place } from './file-table.ts';
import { pageEvidence, type PageEvidence } from './page-evidence.ts';

export interface PagePackage {
  readonly kind: string;
  readonly name: string;
  /** Empty where nobody gave it one. */
  readonly version: string;
  readonly license: string | null;
  readonly family: string;
  /** The side of an OR that was judged. */
  readonly chosen?: string;
  /** The shortest first. */
  readonly ways: readonly PageWay[];
  readonly evidence: readonly PageEvidence[];
  /** Where a finding on it stands, else where its licence was read. */
  readonly place?: Place;
}

export interface PageWay {
  /** Index into `units`. */
  readonly unit?: number;
  readonly path: readonly string[];
  readonly arrival?: string;
  readonly verdict?: string;
  readonly reason?: string;
}

/** What asks most comes first. A family that is not in the list comes last. */
export const FAMILIES = [
  'network-copyleft', 'strong-copyleft', 'library-copyleft', 'file-copyleft', 'source-available', 'proprietary', 'custom', 'unknown', 'missing', 'permissive',
] as const;

export function familyRank(family: string): number {
  const at = (FAMILIES as readonly string[]).indexOf(family);
  return at < 0 ? FAMILIES.length : at;
}

export function pagePackages({ dependencies, findings }: Report, files: FileTable, unitNumbers: ReadonlyMap<string, number>): PagePackage[] {
  const places = new Map<string, Place>();
  for (const finding of findings) {
    const name = finding.data?.['package'];
    const key = name === undefined ? '' : `${name} ${finding.data?.['version'] ?? ''}`;
    if (name !== undefined && !places.has(key)) places.set(key, files.place(finding));
  }
  const groups = new Map<string, ReportedDependency[]>();
  for (const dependency of dependencies) {
    const key = JSON.stringify([dependency.kind, dependency.name, dependency.version]);
    const group = groups.get(key);
    if (group) group.push(dependency);
    else groups.set(key, [dependency]);
  }
  const packages = [...groups.values()].map((group) => pagePackage(group, files, unitNumbers, places));
  return packages.sort((a, b) => familyRank(a.family) - familyRank(b.family) || compareText(a.name, b.name) || compareText(a.version, b.version));
}

function pagePackage(group: readonly ReportedDependency[], files: FileTable, unitNumbers: ReadonlyMap<string, number>, places: ReadonlyMap<string, Place>): PagePackage {
  const sorted = [...group].sort((a, b) => a.path.length - b.path.length);
  const { kind, name, version, license, family = 'unknown', chosen, evidence } = sorted[0]!;
  const shown = evidence.map((one) => pageEvidence(one, files));
  const place = places.get(`${name} ${version}`) ?? shown.find((one) => one.place)?.place;
  return { kind, name, version, license, family, ...(chosen !== undefined && { chosen }), ways: sorted.map((one) => pageWay(one, unitNumbers)), evidence: shown, ...(place && { place }) };
}

function pageWay({ unit: id, path, arrival, verdict, reason }: ReportedDependency, unitNumbers: ReadonlyMap<string, number>): PageWay {
  const unit = unitNumbers.get(id ?? '');
  return { ...(unit !== undefined && { unit }), path, ...(arrival !== undefined && { arrival }), ...(verdict !== undefined && { verdict }), ...(reason !== undefined && { reason }) };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
