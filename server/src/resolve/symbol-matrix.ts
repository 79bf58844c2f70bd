/**
 * The symbols of a module against each kernel that is asked: what each kernel makes of a symbol, and for which reason the
 * module breaks there. Counts for reports, code lenses and what-ifs come from here alone, so that they agree.
 */

import { isGplOnly, type KernelExport } from '../knowledge/kernel-exports.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { isForModulesOnly, namespaceAllowsModule } from '../knowledge/namespaces.ts';
import { incompatibleLicense, type KernelSubject, type ResolvedTarget } from './kernel-subject.ts';

/** How a kernel has a symbol that the module asks for; `not-used` where the module does not ask for it there. */
export type SymbolState = 'plain' | 'gpl-only' | 'not-exported' | 'not-used';

export type BreakReason = 'gpl-only' | 'not-exported' | 'namespace-not-imported' | 'for-other-modules';

export interface SymbolOnKernel {
  readonly target: KernelTarget;
  readonly state: SymbolState;
  /** Undefined where the module does not break because of it. */
  readonly breaks: BreakReason | undefined;
}

export interface SymbolRow {
  readonly symbol: string;
  /** In the order of the module's targets. */
  readonly kernels: readonly SymbolOnKernel[];
}

/** Rows for the symbols that break on some kernel, sorted. */
export function symbolMatrix(subject: KernelSubject): SymbolRow[] {
  return symbolRows(subject).filter(({ kernels }) => kernels.some(({ breaks }) => breaks));
}

/** Rows for all symbols that the module asks for on some kernel, sorted. */
export function symbolRows(subject: KernelSubject): SymbolRow[] {
  const incompatible = incompatibleLicense(subject) !== undefined;
  const columns = subject.targets.map((resolved) => column(resolved, subject, incompatible));
  const symbols = new Set(columns.flatMap((cells) => [...cells.keys()]));
  return [...symbols].sort().map((symbol) => ({
    symbol,
    kernels: subject.targets.map((resolved, i) => columns[i]!.get(symbol) ?? { target: resolved.target, state: 'not-used', breaks: undefined }),
  }));
}

function column({ target, symbols, missing }: ResolvedTarget, subject: KernelSubject, incompatible: boolean): Map<string, SymbolOnKernel> {
  const cells = new Map<string, SymbolOnKernel>();
  for (const { export: entry } of symbols) {
    const state = isGplOnly(entry.kind) ? 'gpl-only' : 'plain';
    cells.set(entry.symbol, { target, state, breaks: breakOf(entry, subject, target, incompatible) });
  }
  for (const { symbol } of missing) cells.set(symbol, { target, state: 'not-exported', breaks: 'not-exported' });
  return cells;
}

function breakOf({ kind, namespace }: KernelExport, subject: KernelSubject, { config }: KernelTarget, incompatible: boolean): BreakReason | undefined {
  if (incompatible && isGplOnly(kind)) return 'gpl-only';
  if (namespace === null) return undefined;
  if (isForModulesOnly(namespace)) return namespaceAllowsModule(namespace, subject.name) ? undefined : 'for-other-modules';
  const tolerated = config.get('MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS') === 'y';
  return tolerated || subject.imports.some((entry) => entry.namespace === namespace) ? undefined : 'namespace-not-imported';
}

/** Symbols for which modpost and the loader refuse the module if its licence is not GPL-compatible. */
export function refusedIfProprietary({ symbols }: ResolvedTarget): string[] {
  return symbols.filter(({ export: { kind } }) => isGplOnly(kind)).map(({ export: { symbol } }) => symbol);
}
