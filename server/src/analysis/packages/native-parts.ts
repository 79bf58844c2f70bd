/** The compiled parts of packages: found by the names of files, read once for a state of the installation, and joined with the libraries. */

import path from 'node:path';
import type { Files, Unread } from '../../base/files.ts';
import type { Binary, UnreadBinary } from '../../binary/binary.ts';
import { readBinary } from '../../binary/read-binary.ts';
import type { Libraries } from '../../libraries/library.ts';
import { partOfCompiled, type CompiledFile, type NativePart } from '../../resolve/native-part.ts';

export interface NativePackage {
  readonly parts: readonly NativePart[];
  /** Absolute; of every compiled file that was found, read or not. */
  readonly files: readonly string[];
  readonly unread: readonly Unread[];
}

export const NO_PARTS: NativePackage = { parts: [], files: [], unread: [] };

const COMPILED = /\.(?:node|so(?:\.\d+)*|a)$/;
const OF_OTHER_SYSTEMS = /\.(?:dylib|dll)$/i;
const OTHER_FORMAT = /^is a (?:Mach-O|PE) file/;

/** Packages that are remembered. */
const KEPT = 50_000;

export class NativeParts {
  /** No libraries: it has no compiled files, so that they do not matter. */
  private readonly known = new Map<string, { readonly stamp: string; readonly libraries: Libraries | null; readonly found: NativePackage }>();

  /** @param stamp of the installation that the package is part of; for one that is worked on, anything that changes with its files */
  of(directory: string, stamp: string, files: Files, libraries: () => Libraries, isOther: (directory: string) => boolean): NativePackage {
    const known = this.known.get(directory);
    if (known?.stamp === stamp && (known.libraries === null || known.libraries === libraries())) return known.found;
    const found = readNativePackage(directory, files, libraries, isOther);
    this.known.delete(directory);
    this.known.set(directory, { stamp, libraries: found.files.length === 0 ? null : libraries(), found });
    if (this.known.size > KEPT) this.known.delete(this.known.keys().next().value!);
    return found;
  }
}

/** @param isOther whether a directory inside is a package of its own */
export function readNativePackage(directory: string, files: Files, libraries: () => Libraries, isOther: (directory: string) => boolean): NativePackage {
  const paths = compiledUnder(directory, files, isOther);
  if (paths.length === 0) return NO_PARTS;
  const read = new Map<string, Binary | UnreadBinary>();
  const binaryOf = (file: string): Binary | UnreadBinary => {
    let binary = read.get(file);
    if (!binary) read.set(file, (binary = OF_OTHER_SYSTEMS.test(file) ? { reason: 'is a Mach-O file (macOS) or a PE file (Windows), which are not read' } : readBinary(file, files)));
    return binary;
  };
  const compiled = (file: string): CompiledFile | undefined => {
    const binary = binaryOf(file);
    return 'reason' in binary ? undefined : { path: file, binary };
  };
  const shipped = (needed: string, from: CompiledFile): CompiledFile | undefined => {
    const file = placesOf(needed, from).find((place) => files.stat(place)?.kind === 'file') ?? paths.find((other) => path.basename(other) === needed);
    return file === undefined ? undefined : compiled(files.realpath(file));
  };
  return {
    parts: paths.map(compiled).filter((file) => file !== undefined).map((file) => partOfCompiled(file, shipped, libraries())),
    files: paths,
    unread: unreadIn(directory, paths.map((file) => [file, binaryOf(file)])),
  };
}

/**
 * Of everything that a package ships, and is built into as well: nothing in package.json tells which packages have any. All
 * of an installation is walked through, so that only what may be compiled is given a path.
 */
function compiledUnder(directory: string, files: Files, isOther: (directory: string) => boolean, found: string[] = []): string[] {
  for (const { name, kind } of files.list(directory)) {
    if (kind === 'file') {
      if (COMPILED.test(name) || OF_OTHER_SYSTEMS.test(name)) found.push(directory + path.sep + name);
    } else if (name !== 'node_modules' && name !== '.git') {
      const inner = directory + path.sep + name;
      if (!isOther(inner)) compiledUnder(inner, files, isOther, found);
    }
  }
  return found;
}

/** Where the loader looks before it looks in the system, of what a package can ship. */
function placesOf(needed: string, { path: file, binary }: CompiledFile): string[] {
  const ownDirectories = binary.searchPath.filter((place) => /^\$(?:ORIGIN\b|\{ORIGIN\})/.test(place));
  return ownDirectories.map((place) => path.join(path.dirname(file), place.replace(/^\$(?:ORIGIN|\{ORIGIN\})/, '.'), needed));
}

/** Files for other systems are one entry: most packages that bring any bring several. */
function unreadIn(directory: string, read: readonly (readonly [string, Binary | UnreadBinary])[]): Unread[] {
  const unread: Unread[] = [];
  const others: string[] = [];
  for (const [file, binary] of read) {
    if (!('reason' in binary)) unread.push(...binary.unread.map((reason) => ({ file, reason: `is read in part: ${reason}` })));
    else if (OTHER_FORMAT.test(binary.reason)) others.push(path.relative(directory, file));
    else unread.push({ file, reason: binary.reason });
  }
  if (others.length > 0) {
    const more = others.length > 1 ? ` and ${others.length - 1} more` : '';
    unread.push({ file: directory, reason: `brings compiled files for macOS or Windows, which are not read: ${others[0]!}${more}` });
  }
  return unread;
}
