/** A report for a terminal: findings grouped by file, then what could not be read, units, and one summary line. */

import path from 'node:path';
import pc from 'picocolors';
import { SEVERITIES, type Evidence, type Finding, type Severity } from '../finding.ts';
import { isKernelUnit, type Report, type ReportedUnit } from '../report.ts';
import { groupByFile } from '../group-by-file.ts';
import { familyInWords, summarizePackages } from '../package-summary.ts';
import { breakingCounts, cellText, comparedUnits, type SymbolCell } from './symbol-matrix.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Paths below it are shown relative to it. Absolute. */
  readonly workingDirectory: string;
}

type Colors = ReturnType<typeof pc.createColors>;

export function renderText(report: Report, options: TextOptions): string {
  const colors = pc.createColors(options.color);
  const show = (file: string): string => shorten(file, options.workingDirectory);
  const blocks = [
    ...groupByFile(report.findings).map(([file, findings]) => fileBlock(show(file), findings, colors, show)),
    unitBlock(report.units, colors),
    matrixBlock(report, colors),
    packageBlock(report, colors),
    unreadBlock(report, colors, show),
    summaryLine(report, colors),
  ];
  return blocks.filter((block) => block !== '').join('\n\n') + '\n';
}

function shorten(file: string, workingDirectory: string): string {
  const relative = path.relative(workingDirectory, file);
  return relative === '' || relative.startsWith('..') ? file : relative;
}

function fileBlock(file: string, findings: readonly Finding[], colors: Colors, show: (file: string) => string): string {
  const places = findings.map(({ range: { start } }) => `${start.line}:${start.column}`);
  const width = Math.max(...places.map((place) => place.length));
  const told = new Set<string>();
  const lines = findings.flatMap((finding, i) => [
    `  ${colors.dim(places[i]!.padStart(width))}  ${severityWord(finding.severity, colors)}  ${finding.message}  ${colors.dim(finding.rule)}`,
    ...evidenceLines(finding, told, show).map((line) => ' '.repeat(width + 4) + colors.dim(`↳ ${line}`)),
  ]);
  return [colors.underline(file), ...lines].join('\n');
}

/**
 * Who exports a symbol and what the licence is (the knowledge, and the last of a finding's evidence) is told once for a
 * file; JSON has it all. The steps of a chain always stand together.
 */
function evidenceLines(finding: Finding, told: Set<string>, show: (file: string) => string): string[] {
  const lines = finding.evidence.map((evidence, i) => ({
    text: evidenceText(evidence, show),
    tellOnce: evidence.source !== undefined || i === finding.evidence.length - 1,
  }));
  const kept = lines.filter(({ text, tellOnce }) => !tellOnce || !told.has(text)).map(({ text }) => text);
  for (const text of kept) told.add(text);
  return kept;
}

function evidenceText(evidence: Evidence, show: (file: string) => string): string {
  const { location, source } = evidence;
  const place = location ? ` — ${show(location.file)}:${location.range.start.line}` : '';
  return `${evidence.message}${place}${source === undefined ? '' : ` [${source}]`}`;
}

function severityWord(severity: Severity, colors: Colors): string {
  const word = severity === 'information' ? 'info' : severity;
  const padded = word.padEnd('warning'.length);
  switch (severity) {
    case 'error':
      return colors.red(padded);
    case 'warning':
      return colors.yellow(padded);
    default:
      return colors.blue(padded);
  }
}

function unitBlock(units: readonly ReportedUnit[], colors: Colors): string {
  if (units.length === 0) return '';
  const names = units.map((unit) => unit.name + (FILE_ENDINGS[unit.kind] ?? ''));
  const licenses = units.map((unit) => unit.license.value ?? 'no licence');
  const nameWidth = longest(names);
  const licenseWidth = longest(licenses);
  const rows = units.map((unit, i) => {
    const columns = `  ${names[i]!.padEnd(nameWidth)}  ${licenses[i]!.padEnd(licenseWidth)}`;
    return `${columns}  ${colors.dim(symbolCount(unit))}`;
  });
  return [colors.underline('Units'), ...rows].join('\n');
}

const FILE_ENDINGS: Readonly<Record<string, string>> = { 'kernel-module': '.ko', 'bpf-object': '.o' };

function symbolCount(unit: ReportedUnit): string {
  if (unit.programs) return `BPF programs that need a GPL-compatible licence: ${unit.programs.filter(({ needsGpl }) => needsGpl.length > 0).length} of ${unit.programs.length}`;
  if (unit.kind !== 'kernel-module') return '';
  const symbols = new Set(unit.gplOnlySymbols.map((entry) => entry.symbol)).size;
  const how = unit.method === 'names' ? ', by the names in its source' : unit.method === 'index' ? ', by the bundled index' : '';
  const kernels = unit.kernels ?? [];
  const each = new Set(kernels.map(({ gplOnlySymbols }) => gplOnlySymbols)).size < 2 ? '' : ` (${kernels.map(({ kernel, gplOnlySymbols }) => `${gplOnlySymbols} on ${kernel}`).join(', ')})`;
  return `uses ${count(symbols, 'GPL-only symbol')}${each}${how}`;
}

