/** One thread of a module pool: an analyzer of its own, asked batch by batch. */

import type { Snapshot } from '../analysis/analyzer.ts';
import type { JudgedModuleUnit } from '../analysis/build-report.ts';
import type { Settings } from '../analysis/settings.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import { createDiskFiles } from '../workspace/disk-files.ts';
import { openAnalyzer } from './core.ts';
import { watchLiveHeap } from './live-heap.ts';

export interface Batch {
  readonly modules: readonly KernelModule[];
  readonly settings: Settings;
  readonly version: string;
}

/** What is remembered of headers grows with their variety; beyond this, reading them again costs less than keeping all of it. */
const MOST_LIVE_HEAP = 600e6;

const liveHeapExceeds = watchLiveHeap();
let opened: { readonly settings: string; readonly snapshot: Promise<Snapshot> } | undefined;

export default async function judgeBatch({ modules, settings, version }: Batch): Promise<readonly JudgedModuleUnit[]> {
  const key = JSON.stringify(settings);
  if (opened?.settings !== key || liveHeapExceeds(MOST_LIVE_HEAP)) {
    const snapshot = openAnalyzer(version).then((analyzer) => analyzer.snapshot({ files: createDiskFiles(), roots: [], settings }));
    opened = { settings: key, snapshot };
  }
  return (await opened.snapshot).judgeModules(modules);
}
