/**
 * A report as one table for spreadsheets (RFC 4180): a row for each finding, unit, package and unread file, with the columns
 * that apply. A cell that a spreadsheet would take for a formula gets an apostrophe, because names come from other people.
 */

import type { PageModel } from '../page/page-model.ts';

const COLUMNS = ['record', 'severity', 'rule', 'file', 'line', 'column', 'unit', 'name', 'version', 'license', 'family', 'path', 'message'] as const;

type Row = Partial<Record<(typeof COLUMNS)[number], string | number | null>>;

export function renderCsv(model: PageModel): string {
  const rows: Row[] = [...findings(model), ...units(model), ...packages(model), ...unread(model)];
  const lines = rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(','));
  return [COLUMNS.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

function findings({ findings, files, units }: PageModel): Row[] {
  return findings.map(({ severity, rule, message, place, unit }) => ({
    record: 'finding', severity, rule, file: files[place.file], line: place.line, column: place.column, unit: unitName(units, unit), message,
  }));
}

function units({ units, files }: PageModel): Row[] {
  return units.map(({ kind, name, directory, license, place, verdicts }) => ({
    record: kind,
    name,
    license,
    path: directory,
    ...(place && { file: files[place.file], line: place.line, column: place.column }),
    message: verdicts.map(({ kernel, gplOnlySymbols, breaking }) => `${kernel}: ${gplOnlySymbols} GPL-only symbols, ${breaking} break`).join('; '),
  }));
}

/** One for each way, because each unit answers for itself. */
function packages({ packages, units, files }: PageModel): Row[] {
  return packages.flatMap(({ kind, name, version, license, family, ways, place }) =>
    ways.map(({ unit, path, arrival, reason }) => ({
      record: `${kind} package`,
      name,
      version,
      license,
      family,
      unit: unitName(units, unit),
      path: path.join(' > '),
      ...(place && { file: files[place.file], line: place.line, column: place.column }),
      message: [arrival, reason].filter((part) => part !== undefined).join(': '),
    })),
  );
}

function unread({ unread, files }: PageModel): Row[] {
  return unread.map(({ place, reason }) => ({ record: 'not read', file: files[place.file], line: place.line, message: reason }));
}

function unitName(units: PageModel['units'], unit: number | undefined): string | undefined {
  return unit === undefined ? undefined : units[unit]?.name;
}

function cell(value: string | number | null | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^\s*[=+\-@]|^[\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
