/**
 * Files whose answers are remembered for the length of one piece of work: a hundred modules ask for the same headers, and
 * to ask the disk each time would cost more than judging them. Texts are left to who reads them.
 */

import type { DirectoryEntry, Files, FileStat } from './files.ts';

export function rememberedFiles(files: Files): Files {
  const stats = new Map<string, FileStat | undefined>();
  const realPaths = new Map<string, string>();
  const lists = new Map<string, readonly DirectoryEntry[]>();
  return {
    read: (file) => files.read(file),
    bytes: (file, start, length) => files.bytes(file, start, length),
    realpath(path) {
      let known = realPaths.get(path);
      if (known === undefined) realPaths.set(path, (known = files.realpath(path)));
      return known;
    },
    stat(path) {
      let known = stats.get(path);
      if (known === undefined && !stats.has(path)) stats.set(path, (known = files.stat(path)));
      return known;
    },
    list(directory) {
      let known = lists.get(directory);
      if (!known) lists.set(directory, (known = files.list(directory)));
      return known;
    },
  };
}
