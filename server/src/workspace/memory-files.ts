/** Files that exist only in memory: for tests, and for knowledge that never was on a disk. */

import path from 'node:path';
import type { Files } from '../base/files.ts';
import { DirectoryTree } from './directory-tree.ts';

/** What one holds never changes, and what another one holds is something else. */
let made = 0;

/** `contents` maps absolute POSIX paths to texts; directories exist where files are. Asked for bytes, a text has one for each code unit. */
export function createMemoryFiles(contents: ReadonlyMap<string, string> | Readonly<Record<string, string>>): Files {
  const texts = contents instanceof Map ? contents : new Map(Object.entries(contents));
  const version = `memory ${++made}`;
  const directories = new DirectoryTree();
  for (const file of texts.keys()) directories.add(file);

  return {
    read(file) {
      const text = texts.get(path.posix.normalize(file));
      return text === undefined ? { reason: 'does not exist' } : { text, encoding: 'utf-8' };
    },
    bytes(file, start, length) {
      const text = texts.get(path.posix.normalize(file));
      return text === undefined ? { reason: 'does not exist' } : Buffer.from(text, 'latin1').subarray(start, start + length);
    },
    stat(file) {
      const normal = path.posix.normalize(file);
      const text = texts.get(normal);
      if (text !== undefined) return { kind: 'file', size: text.length, version: text };
      return directories.has(normal.replace(/(.)\/$/, '$1')) ? { kind: 'directory', size: 0, version } : undefined;
    },
    list: (directory) => directories.list(path.posix.normalize(directory).replace(/(.)\/$/, '$1')),
    realpath: (entry) => entry,
  };
}
