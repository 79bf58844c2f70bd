/** What each kernel makes of a module, in numbers: for the report and for code lenses, which so cannot disagree. */

import type { ReportedVerdict } from '../findings/report.ts';
import { speaksOfGpl } from '../knowledge/kernel-exports.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';
import { refusedIfProprietary, symbolMatrix, type SymbolRow } from '../resolve/symbol-matrix.ts';

export function kernelVerdicts(subject: KernelSubject, matrix: readonly SymbolRow[] = symbolMatrix(subject)): ReportedVerdict[] {
  return subject.targets.map((resolved, i) => {
    const broken = matrix.flatMap(({ symbol, kernels }) => (kernels[i]!.breaks ? [symbol] : []));
    return {
      kernel: resolved.target.release,
      method: resolved.method,
      gplOnlySymbols: resolved.symbols.filter(({ export: { kind } }) => speaksOfGpl(kind)).length,
      breaking: broken.length,
      breakingIfProprietary: new Set([...broken, ...refusedIfProprietary(resolved)]).size,
    };
  });
}
