/** Which directories are packages of the workspace, and which of them a file belongs to. */

import path from 'node:path';
import type { Files } from '../../base/files.ts';
import { installedManifest } from '../../npm/installed.ts';
import { FOREIGN, walkFiles } from '../standalone.ts';

/** Sources and make files of C, which say nothing of the package that they may lie in. */
const OF_C = /\.(?:[chS]|mk)$|^(?:GNU)?[Mm]akefile$|^Kbuild$/;

/** Directories of all packages at and below a path, in the order of their paths. */
export function packagesBelow(root: string, files: Files): string[] {
  const stat = files.stat(root);
  if (stat?.kind === 'file') {
    const directory = OF_C.test(path.basename(root)) ? undefined : packageOfFile(root, files);
    return directory === undefined ? [] : [directory];
  }
  const found: string[] = [];
  for (const { path: file, name } of walkFiles(root, files)) {
    if (name === 'package.json' && isPackage(file, files)) found.push(path.dirname(file));
  }
  return found;
}

/** The nearest package upwards. */
export function packageOfFile(file: string, files: Files): string | undefined {
  for (let directory = path.dirname(file); ; directory = path.dirname(directory)) {
    if (isPackage(path.join(directory, 'package.json'), files)) return directory;
    if (directory === path.dirname(directory)) return undefined;
  }
}

const LOADING: ReadonlySet<string> = new Set(['type', 'sideEffects', 'main', 'module', 'types']);

/** A package.json that only says how Node is to read the files beside it ({"type": "module"}) makes no package. */
function isPackage(file: string, files: Files): boolean {
  if (files.stat(file)?.kind !== 'file') return false;
  const manifest = installedManifest(path.dirname(file), files);
  return manifest === null || Object.keys(manifest).length === 0 || Object.keys(manifest).some((key) => !LOADING.has(key));
}

/** The files of a package that are its own: not those of packages inside it, nor the program that Yarn leaves there. */
export function* filesOfPackage(directory: string, files: Files): Generator<string> {
  for (const { name, kind } of files.list(directory)) {
    const entry = path.join(directory, name);
    if (kind === 'directory') {
      if (!FOREIGN.has(name) && !isPackage(path.join(entry, 'package.json'), files)) yield* filesOfPackage(entry, files);
    } else if (!name.startsWith('.pnp.')) yield entry;
  }
}
