/** One thread of a module pool: an analyzer of its own, asked batch by batch. */

import type { Analyzer } from '../analysis/analyzer.ts';
import type { JudgedModuleUnit } from '../analysis/build-report.ts';
import type { FilesView } from '../base/files-view.ts';
import type { Settings } from '../analysis/settings.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import { createDiskFiles } from '../workspace/disk-files.ts';
import { createEditorFiles } from '../workspace/editor-files.ts';
import { openAnalyzer } from './core.ts';
import { watchLiveHeap } from './live-heap.ts';

export interface Batch {
  readonly modules: readonly KernelModule[];
  readonly settings: Settings;
  readonly version: string;
  readonly view: FilesView | undefined;
}

/** What is remembered of headers grows with their variety; beyond this, reading them again costs less than keeping all of it. */
const MOST_LIVE_HEAP = 600e6;

const disk = createDiskFiles();
const liveHeapExceeds = watchLiveHeap();
let opened: { readonly settings: string; readonly analyzer: Promise<Analyzer> } | undefined;

export default async function judgeBatch({ modules, settings, version, view }: Batch): Promise<readonly JudgedModuleUnit[]> {
  const key = JSON.stringify(settings);
  if (opened?.settings !== key || liveHeapExceeds(MOST_LIVE_HEAP)) {
    opened = { settings: key, analyzer: openAnalyzer(version) };
  }
  const files = createEditorFiles(disk, view);
  return (await opened.analyzer).snapshot({ files, roots: [], settings }).judgeModules(modules);
}
