/** Files of a disk. Nothing is ever written or executed; what cannot be read becomes a reason. */

import fs from 'node:fs';
import path from 'node:path';
import type { DirectoryEntry, Files, FileStat, FileText, Unreadable } from '../base/files.ts';
import { decode } from './decode.ts';
import { withZips } from './zip-files.ts';

/** Generated register headers of the kernel reach 20 MB; nothing that people edit is larger. */
const LARGEST_FILE = 32 * 1024 * 1024;

export function createDiskFiles(): Files {
  return withZips({ read, bytes, stat, list, realpath }, readBytes);
}

/** Most files fit in, and what was read becomes a string at once: a buffer for each is work for the collector alone. */
const shared = Buffer.alloc(64 * 1024);

function read(file: string): FileText | Unreadable {
  return withOpen(file, (handle, size) => {
    if (size > LARGEST_FILE) return { reason: `is larger than ${LARGEST_FILE >> 20} MiB (${(size / (1 << 20)).toFixed(1)} MiB)` };
    const length = size < shared.length ? fs.readSync(handle, shared, 0, shared.length, 0) : shared.length;
    return decode(length < shared.length ? shared.subarray(0, length) : fs.readFileSync(handle));
  });
}

function bytes(file: string, start: number, length: number): Uint8Array | Unreadable {
  return withOpen(file, (handle, size) => {
    const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - start)));
    return buffer.subarray(0, fs.readSync(handle, buffer, 0, buffer.length, start));
  });
}

/** A pipe is opened without waiting for who writes into it, and then refused like all that is no regular file. */
function withOpen<T>(file: string, use: (handle: number, size: number) => T): T | Unreadable {
  let handle: number | undefined;
  try {
    handle = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    const stat = fs.fstatSync(handle);
    if (!stat.isFile()) return { reason: stat.isDirectory() ? 'is a directory' : 'is not a regular file' };
    return use(handle, stat.size);
  } catch (error) {
    return { reason: reasonOf(error) };
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}

function readBytes(file: string): Uint8Array | undefined {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

function realpath(file: string): string {
  try {
    return fs.realpathSync.native(file);
  } catch {
    return file;
  }
}

function stat(file: string): FileStat | undefined {
  let result: fs.Stats | undefined;
  try {
    result = fs.statSync(file, { throwIfNoEntry: false });
  } catch {
    // A loop of links, a directory that may not be searched, a name with a NUL byte.
    return undefined;
  }
  if (!result || !(result.isFile() || result.isDirectory())) return undefined;
  return {
    kind: result.isDirectory() ? 'directory' : 'file',
    size: result.size,
    version: `${result.mtimeMs}:${result.size}`,
  };
}

function list(directory: string): readonly DirectoryEntry[] {
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
  const result: DirectoryEntry[] = [];
  for (const entry of entries) {
    const kind = entry.isSymbolicLink() ? kindOfLink(path.join(directory, entry.name)) : kindOf(entry);
    if (kind) result.push({ name: entry.name, kind });
  }
  return result.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function kindOf(entry: fs.Dirent | fs.Stats): DirectoryEntry['kind'] | undefined {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : undefined;
}

/** A link to a directory that contains it would make every walk endless. */
function kindOfLink(link: string): DirectoryEntry['kind'] | undefined {
  try {
    const kind = kindOf(fs.statSync(link));
    if (kind !== 'directory') return kind;
    const target = fs.realpathSync(link);
    const place = fs.realpathSync(path.dirname(link));
    return place === target || place.startsWith(target + path.sep) ? undefined : kind;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read (permission denied)';
  if (code === 'ELOOP') return 'is a symbolic link that leads round in a circle';
  return `cannot be read (${code ?? String(error)})`;
}
