/** A row of the matrix of symbols and kernels as plain data. */

import type { ReportedSymbolRow } from '../findings/report.ts';
import type { SymbolRow } from '../resolve/symbol-matrix.ts';

export function reportedRow({ symbol, kernels }: SymbolRow): ReportedSymbolRow {
  return { symbol, kernels: kernels.map(({ target, state, breaks }) => ({ kernel: target.release, state, breaks: breaks ?? null })) };
}
