/** Debian's package database: /var/lib/dpkg/status and the lists of files beside it. Nothing but text files is read. */

import path from 'node:path';
import { isReadable, type Files, type Unread } from '../base/files.ts';
import type { InstalledPackage, PackageDatabase } from './installed-package.ts';

const STATUS = '/var/lib/dpkg/status';
const LISTS = '/var/lib/dpkg/info';
const FIELDS = { Package: /^Package: (.*)$/m, Version: /^Version: (.*)$/m, Status: /^Status: (.*)$/m, Architecture: /^Architecture: (.*)$/m, Source: /^Source: (.*)$/m, Homepage: /^Homepage: (.*)$/m };

/** Undefined where there is no such database. */
export function readDpkg(files: Files): PackageDatabase | Unread | undefined {
  if (files.stat(STATUS)?.kind !== 'file') return undefined;
  const status = files.read(STATUS);
  if (!isReadable(status)) return { file: STATUS, reason: `${status.reason}, so it is not known whose the libraries of this machine are` };
  const lists = new Set(files.list(LISTS).map(({ name }) => name));
  const packages = status.text.split(/\n\n+/).flatMap((paragraph) => packageOf(paragraph, lists, files) ?? []);
  return { name: 'dpkg', file: STATUS, packages };
}

function packageOf(paragraph: string, lists: ReadonlySet<string>, files: Files): InstalledPackage | undefined {
  const field = (name: keyof typeof FIELDS): string | undefined => FIELDS[name].exec(paragraph)?.[1]?.trim();
  const [name, version] = [field('Package'), field('Version')];
  if (name === undefined || version === undefined || !/\binstalled$/.test(field('Status') ?? '')) return undefined;
  const list = [`${name}.list`, `${name}:${field('Architecture')}.list`].find((one) => lists.has(one));
  let owned: readonly string[] | undefined;
  return {
    name,
    version,
    sourcePackage: field('Source')?.split(' ')[0] ?? name,
    homepage: field('Homepage') ?? null,
    license: null,
    // Asked for twice: for whose a library is, and for what the package is.
    files: () => (owned ??= list === undefined ? [] : linesOf(files, path.posix.join(LISTS, list))),
  };
}

function linesOf(files: Files, file: string): readonly string[] {
  const content = files.read(file);
  return isReadable(content) ? content.text.split('\n').filter((line) => line !== '') : [];
}
