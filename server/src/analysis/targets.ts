/** Which kernels modules are judged against: those that the settings name, else what is found on this machine. */

import type { Files, Unread } from '../base/files.ts';
import { isTarget, readBuildDirectory } from '../knowledge/build-directory.ts';
import { namesKernel } from '../knowledge/kernel-release.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { ProductKnowledge } from './product-knowledge.ts';

export interface ChosenTargets {
  readonly all: readonly KernelTarget[];
  /** Decides the CONFIG_ options that make files ask for. */
  readonly first: KernelTarget | null;
  readonly unread: readonly Unread[];
}

export class TargetChooser {
  constructor(readonly knowledge: ProductKnowledge) {}

  choose(wanted: readonly string[], _roots: readonly string[], files: Files): ChosenTargets {
    const all: KernelTarget[] = [];
    const unread: Unread[] = [];
    for (const name of wanted.length > 0 ? wanted : ['6.12']) {
      const entry = this.knowledge.entries.find((e) => e.release !== undefined && e.kernelVersion && namesKernel(name, e.release, e.kernelVersion));
      const target = entry ? this.knowledge.kernel(entry) : readBuildDirectory(files, name);
      if (isTarget(target)) {
        all.push(target);
        unread.push(...target.unread);
      } else unread.push({ file: name, reason: target.reason });
    }
    return { all, first: all[0] ?? null, unread };
  }
}
