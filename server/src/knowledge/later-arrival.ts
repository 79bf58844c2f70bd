/**
 * What a macro or inline function of the kernel's headers brings in on a later sampled kernel and not yet on this one.
 * The samples of headers are of text, whatever its configuration: so a name "may" bring a symbol in.
 */

import { exportsOn } from './export-history.ts';
import { isGplOnly } from './kernel-exports.ts';
import { sampledArch, type KernelHistory, type KernelInTime } from './kernel-history.ts';
import { compareReleases } from './kernel-release.ts';

export interface LaterArrival {
  /** GPL-only in that sample. */
  readonly symbol: string;
  /** The first sample in which a header's text leads there, and the last before that changes. */
  readonly from: string;
  readonly to: string;
  readonly forGood: boolean;
}

/** Undefined where the samples show none, and where the header leads to something GPL-only as early as in this kernel. */
export function laterArrival(name: string, kernel: KernelInTime, history: KernelHistory): LaterArrival | undefined {
  const { headers } = history;
  if (!headers || headers.of(name).length === 0) return undefined;
  const { samples } = headers;
  const brought = samples.map((sample) => gplOnlyReached(name, sample, kernel.arch, history));
  const here = samples.findLastIndex((sample) => compareReleases(sample, kernel.version.join('.')) <= 0);
  if (here < 0 || brought[here] !== undefined) return undefined;
  const first = brought.findIndex((symbol, i) => i > here && symbol !== undefined);
  if (first < 0) return undefined;
  const next = brought.findIndex((symbol, i) => i > first && symbol !== brought[first]);
  const last = next < 0 ? samples.length - 1 : next - 1;
  return { symbol: brought[first]!, from: samples[first]!, to: samples[last]!, forGood: last === samples.length - 1 };
}

/** The nearest symbol down the way of the headers that is GPL-only in the sample. */
function gplOnlyReached(name: string, sample: string, arch: string | undefined, history: KernelHistory): string | undefined {
  const seen = new Set([name]);
  for (const one of seen) {
    if (one !== name && isGplOnlyIn(one, sample, arch, history)) return one;
    for (const form of history.headers!.formsIn(one, sample)) for (const reached of form.reaches) seen.add(reached);
  }
  return undefined;
}

function isGplOnlyIn(symbol: string, sample: string, arch: string | undefined, { exports }: KernelHistory): boolean {
  const known = exports?.of(symbol);
  if (!exports || !known) return false;
  const index = exports.samples.indexOf(sample);
  const state = known.states.find(({ from, to }) => exports.samples.indexOf(from) <= index && index <= exports.samples.indexOf(to));
  const seen = exportsOn(state?.exports ?? [], sampledArch(exports, arch));
  return seen.length > 0 && seen.every(({ kinds }) => kinds.every(isGplOnly));
}
