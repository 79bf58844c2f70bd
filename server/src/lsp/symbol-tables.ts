/** Table of the symbols that break a unit, by kernel. */

import type { Report, ReportedSymbolRow, ReportedUnit } from '../findings/report.ts';
import { cellText, type SymbolCell } from '../findings/views/symbol-matrix.ts';
import { escape, lineRange, link, nameIn, table } from './html.ts';

/** Every symbol that breaks the unit on some kernel, with the places that use it. */
export function breakingTable(unit: ReportedUnit, report: Report, roots: readonly string[]): string {
  return table(
    ['Symbol', ...report.subject.kernels, 'Used in'],
    (unit.symbolMatrix ?? []).map((row) => [...symbolCells(row), places(unit, row.symbol, report, roots)]),
  );
}

function symbolCells({ symbol, kernels }: ReportedSymbolRow): string[] {
  return [`<code>${escape(symbol)}</code>`, ...kernels.map(cell)];
}

function cell(entry: SymbolCell): string {
  const text = escape(cellText(entry));
  return entry.breaks === null ? text : `<span class="breaks">✖ ${text}</span>`;
}

const SHOWN_PLACES = 3;

function places(unit: ReportedUnit, symbol: string, report: Report, roots: readonly string[]): string {
  const listed = unit.gplOnlySymbols.filter((entry) => entry.symbol === symbol).flatMap((entry) => entry.uses);
  // What is not exported is on no list of exports; its finding knows the place.
  const found = report.findings.filter((finding) => finding.unit === unit.id && finding.data?.['symbol'] === symbol);
  const uses = listed.length > 0 ? listed : found.map(({ file, range }) => ({ file, line: range.start.line, text: symbol }));
  const distinct = [...new Map(uses.map((use) => [`${use.file}:${use.line}`, use])).values()];
  const links = distinct
    .slice(0, SHOWN_PLACES)
    .map(({ file, line, text }) => link(escape(`${nameIn(roots, file)}:${line}`), file, lineRange(line)) + (text === symbol ? '' : ` by ${escape(text)}`));
  return [...links, ...(distinct.length > SHOWN_PLACES ? [`${distinct.length - SHOWN_PLACES} more`] : [])].join('<br>');
}
