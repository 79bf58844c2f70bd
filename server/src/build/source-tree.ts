/** What lies below a root, listed once: where build files are, and the C sources that they can be about. */

import path from 'node:path';
import type { BuildRun } from './build-run.ts';

const DIRECTORY_LIMIT = 20_000;
const DEPTH_LIMIT = 40;
const C_SOURCE = /\.(?:c|cc|cpp|cxx|c\+\+|C|m|mm)$/;

export interface SourceTree {
  /** Absolute paths of files of that name, those nearest to the root first. */
  named(name: string): readonly string[];
  /** Sources in C and its kin, in the order of paths. */
  readonly sources: readonly string[];
}

export function isCSource(file: string): boolean {
  return C_SOURCE.test(file);
}

export function listSourceTree(run: BuildRun): SourceTree {
  const byName = new Map<string, string[]>();
  const sources: string[] = [];
  const waiting = [{ directory: run.root, depth: 0 }];
  for (let i = 0; i < waiting.length; i++) {
    const { directory, depth } = waiting[i]!;
    if (i >= DIRECTORY_LIMIT || depth > DEPTH_LIMIT) {
      run.report(directory, 'was not looked into for build files: the folder is too large');
      break;
    }
    for (const { name, kind } of run.files.list(directory)) {
      const file = path.join(directory, name);
      if (kind === 'directory') {
        // What npm installed is read package by package, by who knows about packages.
        if (!name.startsWith('.') && name !== 'node_modules') waiting.push({ directory: file, depth: depth + 1 });
        continue;
      }
      if (isCSource(name)) sources.push(file);
      const known = byName.get(name);
      if (known) known.push(file);
      else byName.set(name, [file]);
    }
  }
  return { named: (name) => byName.get(name) ?? [], sources: sources.sort() };
}
