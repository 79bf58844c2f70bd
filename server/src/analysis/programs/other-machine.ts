/** The files of a workspace on another machine, whose root is a directory: for measuring with the libraries of that one. */

import path from 'node:path';
import type { Files } from '../../base/files.ts';

export function otherMachine(machine: string, workspace: string, files: Files): Files {
  const place = (file: string): string => (file === workspace || file.startsWith(workspace + path.sep) ? file : path.join(machine, file));
  return {
    read: (file) => files.read(place(file)),
    bytes: (file, start, length) => files.bytes(place(file), start, length),
    stat: (file) => files.stat(place(file)),
    list: (directory) => files.list(place(directory)),
    realpath(file) {
      const real = files.realpath(place(file));
      return real.startsWith(machine + path.sep) ? real.slice(machine.length) : real;
    },
  };
}
