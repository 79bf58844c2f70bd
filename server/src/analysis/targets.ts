/** Which kernels modules are judged against, chosen once and kept as long as nothing that was looked at changes. */

import type { Files, Unread } from '../base/files.ts';
import { findTargets, type TargetChoice } from '../knowledge/find-targets.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { TrackedCache } from './tracked-cache.ts';

export interface ChosenTargets {
  readonly all: readonly KernelTarget[];
  /** Why each was chosen, for people. */
  readonly explanations: readonly string[];
  /** Decides the CONFIG_ options that make files ask for. */
  readonly first: KernelTarget | null;
  /** Kernels that were asked for and are not there. */
  readonly problems: readonly Unread[];
  /** Parts of the chosen ones that could not be read. */
  readonly unread: readonly Unread[];
}

/** Where nothing is there that a kernel could say anything about. */
export const NO_TARGETS: ChosenTargets = { all: [], explanations: [], first: null, problems: [], unread: [] };

export class TargetChooser {
  private readonly cache = new TrackedCache<TargetChoice>(20);

  /** @param runningKernel release of the running kernel, where there is one. */
  constructor(
    private readonly knowledge: KnowledgeBase,
    private readonly runningKernel: string | undefined,
  ) {}

  /** @param wanted build directories (absolute) or versions; empty: automatic. */
  choose(wanted: readonly string[], files: Files): ChosenTargets {
    const request = { wanted, ...(this.runningKernel !== undefined && { running: this.runningKernel }) };
    const { chosen, problems } = this.cache.get(JSON.stringify(wanted), files, (tracked) => findTargets(tracked, this.knowledge, request));
    const all = chosen.map((choice) => choice.target);
    return {
      all,
      explanations: chosen.map((choice) => choice.explanation),
      first: all[0] ?? null,
      problems,
      unread: all.flatMap((target) => target.unread),
    };
  }
}
