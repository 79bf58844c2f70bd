/** Makes the usual paths of a kernel's headers lead to the target's, wherever it lies: make files spell these paths out. */

import path from 'node:path';
import type { Files } from '../base/files.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';

/** [path as make files write it, directory that is meant], both absolute. */
function aliases(target: KernelTarget): (readonly [string, string])[] {
  if (!target.headers) return [];
  const { buildDirectory, sourceDirectory } = target.headers;
  return [
    [`/lib/modules/${target.release}/build`, buildDirectory],
    [`/lib/modules/${target.release}/source`, sourceDirectory],
    [`/usr/src/linux-headers-${target.release}`, buildDirectory],
  ];
}

export function withKernelPaths(files: Files, target: KernelTarget | null): Files {
  const known = target ? aliases(target) : [];
  if (known.length === 0) return files;
  const real = (file: string): string => {
    for (const [from, to] of known) {
      if (file === from || file.startsWith(from + '/')) return to + file.slice(from.length);
    }
    return file;
  };
  return {
    read: (file) => files.read(real(file)),
    bytes: (file, start, length) => files.bytes(real(file), start, length),
    stat: (file) => files.stat(real(file)),
    list: (directory) => files.list(real(directory)),
    realpath: (file) => files.realpath(real(file)),
  };
}

/** Whether a directory is the target's kernel, or looks like any kernel's build directory. */
export function isKernelDirectory(files: Files, target: KernelTarget | null, directory: string): boolean {
  const headers = target?.headers;
  if (directory === headers?.buildDirectory || directory === headers?.sourceDirectory) return true;
  if (/^\/lib\/modules\/[^/]+\/(?:build|source)\/?$/.test(directory)) return true;
  return files.stat(path.join(directory, 'include/generated/autoconf.h')) !== undefined || files.stat(path.join(directory, 'Module.symvers')) !== undefined && files.stat(path.join(directory, 'scripts')) !== undefined;
}
