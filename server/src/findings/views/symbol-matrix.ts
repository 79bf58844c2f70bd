/** The matrix of symbols and kernels in words, and the part of it that is worth a table: where kernels differ. */

import type { Report, ReportedSymbolRow, ReportedUnit } from '../report.ts';

export type SymbolCell = ReportedSymbolRow['kernels'][number];

export interface UnitMatrix {
  readonly unit: ReportedUnit;
  /** Symbols that not all kernels make the same of. */
  readonly rows: readonly ReportedSymbolRow[];
  /** Those that break on all of them alike: the findings name them. */
  readonly onAll: number;
}

/** Units with a symbol that breaks on one of several kernels. With one kernel there is nothing to compare. */
export function comparedUnits(report: Report): UnitMatrix[] {
  if (report.subject.kernels.length < 2) return [];
  return report.units.flatMap((unit) => {
    const matrix = unit.symbolMatrix ?? [];
    const rows = matrix.filter(({ kernels }) => new Set(kernels.map(cellText)).size > 1);
    return matrix.length > 0 ? [{ unit, rows, onAll: matrix.length - rows.length }] : [];
  });
}

const STATES: Readonly<Record<SymbolCell['state'], string>> = {
  plain: 'plain',
  'gpl-only': 'GPL-only',
  'not-exported': 'not exported',
  'not-used': 'not used',
};

const REASONS: Readonly<Record<NonNullable<SymbolCell['breaks']>, string>> = {
  'gpl-only': '',
  'not-exported': '',
  'namespace-not-imported': ', namespace not imported',
  'for-other-modules': ', for other modules',
};

export function cellText({ state, breaks }: SymbolCell): string {
  return STATES[state] + (breaks === null ? '' : REASONS[breaks]);
}

/** "18 break on 6.1.5, 3 on 6.12.1" */
export function breakingCounts(unit: ReportedUnit): string {
  return (unit.kernels ?? []).map(({ kernel, breaking }) => `${breaking} on ${kernel}`).join(', ');
}
