/** Which lockfile speaks of a package, and what it says. */

import path from 'node:path';
import { isReadable, type Files, type Unread } from '../base/files.ts';
import { readBunLock } from './bun-lock.ts';
import { installedManifest } from './installed.ts';
import { textOf, type Lockfile, type UnreadLockfile } from './lockfile.ts';
import { readNpmLock } from './npm-lock.ts';
import { readPnpmLock } from './pnpm-lock.ts';
import { namedMembers } from './workspaces.ts';
import { readYarnLock } from './yarn-lock.ts';

/** File names, the package manager that writes them, and who reads them. The first that is there is used, unless `packageManager` says another. */
const LOCKFILES: readonly { readonly name: string; readonly manager: string; readonly read: (text: string, directory: string, files: Files) => Lockfile | UnreadLockfile }[] = [
  { name: 'npm-shrinkwrap.json', manager: 'npm', read: readNpmLock },
  { name: 'package-lock.json', manager: 'npm', read: readNpmLock },
  { name: 'pnpm-lock.yaml', manager: 'pnpm', read: readPnpmLock },
  { name: 'yarn.lock', manager: 'yarn', read: (text, directory, files) => readYarnLock(text, namedMembers(directory, files)) },
  { name: 'bun.lock', manager: 'bun', read: readBunLock },
];

export interface FoundLockfile {
  readonly root: string;
  readonly file: string;
  readonly lock: Lockfile;
}

/** Reads a lockfile; whoever keeps results hands in a reader that does. */
export type LockfileReader = (file: string, files: Files, maxFileSize: number) => Lockfile | UnreadLockfile;

/** The nearest one, upwards, that knows the package: a lockfile of another project above says nothing about it. */
export function findLockfile(directory: string, files: Files, read: (file: string) => Lockfile | UnreadLockfile, unread: Unread[]): FoundLockfile | undefined {
  for (let root = directory; ; root = path.dirname(root)) {
    const place = path.relative(root, directory).split(path.sep).join('/');
    for (const file of lockfilesIn(root, files, place === '' ? unread : [])) {
      const lock = read(file);
      if ('reason' in lock) unread.push({ file, reason: lock.reason });
      else if (place === '' || lock.members.has(place)) return { root, file, lock };
    }
    if (root === path.dirname(root)) return undefined;
  }
}

/** In order of preference. Two managers that disagree are said to. */
function lockfilesIn(root: string, files: Files, unread: Unread[]): string[] {
  const present = LOCKFILES.filter(({ name }) => files.stat(path.join(root, name))?.kind === 'file');
  if (files.stat(path.join(root, 'bun.lockb')) && !present.some(({ manager }) => manager === 'bun')) {
    unread.push({ file: path.join(root, 'bun.lockb'), reason: 'is the binary lockfile of an old Bun; `bun install --save-text-lockfile` writes one that can be read' });
  }
  if (present.length < 2) return present.map(({ name }) => path.join(root, name));
  const wanted = /^(\w+)@/.exec(textOf(installedManifest(root, files)?.['packageManager']) ?? '')?.[1];
  const ordered = [...present].sort((a, b) => Number(b.manager === wanted) - Number(a.manager === wanted));
  const [used, ...others] = ordered;
  if (others.length > 0) {
    const why = used!.manager === wanted ? `package.json names ${wanted} as its package manager` : 'package.json names no package manager';
    for (const { name } of others) unread.push({ file: path.join(root, name), reason: `is not used: ${used!.name} is there too, and ${why}` });
  }
  return ordered.map(({ name }) => path.join(root, name));
}

export function readLockfile(file: string, files: Files, maxFileSize: number): Lockfile | UnreadLockfile {
  const size = files.stat(file)?.size ?? 0;
  if (size > maxFileSize) {
    return { reason: `is larger than the limit of ${mebibytes(maxFileSize)} (${mebibytes(size)}) and was not read; packages are taken from node_modules` };
  }
  const content = files.read(file);
  if (!isReadable(content)) return content;
  if (/^(?:<{7}|={7}|>{7})/m.test(content.text)) return { reason: 'holds marks of a merge conflict; packages are taken from node_modules' };
  return LOCKFILES.find(({ name }) => name === path.basename(file))!.read(content.text, path.dirname(file), files);
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1048576).toFixed(1)} MiB`;
}
