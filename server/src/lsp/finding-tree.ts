/** The findings of a report as a tree that an editor shows: by unit, by licence or by file, what matters most first. */

import path from 'node:path';
import type { Location as ProtocolLocation } from 'vscode-languageserver/node';
import { licenseAtStake } from '../analysis/license-at-stake.ts';
import { SEVERITIES, type Evidence, type Finding, type Severity } from '../findings/finding.ts';
import { isKernelUnit, type Report, type ReportedUnit } from '../findings/report.ts';
import { lineRange, nameIn } from './html.ts';
import { toLocation, uriOfPath } from './to-protocol.ts';

export const GROUPINGS = ['unit', 'license', 'file'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Plain data, ready to be shown. */
export interface FindingNode {
  /** The same from report to report, so that a view keeps unfolded what is. */
  readonly id: string;
  readonly kind: ReportedUnit['kind'] | 'license' | 'file' | 'finding' | 'evidence' | 'unread' | 'group';
  readonly label: string;
  /** Behind the label, less loud. */
  readonly description: string;
  readonly tooltip: string;
  /** The worst below it; null where nothing is wrong. */
  readonly severity: Severity | null;
  /** Where a click leads. */
  readonly location?: ProtocolLocation;
  /** Of a finding. */
  readonly rule?: string;
  readonly children: readonly FindingNode[];
}

export function findingTree(report: Report, grouping: Grouping, roots: readonly string[]): FindingNode[] {
  const name = (file: string) => nameIn(roots, file);
  const groups = { unit: byUnit, license: byLicense, file: byFile }[grouping](report, name);
  return [...groups.sort(worstFirst), ...cleanUnits(report, grouping), ...unread(report, name)];
}

/** For the badge, the status bar and the marks on files. */
export interface FindingCounts {
  readonly kernels: readonly string[];
  readonly counts: Readonly<Record<Severity, number>>;
  readonly unread: number;
  /** Files with findings that ask for something; hints do not. */
  readonly files: readonly { readonly uri: string; readonly severity: Severity; readonly tooltip: string }[];
}

export function findingCounts(report: Report): FindingCounts {
  const loud = report.findings.filter(({ severity }) => severity !== 'hint');
  const judgesKernels = report.units.some(isKernelUnit);
  return {
    kernels: judgesKernels ? report.subject.kernels : [],
    counts: report.summary.findings,
    unread: report.summary.unread,
    files: [...groupBy(loud, ({ file }) => file)].map(([file, findings]) => ({ uri: uriOfPath(file), severity: worst(findings)!, tooltip: countsInWords(findings) })),
  };
}

type NameOf = (file: string) => string;

function byUnit({ findings, units }: Report, name: NameOf): FindingNode[] {
  const known = new Map(units.map((unit) => [unit.id, unit]));
  return [...groupBy(findings, ({ unit }) => unit ?? '')].map(([id, found]) => {
    const unit = known.get(id);
    if (!unit) return group('group', `unit:${id}`, 'Other files', '', found, name);
    return { ...group(unit.kind, `unit:${id}`, unit.name, licenseInWords(unit), found, name), tooltip: `${kindInWords(unit)} in ${name(unit.path)}\n${countsInWords(found)}`, ...placeOf(unit) };
  });
}

function byLicense({ findings }: Report, name: NameOf): FindingNode[] {
  return [...groupBy(findings, (finding) => licenseAtStake(finding) ?? '')].map(([license, found]) =>
    license === '' ? group('group', 'license:', 'No licence named', '', found, name) : group('license', `license:${license}`, license, '', found, name));
}

function byFile({ findings }: Report, name: NameOf): FindingNode[] {
  return [...groupBy(findings, ({ file }) => file)].map(([file, found]) => {
    const shown = name(file);
    const folder = path.dirname(shown);
    return { ...group('file', `file:${file}`, path.basename(shown), folder === '.' ? '' : folder, found, () => ''), location: toLocation({ file, range: lineRange(undefined) }) };
  });
}

function group(kind: FindingNode['kind'], id: string, label: string, description: string, findings: readonly Finding[], name: NameOf): FindingNode {
  return { id, kind, label, description, tooltip: countsInWords(findings), severity: worst(findings), children: leaves(id, findings, name) };
}

/** @param name gives '' where the group tells the file already */
function leaves(parent: string, findings: readonly Finding[], name: NameOf): FindingNode[] {
  const seen = new Map<string, number>();
  return [...findings].sort((a, b) => rank(a.severity) - rank(b.severity)).map((finding) => {
    const { file, range, message, rule, severity } = finding;
    const line = range.start.line;
    const key = `${parent}/${rule}:${file}:${message}`;
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    const shown = name(file);
    return {
      id: `${key}#${nth}`,
      kind: 'finding',
      label: clauseOf(finding),
      description: shown === '' ? `${line}` : `${path.basename(shown)}:${line}`,
      tooltip: `${message}\n${rule}${shown === '' ? '' : ` · ${shown}:${line}`}`,
      severity,
      rule,
      location: toLocation(finding),
      children: finding.evidence.map((evidence, i) => evidenceRow(`${key}#${nth}/${i}`, evidence)),
    };
  });
}

/** A row is short of room: of a sentence in clauses, the one that names what it is about. The tooltip has all of it. */
function clauseOf({ message, data }: Finding): string {
  const names = [data?.['symbol'], data?.['package'], data?.['license']].filter((name) => name !== undefined);
  const clauses = message.split(/: (?=\D)/);
  return clauses.find((clause) => names.some((name) => clause.includes(name))) ?? message;
}

/** A step of the chain, or whatever else a finding rests on. */
function evidenceRow(id: string, { message, location, source }: Evidence): FindingNode {
  return {
    id,
    kind: 'evidence',
    label: message,
    description: location ? `${path.basename(location.file)}:${location.range.start.line}` : (source ?? ''),
    tooltip: [message, location?.file, source].filter((line) => line !== undefined).join('\n'),
    severity: null,
    ...(location && { location: toLocation(location) }),
    children: [],
  };
}

/** What was looked at and is in order: one row, to be unfolded. */
function cleanUnits({ units, findings }: Report, grouping: Grouping): FindingNode[] {
  const withFindings = new Set(findings.map(({ unit }) => unit));
  const clean = units.filter(({ id }) => !withFindings.has(id));
  if (clean.length === 0 || grouping !== 'unit') return [];
  const children = clean.map((unit): FindingNode => ({
    id: `clean:${unit.id}`, kind: unit.kind, label: unit.name, description: licenseInWords(unit), tooltip: `${kindInWords(unit)}: nothing found`, severity: null, children: [], ...placeOf(unit),
  }));
  return [{ id: 'clean', kind: 'group', label: 'Nothing found', description: count(clean.length, 'unit'), tooltip: 'Judged, and nothing found', severity: null, children }];
}

function unread({ unread: parts }: Report, name: NameOf): FindingNode[] {
  if (parts.length === 0) return [];
  const children = parts.map(({ file, reason, line }, i): FindingNode => ({
    id: `unread:${i}:${file}`, kind: 'unread', label: path.basename(file), description: reason, tooltip: `${name(file)} ${reason}`, severity: null,
    location: toLocation({ file, range: lineRange(line) }), children: [],
  }));
  return [{ id: 'unread', kind: 'unread', label: 'Not read', description: count(parts.length, 'place'), tooltip: 'What could not be read may hold more', severity: null, children }];
}

function placeOf({ license }: ReportedUnit): { location?: ProtocolLocation } {
  const place = license.evidence.find(({ location }) => location)?.location;
  return place ? { location: toLocation(place) } : {};
}

function licenseInWords({ license }: ReportedUnit): string {
  return license.value ?? 'no licence';
}

function kindInWords({ kind, name }: ReportedUnit): string {
  return `${kind.replaceAll('-', ' ')} ${name}`;
}

/** "2 errors, 1 warning" */
export function countsInWords(findings: readonly Finding[]): string {
  const words: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', information: 'note', hint: 'hint' };
  return SEVERITIES.flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [count(number, words[severity])];
  }).join(', ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function worst(findings: readonly Finding[]): Severity | null {
  return SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? null;
}

function rank(severity: Severity | null): number {
  return severity === null ? SEVERITIES.length : SEVERITIES.indexOf(severity);
}

function worstFirst(a: FindingNode, b: FindingNode): number {
  return rank(a.severity) - rank(b.severity) || b.children.length - a.children.length || (a.label < b.label ? -1 : 1);
}

function groupBy(findings: readonly Finding[], keyOf: (finding: Finding) => string): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const found = groups.get(key);
    if (found) found.push(finding);
    else groups.set(key, [finding]);
  }
  return groups;
}
