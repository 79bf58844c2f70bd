/** Which sampled kernels answer for the ones that are asked: the same series, or the nearest older one, and then it is said. */

import type { BpfFacts } from '../knowledge/bpf-facts.ts';
import { compareReleases } from '../knowledge/kernel-release.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { BpfKernel } from '../resolve/bpf-subject.ts';

/** All sampled kernels where none is asked. */
export function bpfKernels(targets: readonly KernelTarget[], facts: BpfFacts): BpfKernel[] {
  const sourceOf = (version: string): string => `Linux source ${version}`;
  if (targets.length === 0) return facts.kernels.map(({ series, version }) => ({ release: `Linux ${series}`, series, exact: true, source: sourceOf(version) }));
  return targets.map(({ release }) => {
    const series = /^\d+\.\d+/.exec(release)?.[0] ?? release;
    const older = facts.kernels.filter((kernel) => compareReleases(kernel.series, series) <= 0);
    const kernel = older.at(-1) ?? facts.kernels[0]!;
    return { release, series: kernel.series, exact: kernel.series === series, source: sourceOf(kernel.version) };
  });
}