/** Which symbols break on which kernel, where several are asked and they differ. */
function matrixBlock(report: Report, colors: Colors): string {
  const compared = comparedUnits(report);
  if (compared.length === 0) return '';
  const { kernels } = report.subject;
  const names = compared.flatMap(({ rows }) => rows.map(({ symbol }) => symbol));
  const width = longest(['', ...names]) + 2;
  const cells = compared.flatMap(({ rows }) => rows.flatMap((row) => row.kernels.map(cellText)));
  const columns = kernels.map((kernel) => longest([kernel, ...cells]) + 2);
  const lines = compared.flatMap(({ unit, rows, onAll }) => [
    `  ${`${unit.name}.ko`} ${colors.dim(`breaking: ${breakingCounts(unit)}`)}`,
    ...rows.map((row) => `    ${row.symbol.padEnd(width)}${row.kernels.map((cell, i) => tableCell(cell, columns[i]! + 2, colors)).join('')}`.trimEnd()),
    ...(onAll > 0 ? [colors.dim(`    ${count(onAll, rows.length > 0 ? 'more symbol' : 'symbol')} ${onAll === 1 ? 'breaks' : 'break'} on all of them alike`)] : []),
  ]);
  const head = names.length === 0 ? [] : [`    ${' '.repeat(width)}${kernels.map((kernel, i) => `  ${kernel}`.padEnd(columns[i]! + 2)).join('')}`.trimEnd()];
  return [colors.underline('Kernels compared'), ...head, ...lines].join('\n');
}

function tableCell(cell: SymbolCell, width: number, colors: Colors): string {
  const text = cellText(cell);
  const padded = text.padEnd(width - 2);
  return cell.breaks === null ? `  ${padded}` : `${colors.red('✖')} ${padded}`;
}

/** How many packages of which family, and every one that is not permissive with the way to it. */
function packageBlock(report: Report, colors: Colors): string {
  const { packages, families, others } = summarizePackages(report);
  if (packages === 0) return '';
  const counts = families.map(([family, number]) => `${number} ${familyInWords(family)}`).join(', ');
  const licenses = others.map(({ license, family }) => license ?? (family === 'unknown' ? 'licence not known' : 'no licence'));
  const width = longest(licenses);
  const rows = others.map(({ path: way, arrival, family, chosen }, i) => {
    const how = [familyInWords(family ?? 'unknown'), ...(arrival === undefined || arrival === 'runtime' ? [] : [arrival]), ...(chosen === undefined ? [] : [`judged as ${chosen}`])];
    return `  ${licenses[i]!.padEnd(width)}  ${way.join(' → ')}  ${colors.dim(how.join(', '))}`;
  });
  const title = report.dependencies.some(({ kind }) => kind !== 'npm') ? 'Packages and libraries' : 'Packages';
  return [`${colors.underline(title)}  ${counts}`, ...rows].join('\n');
}

function unreadBlock(report: Report, colors: Colors, show: (file: string) => string): string {
  if (report.unread.length === 0) return '';
  const lines = report.unread.map(({ file, line, reason }) => {
    const place = line === undefined ? show(file) : `${show(file)}:${line}`;
    return `  ${place} ${reason}`;
  });
  return [colors.underline('Not read'), ...lines].join('\n');
}

function summaryLine(report: Report, colors: Colors): string {
  const { summary, subject } = report;
  const found = SEVERITIES.filter((severity) => summary.findings[severity] > 0).map((severity) =>
    count(summary.findings[severity], severity === 'information' ? 'note' : severity),
  );
  const parts = [
    found.length > 0 ? found.join(', ') : 'nothing found',
    `${count(summary.units, 'unit')} in ${count(summary.files, 'file')}`,
    ...(report.units.some(isKernelUnit) ? [kernelsInWords(subject.kernels)] : []),
    ...(subject.assumedLicense === null ? [] : [`as if the licence were "${subject.assumedLicense}"`]),
    ...(summary.suppressed > 0 ? [`${summary.suppressed} suppressed with a reason`] : []),
    ...(summary.unread > 0 ? [`${summary.unread} not read`] : []),
  ];
  const mark = summary.findings.error > 0 ? colors.red('✖') : summary.findings.warning > 0 ? colors.yellow('⚠') : colors.green('✔');
  return `${mark} ${parts.join(' · ')}`;
}

/** Packages are judged against no kernel. */
function kernelsInWords(kernels: readonly string[]): string {
  return kernels.length > 0 ? `judged against ${kernels.join(', ')}` : 'no kernel to judge against';
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function longest(words: readonly string[]): number {
  return Math.max(0, ...words.map((word) => word.length));
}
