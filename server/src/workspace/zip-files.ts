/**
 * Looks into archives: Yarn keeps packages as `.zip` files and names places inside them as if the archive were a
 * directory (".yarn/cache/left-pad.zip/node_modules/left-pad/package.json").
 */

import path from 'node:path';
import { unzipSync } from 'fflate';
import type { Files, Unreadable } from '../base/files.ts';
import { decode } from './decode.ts';
import { DirectoryTree } from './directory-tree.ts';

const INSIDE = /^(.+?\.zip)[\\/](.+)$/;

/** Nothing that says what a package is or may be is larger; a small archive can claim to hold terabytes. */
const LARGEST_ENTRY = 32 * 1024 * 1024;

/** Archives whose table of contents is kept. */
const KEPT = 2_000;

interface Archive {
  readonly version: string;
  /** Path inside → bytes when unpacked. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly directories: DirectoryTree;
}

/** @param readBytes content of a file on the disk; undefined where it cannot be read. */
export function withZips(below: Files, readBytes: (file: string) => Uint8Array | undefined): Files {
  const archives = new Map<string, Archive>();
  /** One package is asked for several files in a row. */
  let latest: { file: string; version: string; bytes: Uint8Array } | undefined;

  function bytesOf(file: string, version: string): Uint8Array | undefined {
    if (latest?.file === file && latest.version === version) return latest.bytes;
    const bytes = readBytes(file);
    latest = bytes && { file, version, bytes };
    return bytes;
  }

  function open(file: string): Archive | undefined {
    const stat = below.stat(file);
    if (stat?.kind !== 'file') return undefined;
    const known = archives.get(file);
    if (known?.version === stat.version) return known;
    const bytes = bytesOf(file, stat.version);
    const archive = bytes && readContents(bytes, stat.version);
    if (!archive) return undefined;
    archives.set(file, archive);
    if (archives.size > KEPT) archives.delete(archives.keys().next().value!);
    return archive;
  }

  function find(place: string): { archive: Archive; file: string; inner: string } | undefined {
    // Nearly no path leads into one.
    const match = place.includes('.zip') ? INSIDE.exec(place) : null;
    const archive = match ? open(match[1]!) : undefined;
    return archive && { archive, file: match![1]!, inner: path.posix.normalize(match![2]!.replaceAll('\\', '/')).replace(/\/$/, '') };
  }

  /** Of one file of an archive, unpacked. */
  function unpacked({ archive, file, inner }: NonNullable<ReturnType<typeof find>>): Uint8Array | Unreadable {
    const size = archive.sizes.get(inner);
    if (size === undefined) return { reason: archive.directories.has(inner) ? 'is a directory' : 'does not exist' };
    if (size > LARGEST_ENTRY) return { reason: `is larger than ${LARGEST_ENTRY >> 20} MiB` };
    const bytes = bytesOf(file, archive.version);
    try {
      return (bytes && unzipSync(bytes, { filter: ({ name }) => name === inner })[inner]) ?? { reason: 'cannot be read from its archive' };
    } catch (error) {
      return { reason: `cannot be unpacked (${(error as Error).message})` };
    }
  }

  return {
    read(place) {
      const found = find(place);
      if (!found) return below.read(place);
      const entry = unpacked(found);
      return 'reason' in entry ? entry : decode(entry);
    },
    bytes(place, start, length) {
      const found = find(place);
      if (!found) return below.bytes(place, start, length);
      const entry = unpacked(found);
      return 'reason' in entry ? entry : entry.subarray(start, start + length);
    },
    stat(place) {
      const found = find(place);
      if (!found) return below.stat(place);
      const size = found.archive.sizes.get(found.inner);
      if (size !== undefined) return { kind: 'file', size, version: found.archive.version };
      return found.archive.directories.has(found.inner) ? { kind: 'directory', size: 0, version: found.archive.version } : undefined;
    },
    list(place) {
      const found = find(place);
      if (!found) return below.list(place);
      return found.archive.directories.list(found.inner);
    },
    realpath: (place) => (find(place) ? place : below.realpath(place)),
  };
}

function readContents(bytes: Uint8Array, version: string): Archive | undefined {
  const sizes = new Map<string, number>();
  const directories = new DirectoryTree();
  try {
    unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (!name.endsWith('/')) {
          sizes.set(name, originalSize);
          directories.add(name);
        }
        return false;
      },
    });
  } catch {
    return undefined;
  }
  return { version, sizes, directories };
}
