/**
 * Files of some folders, and of nowhere else: for a workspace whose owner is not trusted. A link inside that leads out is outside.
 * What lies outside is as if it were not there; a read says why.
 */

import path from 'node:path';
import type { Files, Unreadable } from '../base/files.ts';

const OUTSIDE: Unreadable = { reason: 'lies outside of the opened folders, which are not trusted' };

export function createFencedFiles(below: Files, folders: readonly string[]): Files {
  const fences = folders.flatMap((folder) => [folder, below.realpath(folder)]);
  const within = (file: string): boolean => fences.some((fence) => file === fence || file.startsWith(fence.endsWith(path.sep) ? fence : fence + path.sep));
  const isInside = (file: string): boolean => within(path.normalize(file)) && within(below.realpath(existing(file)));

  /** What is not there has the real path of the directory that it would be in. */
  function existing(file: string): string {
    let known = path.normalize(file);
    while (!below.stat(known) && path.dirname(known) !== known) known = path.dirname(known);
    return within(known) ? known : path.normalize(file);
  }

  return {
    read: (file) => (isInside(file) ? below.read(file) : OUTSIDE),
    bytes: (file, start, length) => (isInside(file) ? below.bytes(file, start, length) : OUTSIDE),
    stat: (file) => (isInside(file) ? below.stat(file) : undefined),
    list: (directory) => (isInside(directory) ? below.list(directory).filter(({ name }) => isInside(path.join(directory, name))) : []),
    realpath: (file) => (isInside(file) ? below.realpath(file) : file),
  };
}
