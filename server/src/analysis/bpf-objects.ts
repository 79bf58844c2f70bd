/** BPF objects of a workspace: which sources there are, and what is said of each, kept as long as nothing that it rests on changes. */

import path from 'node:path';
import type { Files } from '../base/files.ts';
import type { Position } from '../base/location.ts';
import type { Logger } from '../base/runtime.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Description } from './analyzer.ts';
import { BpfEngine } from './bpf-engine.ts';
import { BpfSourceFinder } from './bpf-sources.ts';
import type { CSources } from './c-sources.ts';
import { describeBpf } from './describe-bpf.ts';
import { judgeBpfObject, type JudgedBpfObject } from './judge-bpf-object.ts';
import { libbpfStandIn, type StandIn } from './libbpf-stand-in.ts';
import type { Settings } from './settings.ts';
import { TrackedCache } from './tracked-cache.ts';

/** One state of what the answers depend on. */
export interface BpfWorld {
  readonly files: Files;
  readonly roots: readonly string[];
  readonly settings: Settings;
  readonly targets: readonly KernelTarget[];
}

export class BpfObjects {
  private readonly finder: BpfSourceFinder;
  private readonly engine: BpfEngine;
  private standIn: StandIn | undefined;
  private readonly judged = new TrackedCache<JudgedBpfObject>(2_000);

  constructor(
    private readonly knowledge: KnowledgeBase,
    private readonly sources: CSources,
    logger: Logger,
  ) {
    this.finder = new BpfSourceFinder(sources);
    this.engine = new BpfEngine(logger);
  }

  /** Sources at or below paths. */
  sourcesBelow(paths: readonly string[], { files, settings }: BpfWorld): string[] {
    return [...new Set(paths.flatMap((root) => this.finder.below(root, files, settings.maxFileSize)))];
  }

  /** Undefined where the facts on BPF could not be loaded; every report says so. */
  judge(source: string, world: BpfWorld): JudgedBpfObject | undefined {
    const { files, settings, targets } = world;
    const facts = this.knowledge.bpf();
    if (!facts) return undefined;
    const top = folderOf(source, world);
    const key = JSON.stringify([source, top, targets.map((target) => target.release), settings]);
    const standIn = (this.standIn ??= libbpfStandIn(facts));
    const resolver = { sources: this.sources, bpfEngine: this.engine, facts, standIn };
    return this.judged.get(key, files, (tracked) => judgeBpfObject(source, top, targets, resolver, tracked, settings));
  }

  /** The objects that a file is compiled into. */
  judgeFile(file: string, world: BpfWorld): JudgedBpfObject[] {
    if (!/\.[ch]$/.test(file)) return [];
    const sources = this.finder.ofFile(file, folderOf(file, world), world.files, world.settings.maxFileSize);
    return sources.flatMap((source) => this.judge(source, world) ?? []);
  }

  describeAt(file: string, position: Position, world: BpfWorld): Description | undefined {
    for (const { subject } of this.judgeFile(file, world)) {
      const description = describeBpf(subject, file, position);
      if (description) return description;
    }
    return undefined;
  }
}

/** The opened folder that a file is in: nothing above it is looked at for headers. */
function folderOf(file: string, { roots }: BpfWorld): string {
  return roots.find((root) => file.startsWith(root + path.sep)) ?? path.dirname(file);
}
