/** Packages on the disk, found as Node finds them: `node_modules` beside the one that asks, then in each directory above. */

import path from 'node:path';
import { isReadable, type Files } from '../base/files.ts';
import { fields, type Fields } from './lockfile.ts';

/** The real directory of the package that `name` means to a file in `from`; null where there is none. */
export function findInstalled(from: string, name: string, files: Files): string | null {
  if (!isPackageName(name)) return null;
  for (let directory = from; ; directory = path.dirname(directory)) {
    if (path.basename(directory) !== 'node_modules') {
      const candidate = path.join(directory, 'node_modules', name);
      if (files.stat(path.join(candidate, 'package.json'))?.kind === 'file') return files.realpath(candidate);
    }
    if (directory === path.dirname(directory)) return null;
  }
}

/** A name like "../x" would lead out of `node_modules`. */
export function isPackageName(name: string): boolean {
  return /^(?:@[^/\\@]+\/)?[^/\\@.][^/\\]*$/.test(name);
}

/** What an installed package says of itself; null where it is not there or says nothing that can be read. */
export function installedManifest(directory: string, files: Files): Fields | null {
  const content = files.read(path.join(directory, 'package.json'));
  if (!isReadable(content)) return null;
  try {
    return fields(JSON.parse(content.text.replace(/^\uFEFF/, '')));
  } catch {
    return null;
  }
}
