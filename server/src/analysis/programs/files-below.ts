/** The files below a directory as if it were the root of the machine: for measuring with the libraries of another one. */

import path from 'node:path';
import type { Files } from '../../base/files.ts';

export function filesBelow(root: string, files: Files): Files {
  const inside = (file: string): string => path.join(root, file);
  return {
    read: (file) => files.read(inside(file)),
    bytes: (file, start, length) => files.bytes(inside(file), start, length),
    stat: (file) => files.stat(inside(file)),
    list: (directory) => files.list(inside(directory)),
    realpath(file) {
      const real = files.realpath(inside(file));
      return real.startsWith(root + path.sep) ? real.slice(root.length) : real;
    },
  };
}
