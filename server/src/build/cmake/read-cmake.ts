/** CMake projects below a root: each CMakeLists.txt that no other one adds, with all that it adds. */

import path from 'node:path';
import type { BuildRun } from '../build-run.ts';
import type { BuildSystem } from '../program.ts';
import type { ProgramDraft } from '../program-draft.ts';
import { CMakeReader } from './cmake-reader.ts';

/** @param isAddon directories whose package.json builds them with CMake.js: their libraries are native addons */
export function readCMakeProjects(run: BuildRun, listFiles: readonly string[], isAddon: (directory: string) => boolean): ProgramDraft[] {
  const drafts: ProgramDraft[] = [];
  const visited = new Set<string>();
  for (const file of listFiles) {
    const directory = path.dirname(file);
    if (visited.has(directory)) continue;
    // A directory below a project belongs to it, also where nothing adds it; but tests and examples are projects too.
    const nested = [...visited].some((known) => directory.startsWith(known + path.sep));
    if (nested && !/^\s*project\s*\(/im.test(run.open(file)?.text ?? '')) {
      run.report(file, 'is not added by any CMakeLists.txt that was read');
      continue;
    }
    const reader = new CMakeReader(run, file);
    run.guarded(file, () => reader.read());
    visited.add(directory);
    for (const one of reader.visited) visited.add(one);
    const addon = isAddon(directory);
    const buildSystem: BuildSystem = addon ? 'cmake-js' : 'cmake';
    drafts.push(...reader.targets.toDrafts(buildSystem, ({ kind }) => (kind === 'interface' ? 'static-library' : addon && kind === 'shared-library' ? 'native-addon' : kind)));
  }
  return drafts;
}
