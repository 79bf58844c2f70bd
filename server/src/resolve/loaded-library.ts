/** Whose a library is that is loaded by a name: "libreadline.so.8", "libm", "readline.dll", "/usr/lib/libx.so". */

import path from 'node:path';
import { GAP } from '../facts/constant-texts.ts';
import type { LibraryLoad } from '../facts/native-facts.ts';
import { isUnknown, type FoundLibrary, type Libraries, type UnknownLibrary } from '../libraries/library.ts';

export interface FoundLoad {
  /** The one of its names that led to the library. */
  readonly name: string;
  readonly found: readonly FoundLibrary[];
}

/** The first of its names that somebody knows: they are names of one library on several systems, or its versions. */
export function loadedLibrary({ by, names }: Pick<LibraryLoad, 'by' | 'names'>, libraries: Libraries): FoundLoad | UnknownLibrary {
  let reason = 'it has no name';
  for (const name of names) {
    for (const found of by === 'link-name' ? [libraries.byLinkName(name)] : answers(path.posix.basename(name.replaceAll('\\', '/')), libraries)) {
      if (!isUnknown(found)) return { name, found };
      reason = found.reason;
    }
  }
  return { reason };
}

/** By the file name; then by the name that a linker would use, which systems with other endings share. */
function* answers(file: string, libraries: Libraries): Generator<readonly FoundLibrary[] | UnknownLibrary> {
  yield libraries.byFileName(file);
  yield libraries.byLinkName(linkNameOf(file));
}

/** "readline" of "libreadline.so.8", "libreadline.8.dylib", "readline.dll" and "libreadline". */
export function linkNameOf(file: string): string {
  return file.replace(/(?:\.\d+)*\.(?:so(?:\.\d+)*|dylib|dll)$/i, '').replace(/^lib/, '');
}

/** Whether a path with gaps can mean a file. Both are absolute. */
export function canMean(pattern: string, file: string): boolean {
  const [start, ...rest] = pattern.split(GAP) as [string, ...string[]];
  const end = rest.pop();
  if (end === undefined) return pattern === file;
  if (!file.startsWith(start) || !file.endsWith(end) || file.length < start.length + end.length) return false;
  // What is found early leaves the most for the parts behind it.
  let at = start.length;
  for (const part of rest) {
    const found = file.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= file.length - end.length;
}
