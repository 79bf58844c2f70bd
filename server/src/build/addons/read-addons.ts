/** Native addons below a root: node-gyp, CMake.js and Cargo. */

import path from 'node:path';
import type { BuildRun } from '../build-run.ts';
import type { ProgramDraft } from '../program-draft.ts';
import { readCargo } from './read-cargo.ts';
import { readGyp } from './read-gyp.ts';

export function readAddons(run: BuildRun, named: (name: string) => readonly string[]): ProgramDraft[] {
  const drafts: ProgramDraft[] = [];
  for (const file of named('binding.gyp')) run.guarded(file, () => drafts.push(...readGyp(run, file)));
  for (const file of named('Cargo.toml')) {
    run.guarded(file, () => {
      const draft = readCargo(run, file);
      if (draft) drafts.push(draft);
    });
  }
  return drafts;
}

/** Whether the package in a directory is built with CMake.js: it says so in its configuration, its scripts or its dependencies. */
export function usesCMakeJs(run: BuildRun, directory: string): boolean {
  const file = path.join(directory, 'package.json');
  const text = run.isFile(file) ? run.open(file)?.text : undefined;
  if (text === undefined) return false;
  try {
    const manifest = JSON.parse(text) as Record<string, unknown> | null;
    const parts = [manifest?.['cmake-js'] ? 'cmake-js' : '', manifest?.['scripts'], manifest?.['dependencies'], manifest?.['devDependencies']];
    return parts.some((part) => /\bcmake-(?:js|ts)\b/.test(JSON.stringify(part ?? '')));
  } catch {
    run.report(file, 'is no JSON');
    return false;
  }
}
