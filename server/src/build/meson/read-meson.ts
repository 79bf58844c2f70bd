/** Meson projects below a root: each meson.build with a project() that no other one enters. */

import path from 'node:path';
import type { BuildRun } from '../build-run.ts';
import type { ProgramDraft } from '../program-draft.ts';
import { MesonReader } from './meson-reader.ts';

export function readMesonProjects(run: BuildRun, files: readonly string[]): ProgramDraft[] {
  const drafts: ProgramDraft[] = [];
  const visited = new Set<string>();
  for (const file of files) {
    const directory = path.dirname(file);
    if (visited.has(directory)) continue;
    if (!/^\s*project\s*\(/m.test(run.open(file)?.text ?? '')) {
      run.report(file, 'is not entered by any meson.build that was read');
      continue;
    }
    const reader = new MesonReader(run, directory);
    run.guarded(file, () => reader.read());
    for (const one of reader.visited) visited.add(one);
    drafts.push(...reader.drafts);
  }
  return drafts;
}
