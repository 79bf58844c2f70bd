/** Alpine's package database: one text of paragraphs, a letter for each field, files below the directory named before them. */

import { isReadable, type Files, type Unread } from '../base/files.ts';
import type { InstalledPackage, PackageDatabase } from './installed-package.ts';

const INSTALLED = '/lib/apk/db/installed';

/** Undefined where there is no such database. */
export function readApk(files: Files): PackageDatabase | Unread | undefined {
  if (files.stat(INSTALLED)?.kind !== 'file') return undefined;
  const content = files.read(INSTALLED);
  if (!isReadable(content)) return { file: INSTALLED, reason: `${content.reason}, so it is not known whose the libraries of this machine are` };
  return { name: 'apk', file: INSTALLED, packages: content.text.split(/\n\n+/).flatMap((paragraph) => packageOf(paragraph) ?? []) };
}

function packageOf(paragraph: string): InstalledPackage | undefined {
  const lines = paragraph.split('\n');
  const field = (letter: string): string | undefined => lines.find((line) => line.startsWith(`${letter}:`))?.slice(2).trim();
  const [name, version] = [field('P'), field('V')];
  if (name === undefined || version === undefined) return undefined;
  return { name, version, sourcePackage: field('o') ?? name, homepage: field('U') ?? null, license: field('L') ?? null, files: () => filesIn(lines) };
}

function filesIn(lines: readonly string[]): string[] {
  let directory = '';
  return lines.flatMap((line) => {
    if (line.startsWith('F:')) directory = line.slice(2);
    return line.startsWith('R:') ? [`/${directory}/${line.slice(2)}`] : [];
  });
}
