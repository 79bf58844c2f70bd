/** The units of a report with their counts, their GPL-only symbols with the ways to them, and the units that they use. */

import type { ChainEntry, Report, ReportedProgram, ReportedSymbol, ReportedSymbolRow, ReportedUnit, ReportedVerdict } from '../report.ts';
import { countSeverities, type Counts } from './counts.ts';
import type { FileTable, Place } from './file-table.ts';
import { pageEvidence, type PageEvidence } from './page-evidence.ts';

export interface PageUnit {
  readonly kind: ReportedUnit['kind'];
  /** With the ending of its file: "foo.ko". */
  readonly name: string;
  readonly directory: string;
  /** As written; null where none is stated. */
  readonly license: string | null;
  readonly licenseEvidence: readonly PageEvidence[];
  /** Where its licence stands, else its first source. */
  readonly place?: Place;
  readonly sources: number;
  readonly counts: Counts;
  readonly method?: ReportedUnit['method'];
  readonly verdicts: readonly ReportedVerdict[];
  /** Symbols that break it on some kernel. */
  readonly matrix: readonly ReportedSymbolRow[];
  readonly symbols: readonly PageSymbol[];
  readonly programs: readonly PageProgram[];
  /** Other units that it takes symbols from. */
  readonly uses: readonly { readonly unit: number; readonly symbols: readonly string[] }[];
}

/** A GPL-only symbol, once however many kernels export it. */
export interface PageSymbol {
  readonly symbol: string;
  readonly exportedBy: string;
  readonly namespace: string | null;
  readonly kernels: readonly string[];
  readonly uses: readonly PageUse[];
  /** Places that are left out of `uses`. */
  readonly moreUses: number;
}

export interface PageUse {
  readonly place: Place;
  readonly text: string;
  readonly chain: readonly PageStep[];
}

export interface PageStep {
  readonly kind: string;
  readonly name: string;
  readonly place?: Place;
  readonly options?: readonly string[];
}

export interface PageProgram extends Pick<ReportedProgram, 'name' | 'section' | 'type' | 'needsGpl'> {
  readonly place: Place;
}

/** Enough to see the ways; JSON has all of them. */
const SHOWN_USES = 5;

const ENDINGS: Readonly<Record<string, string>> = { 'kernel-module': '.ko', 'bpf-object': '.o' };

export function pageUnits(report: Report, files: FileTable, unitNumbers: ReadonlyMap<string, number>): PageUnit[] {
  const findings = new Map<string, Report['findings'][number][]>();
  for (const finding of report.findings) {
    if (finding.unit === undefined) continue;
    const group = findings.get(finding.unit);
    if (group) group.push(finding);
    else findings.set(finding.unit, [finding]);
  }
  return report.units.map((unit) => pageUnit(unit, countSeverities(findings.get(unit.id) ?? []), files, unitNumbers));
}

function pageUnit(unit: ReportedUnit, counts: Counts, files: FileTable, unitNumbers: ReadonlyMap<string, number>): PageUnit {
  const licenseEvidence = unit.license.evidence.map((one) => pageEvidence(one, files));
  const place = licenseEvidence.find((one) => one.place)?.place ?? (unit.sources[0] === undefined ? undefined : pointIn(unit.sources[0], files));
  return {
    kind: unit.kind,
    name: unit.name + (ENDINGS[unit.kind] ?? ''),
    directory: files.nameOf(unit.path),
    license: unit.license.value,
    licenseEvidence,
    ...(place && { place }),
    sources: unit.sources.length,
    counts,
    ...(unit.method && { method: unit.method }),
    verdicts: unit.kernels ?? [],
    matrix: unit.symbolMatrix ?? [],
    symbols: pageSymbols(unit.gplOnlySymbols, files),
    programs: (unit.programs ?? []).map(({ name, section, type, needsGpl, file, line }) => ({ name, section, type, needsGpl, place: pointIn(file, files, line) })),
    uses: (unit.uses ?? []).flatMap(({ unit: id, symbols }) => {
      const number = unitNumbers.get(id);
      return number === undefined ? [] : [{ unit: number, symbols }];
    }),
  };
}

function pageSymbols(symbols: readonly ReportedSymbol[], files: FileTable): PageSymbol[] {
  const found = new Map<string, PageSymbol & { readonly kernels: string[] }>();
  for (const { symbol, exportedBy, namespace, kernel, uses } of symbols) {
    const key = `${symbol} ${exportedBy}`;
    const known = found.get(key);
    if (known) {
      if (!known.kernels.includes(kernel)) known.kernels.push(kernel);
      continue;
    }
    const shown = uses.slice(0, SHOWN_USES).map(({ file, line, column, text, chain }) => ({ place: pointIn(file, files, line, column), text, chain: chain.map((step) => pageStep(step, files)) }));
    found.set(key, { symbol, exportedBy, namespace, kernels: [kernel], uses: shown, moreUses: uses.length - shown.length });
  }
  return [...found.values()];
}

function pageStep({ kind, name, file, line, options }: ChainEntry, files: FileTable): PageStep {
  return { kind, name, ...(file !== undefined && { place: pointIn(file, files, line) }), ...(options && { options }) };
}

function pointIn(file: string, files: FileTable, line = 1, column = 1): Place {
  return { file: files.add(file), line, column };
}
