/**
 * What symbols of other modules change in the verdicts on a module: what a sibling exports is not missing, and may be
 * GPL-only itself. It joins plain data of reports, since a unit that was judged on another thread is nothing else.
 */

import type { ReportedSymbolRow, ReportedUnit, ReportedVerdict } from '../findings/report.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';
import { symbolRows } from '../resolve/symbol-matrix.ts';
import { reportedRow } from './reported-row.ts';

type Cell = ReportedSymbolRow['kernels'][number];

/** @param siblings the same module with the symbols that it takes from others, and with these alone */
export function withSiblings(unit: ReportedUnit, siblings: KernelSubject | undefined): ReportedUnit {
  if (!siblings || !unit.kernels || !unit.symbolMatrix) return unit;
  const kernels = unit.kernels.map(({ kernel }) => kernel);
  const provided = new Map(symbolRows(siblings).map((row) => [row.symbol, reportedRow(row)]));
  const own = new Map(unit.symbolMatrix.map((row) => [row.symbol, row]));
  const cellOf = (symbol: string, kernel: string): Cell =>
    used(provided.get(symbol), kernel) ?? used(own.get(symbol), kernel) ?? { kernel, state: 'not-used', breaks: null };
  const rows = [...new Set([...own.keys(), ...provided.keys()])].sort().map((symbol) => ({ symbol, kernels: kernels.map((kernel) => cellOf(symbol, kernel)) }));
  const symbolMatrix = rows.filter((row) => row.kernels.some(({ breaks }) => breaks));
  return {
    ...unit,
    symbolMatrix,
    kernels: unit.kernels.map((verdict) => joined(verdict, unit, symbolMatrix, [...provided.values()])),
    gplOnlySymbols: unit.gplOnlySymbols.filter((entry) => !used(provided.get(entry.symbol), entry.kernel)),
  };
}

function joined(verdict: ReportedVerdict, unit: ReportedUnit, matrix: readonly ReportedSymbolRow[], provided: readonly ReportedSymbolRow[]): ReportedVerdict {
  const { kernel } = verdict;
  const here = provided.flatMap((row) => used(row, kernel) ?? []);
  const taken = new Set(provided.filter((row) => used(row, kernel)).map(({ symbol }) => symbol));
  // What was counted as the kernel's, or as missing, and is a sibling's.
  const asKernels = new Set(unit.gplOnlySymbols.filter((entry) => entry.kernel === kernel && taken.has(entry.symbol)).map(({ symbol }) => symbol));
  const asBroken = unit.symbolMatrix!.filter((row) => taken.has(row.symbol) && used(row, kernel)?.breaks).map(({ symbol }) => symbol);
  return {
    ...verdict,
    gplOnlySymbols: verdict.gplOnlySymbols - asKernels.size + here.filter(({ state }) => state === 'gpl-only').length,
    breaking: matrix.filter((row) => used(row, kernel)?.breaks).length,
    breakingIfProprietary: verdict.breakingIfProprietary - new Set([...asKernels, ...asBroken]).size + here.filter(({ state, breaks }) => breaks || state === 'gpl-only').length,
  };
}

function used(row: ReportedSymbolRow | undefined, kernel: string): Cell | undefined {
  const cell = row?.kernels.find((one) => one.kernel === kernel);
  return cell && cell.state !== 'not-used' ? cell : undefined;
}
