/** Where the make files of kernel modules are: which one builds a given source, and which directories of a project have one. */

import path from 'node:path';
import { isReadable, type Files } from '../base/files.ts';
import { kbuildFile } from './kbuild-directory.ts';

/** Levels that a search walks up or down; deeper trees are opened at the directory itself. */
const DEPTH_LIMIT = 12;
const DIRECTORY_LIMIT = 5_000;

/** Whether a make file lists modules, so that it is worth evaluating. */
export function listsKernelModules(text: string): boolean {
  return /(?:^|[^\w-])obj-(?:m\b|\$[({])/m.test(text);
}

/**
 * Directories from that of a source file upwards in which make files may build it, nearest first. A source in a
 * subdirectory is often listed by the make file above it (`foo-y := core/a.o`).
 *
 * @param file absolute path of a source file
 * @param top where to stop: the opened folder; the file system's root when undefined
 */
export function directoriesThatMayBuild(files: Files, file: string, top?: string): string[] {
  const found: string[] = [];
  let directory = path.dirname(file);
  for (let depth = 0; depth < DEPTH_LIMIT; depth++) {
    if (listsModulesIn(files, directory)) found.push(directory);
    const above = path.dirname(directory);
    if (directory === top || above === directory) break;
    directory = above;
  }
  return found;
}

/** Directories at or below `root` whose make file lists modules, outermost first. */
export function moduleDirectories(files: Files, root: string): string[] {
  const found: string[] = [];
  const waiting = [{ directory: root, depth: 0 }];
  for (let i = 0; i < waiting.length && i < DIRECTORY_LIMIT; i++) {
    const { directory, depth } = waiting[i]!;
    if (listsModulesIn(files, directory)) found.push(directory);
    if (depth >= DEPTH_LIMIT) continue;
    for (const entry of files.list(directory)) {
      if (entry.kind !== 'directory' || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      waiting.push({ directory: path.join(directory, entry.name), depth: depth + 1 });
    }
  }
  return found;
}

function listsModulesIn(files: Files, directory: string): boolean {
  const makefile = kbuildFile({ files }, directory);
  if (makefile === undefined) return false;
  const content = files.read(makefile);
  return isReadable(content) && listsKernelModules(content.text);
}
