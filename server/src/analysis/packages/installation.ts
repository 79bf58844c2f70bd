/**
 * What is installed changes by installations, and these leave marks: the marks are looked at for each answer, not each of
 * the thousand packages. What somebody edits inside `node_modules` by hand is seen after the next installation.
 */

import path from 'node:path';
import type { Files } from '../../base/files.ts';

/** Package managers write one of these at the end; the directory itself changes with what is directly in it. */
const MARKS = ['node_modules', 'node_modules/.package-lock.json', 'node_modules/.modules.yaml', 'node_modules/.yarn-integrity', 'node_modules/.yarn-state.yml', '.pnp.cjs', '.pnp.data.json'];

/** One text for the state of the installations that a package sees, from its own directory upwards. */
export function installationStamp(directory: string, files: Files): string {
  const versions: string[] = [];
  for (let place = directory; ; place = path.dirname(place)) {
    for (const mark of MARKS) {
      const version = files.stat(path.join(place, mark))?.version;
      if (version !== undefined) versions.push(`${place}/${mark} ${version}`);
    }
    if (place === path.dirname(place)) return versions.join('\n');
  }
}

export function isInstalled(file: string): boolean {
  return /[\\/]node_modules[\\/]|\.zip[\\/]/.test(file);
}

/** Leaves what is installed out of the record of what was read: the stamp stands for it. */
export function besidesInstalled(tracked: Files, files: Files): Files {
  const of = (file: string): Files => (isInstalled(file) ? files : tracked);
  return {
    read: (file) => of(file).read(file),
    bytes: (file, start, length) => of(file).bytes(file, start, length),
    stat: (file) => of(file).stat(file),
    list: (directory) => of(directory).list(directory),
    realpath: (file) => of(file).realpath(file),
  };
}
