/**
 * What is known of kernels over time, and what of it lies ahead of a kernel: the first later sample in which a symbol can
 * no longer be used as today. It claims what the samples show and no more: where a header of a later kernel at hand
 * defines a name that is no longer exported, its callers still build, so nothing is claimed.
 */

import { describeHistory, exportsOn, type ExportHistory, type HistoricExport, type SymbolHistory } from './export-history.ts';
import type { HeaderHistory } from './header-history.ts';
import type { HeaderNames } from './header-names.ts';
import { isGplOnly } from './kernel-exports.ts';
import { compareReleases } from './kernel-release.ts';
import { isForModulesOnly, namespaceAllowsModule } from './namespaces.ts';
import type { DocumentedAlternatives } from './plain-alternatives.ts';

/** Each part is null where it could not be loaded, which the report then says. */
export interface KernelHistory {
  readonly exports: ExportHistory | null;
  readonly headers: HeaderHistory | null;
  readonly headerNames: HeaderNames | null;
  readonly alternatives: DocumentedAlternatives | null;
  /** Bundled kernels, whose headers `headerNames` knows. */
  readonly kernels: readonly { readonly release: string; readonly version: readonly number[] }[];
}

/** A kernel as far as history goes: its version and its directory under arch/. */
export interface KernelInTime {
  readonly version: readonly number[];
  readonly arch: string | undefined;
}

/** One sentence on how a symbol was exported, for this architecture where it was sampled; undefined where nothing is known. */
export function historyInWords(symbol: string, arch: string | undefined, history: KernelHistory): string | undefined {
  const known = history.exports?.of(symbol);
  return known && describeHistory(known, history.exports!.samples, sampledArch(history.exports!, arch));
}

/** Whether some sampled kernel exported the symbol. */
export function wasExported(symbol: string, { exports }: KernelHistory): boolean {
  return exports?.of(symbol) !== undefined;
}

/** Whether a name that the kernel does not export is known to be a macro or an inline function of its headers. */
export function isDefinedByHeaders(name: string, release: string, { headerNames }: KernelHistory): boolean {
  return headerNames?.of(name, release) !== undefined;
}

export interface LaterBreak {
  readonly how: 'gpl-only' | 'other-modules-only' | 'absent';
  /** The first sample in which it is so, and the last before that changes. */
  readonly from: string;
  readonly to: string;
  /** Whether that is so up to the newest sample. */
  readonly forGood: boolean;
}

/** Undefined where the samples show none, or contradict the kernel itself: then they know the symbol too little. */
export function laterBreak(symbol: string, module: { readonly name: string; readonly gplCompatible: boolean }, kernel: KernelInTime, history: KernelHistory): LaterBreak | undefined {
  const { exports } = history;
  const known = exports?.of(symbol);
  if (!exports || !known || !coversArch(known, exports, kernel.arch)) return undefined;
  const arch = sampledArch(exports, kernel.arch);
  const here = exports.samples.findLastIndex((sample) => compareReleases(sample, kernel.version.join('.')) <= 0);
  const states = known.states.map((state) => ({ ...state, exports: exportsOn(state.exports, arch) }));
  const indexOf = (sample: string): number => exports.samples.indexOf(sample);
  const present = states.find(({ from, to }) => indexOf(from) <= here && here <= indexOf(to));
  if (!present || present.exports.length === 0) return undefined;
  for (const state of states) {
    if (indexOf(state.from) <= here) continue;
    const how = breakOf(state.exports, module);
    if (!how) continue;
    if (how === 'absent' && (isDefinedLater(symbol, state.from, kernel, history) || isDefinedIn(symbol, state.from, history))) return undefined;
    return { how, from: state.from, to: state.to, forGood: state.to === exports.samples.at(-1) };
  }
  return undefined;
}

function breakOf(exports: readonly HistoricExport[], module: { readonly name: string; readonly gplCompatible: boolean }): LaterBreak['how'] | undefined {
  if (exports.length === 0) return 'absent';
  const isForOthers = ({ namespace }: HistoricExport): boolean =>
    namespace !== null && isForModulesOnly(namespace) && !namespaceAllowsModule(namespace, module.name);
  if (exports.every(isForOthers)) return 'other-modules-only';
  if (!module.gplCompatible && exports.every(({ kinds }) => kinds.every(isGplOnly))) return 'gpl-only';
  return undefined;
}

/** Whether a bundled kernel after this one, in which the symbol is gone by then, has a header that defines the name. */
function isDefinedLater(symbol: string, gone: string, { version }: KernelInTime, history: KernelHistory): boolean {
  return history.kernels.some(
    (kernel) =>
      compareReleases(kernel.version.join('.'), version.join('.')) > 0 &&
      compareReleases(kernel.version.join('.'), gone) >= 0 &&
      isDefinedByHeaders(symbol, kernel.release, history),
  );
}

/** Whether the sampled headers of that version define the name. */
function isDefinedIn(symbol: string, sample: string, { headers }: KernelHistory): boolean {
  return headers !== null && headers.formsIn(symbol, sample).some(({ kind }) => kind !== 'declared');
}

/** The architecture where it was sampled; undefined where it was not, and all of them count. */
export function sampledArch(exports: ExportHistory, arch: string | undefined): string | undefined {
  return arch !== undefined && exports.arches.includes(arch) ? arch : undefined;
}

/** What an architecture that was not sampled exports by itself is not known. */
function coversArch(known: SymbolHistory, exports: ExportHistory, arch: string | undefined): boolean {
  return sampledArch(exports, arch) !== undefined || known.states.every((state) => state.exports.every(({ arches }) => arches === null));
}
