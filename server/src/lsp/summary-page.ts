/**
 * The workspace summary as an HTML fragment without scripts: a plain view of the report, which decides
 * nothing. The client puts it into a page of its own under a strict content policy. Places are links
 * with the client's "open location" command, because a fragment without scripts can do no more.
 */

import type { Finding } from '../findings/finding.ts';
import type { Report, ReportedUnit } from '../findings/report.ts';
import { groupByFile } from '../findings/group-by-file.ts';
import { familyInWords, summarizePackages } from '../findings/package-summary.ts';
import { escape, lineRange, link, list, nameIn, section, table } from './html.ts';
import { comparisonTables } from './symbol-tables.ts';

export function summaryPage(report: Report, roots: readonly string[]): string {
  const name = (file: string) => nameIn(roots, file);
  return [
    '<h1>Workspace License Summary</h1>',
    subject(report),
    counts(report),
    section('Units', table(['Unit', 'Kind', 'License', 'GPL-only symbols', 'Findings'], report.units.map((unit) => unitRow(unit, report)))),
    section('Kernels compared', comparisonTables(report)),
    section('Findings', groupByFile(report.findings).map(([file, findings]) => findingsOfFile(name(file), findings)).join('\n')),
    section('Not read', list(report.unread.map(({ file, reason, line }) => `${link(escape(name(file)), file, lineRange(line))} ${escape(reason)}`))),
    section('Packages', packages(report)),
    section('Knowledge these answers rest on', table(['What', 'Source', 'Version', 'SHA-256'], report.knowledge.map((item) =>
      [item.name, item.source, item.version, item.checksum?.slice(0, 12) ?? ''].map(escape)))),
    `<footer>${escape(report.tool.name)} ${escape(report.tool.version)}. Evidence, not legal advice.</footer>`,
  ].join('\n');
}

function subject(report: Report): string {
  const { kernels, assumedLicense } = report.subject;
  const judgesModules = report.units.some(({ kind }) => kind !== 'npm-package');
  const parts = !judgesModules ? [] : [kernels.length > 0 ? `Kernel: ${kernels.join(', ')}` : 'No kernel: symbols could not be judged'];
  if (assumedLicense) parts.push(`judged as if every unit were licensed “${assumedLicense}”`);
  return parts.length === 0 ? '' : `<p>${escape(parts.join('; '))}</p>`;
}

function counts({ summary }: Report): string {
  const { error, warning, information, hint } = summary.findings;
  const items = [
    count(summary.units, 'unit'),
    count(summary.files, 'file'),
    count(error, 'error'),
    ...(warning > 0 ? [count(warning, 'warning')] : []),
    ...(information + hint > 0 ? [count(information + hint, 'note')] : []),
    ...(summary.suppressed > 0 ? [`<li><b>${summary.suppressed}</b> suppressed</li>`] : []),
    ...(summary.unread > 0 ? [`<li><b>${summary.unread}</b> not read</li>`] : []),
  ];
  return `<ul class="counts">${items.join('')}</ul>`;
}

function count(number: number, noun: string): string {
  return `<li class="${noun}"><b>${number}</b> ${noun}${number === 1 ? '' : 's'}</li>`;
}

function unitRow(unit: ReportedUnit, report: Report): string[] {
  const findings = report.findings.filter((finding) => finding.unit === unit.id).length;
  const license = unit.license.value === null ? '<em>none stated</em>' : escape(unit.license.value);
  const place = unit.license.evidence.find((evidence) => evidence.location)?.location;
  return [
    escape(unit.name),
    escape(unit.kind.replace(/-/g, ' ')),
    place ? link(license, place.file, place.range) : license,
    symbolCounts(unit),
    String(findings),
  ];
}

/** Counts by family, and every package that is not permissive with the way to it. */
function packages(report: Report): string {
  const { packages, families, others } = summarizePackages(report);
  if (packages === 0) return '';
  const counts = families.map(([family, number]) => `<li><b>${number}</b> ${escape(familyInWords(family))}</li>`).join('');
  const rows = others.map(({ name, version, license, family = 'unknown', arrival = '', path: way, reason = '' }) =>
    [`${name} ${version}`, license ?? (family === 'unknown' ? 'not known' : 'none stated'), familyInWords(family), way.join(' → '), arrival, reason].map(escape));
  return `<ul class="counts">${counts}</ul>${table(['Package', 'License', 'Family', 'Path', 'Arrives', 'What it means'], rows)}`;
}

/** One number where all kernels agree, else one for each. */
function symbolCounts({ kernels = [] }: ReportedUnit): string {
  const counts = kernels.map(({ gplOnlySymbols }) => gplOnlySymbols);
  if (new Set(counts).size < 2) return String(counts[0] ?? 0);
  return kernels.map(({ kernel, gplOnlySymbols }) => escape(`${gplOnlySymbols} on ${kernel}`)).join('<br>');
}

function findingsOfFile(name: string, findings: readonly Finding[]): string {
  const rows = findings.map(({ severity, message, rule, file, range }) =>
    `<li class="${severity}">${link(`line ${range.start.line}`, file, range)} ${escape(message)} <code>${escape(rule)}</code></li>`);
  return `<h3>${escape(name)}</h3><ul class="findings">${rows.join('')}</ul>`;
}
