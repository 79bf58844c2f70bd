/** The licence files of a package: which they are by name, and what is in them. Nothing outside the package is read. */

import path from 'node:path';
import { isReadable, type Files } from '../base/files.ts';
import type { LicenseBase } from './license-base.ts';
import { LONGEST_TEXT, type TextMatch } from './match-text.ts';

export interface MatchedFile {
  readonly file: string;
  /** Empty where it cannot be read. */
  readonly text: string;
  /** Why it was not compared, as a clause: "is larger than 8 MiB". */
  readonly unread?: string;
  readonly match: TextMatch;
}

/** LICENSE, LICENCE.md, LICENSE-MIT, MIT-LICENSE.txt, COPYING.LESSER, UNLICENSE; a notice or a list of others' licences is none. */
const NAME = /^(?:licen[cs]es?|copying|copyright|unlicen[cs]e|eula|[\w.]+[-_.]licen[cs]e)(?:[-_.\s].*)?$/i;
const OF_OTHERS = /third|3rd|part(?:y|ies)|vendor|bundled|depend|notice|credits/i;
const ENDING = /\.(?:c?js|mjs|ts|tsx|jsx|json|ya?ml|map|css|py|rb|sh|csv|png|svg|html?|docx?|pdf)$/i;
/** A directory of licence texts, as the REUSE specification has it. */
const DIRECTORY = /^licen[cs]es$/i;
const MOST = 12;

const NO_MATCH: TextMatch = { licenses: [], nearest: null };

/** The one to show first comes first: LICENSE before LICENSE-MIT before COPYING. */
export function licenseFilesIn(directory: string, files: Files): readonly string[] {
  const entries = files.list(directory);
  const named = entries.filter(({ name, kind }) => kind === 'file' && isLicenseName(name)).map(({ name }) => name);
  if (named.length > 0) return named.sort(byName).slice(0, MOST).map((name) => path.join(directory, name));
  const folder = entries.find(({ name, kind }) => kind === 'directory' && DIRECTORY.test(name));
  if (!folder) return [];
  const inside = path.join(directory, folder.name);
  return files.list(inside).filter(({ name, kind }) => kind === 'file' && !ENDING.test(name)).map(({ name }) => path.join(inside, name)).slice(0, MOST);
}

export function isLicenseName(name: string): boolean {
  return NAME.test(name) && !OF_OTHERS.test(name) && !ENDING.test(name);
}

function byName(a: string, b: string): number {
  return rank(a) - rank(b) || a.length - b.length || (a < b ? -1 : 1);
}

function rank(name: string): number {
  return /^licen[cs]e/i.test(name) ? 0 : 1;
}

/** Files that cannot be read match nothing, and are there all the same. */
export function matchLicenseFiles(paths: readonly string[], files: Files, base: LicenseBase, expected: readonly string[] = []): readonly MatchedFile[] {
  return paths.map((file) => {
    const content = files.read(file);
    if (!isReadable(content)) return { file, text: '', unread: content.reason, match: NO_MATCH };
    const { text } = content;
    const unread = text.length > LONGEST_TEXT ? { unread: `has ${text.length} characters, more than a licence text, and was not compared` } : {};
    return { file, text, ...unread, match: base.matchText(text, expected) };
  });
}

/** A file that the manifest names, if it is in the package: "SEE LICENSE IN ../../etc/passwd" reads nothing. */
export function readInside(directory: string, name: string, files: Files): { readonly file: string } | { readonly reason: string } {
  const file = path.resolve(directory, name);
  const relative = path.relative(directory, file);
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) return { reason: 'is outside of the package, so it was not read' };
  const real = files.realpath(file);
  if (real !== undefined) {
    const inside = path.relative(files.realpath(directory), real);
    if (inside.startsWith('..') || path.isAbsolute(inside)) return { reason: 'leads outside of the package, so it was not read' };
  }
  return files.stat(file)?.kind === 'file' ? { file } : { reason: 'is not in the package' };
}
