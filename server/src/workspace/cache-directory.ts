/**
 * A directory of the user's for what can be found out again. Two processes may share it: a file appears whole or not at
 * all. What has not been used for long goes when something is added.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ByteStore } from '../base/byte-store.ts';

/** Files that are kept, the most recently used ones: some ten megabytes each. */
const KEPT_FILES = 12;

/**
 * Where the product keeps what it found out, by the custom of the system; COPYLEFT_LENS_CACHE names another place, and
 * when it is empty nothing is kept.
 */
export function userCacheDirectory(): string | undefined {
  const chosen = process.env['COPYLEFT_LENS_CACHE'];
  if (chosen !== undefined) return chosen === '' ? undefined : path.resolve(chosen);
  const home = os.homedir();
  if (process.platform === 'win32') return path.join(process.env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'copyleft-lens', 'cache');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Caches', 'copyleft-lens');
  return path.join(process.env['XDG_CACHE_HOME'] ?? path.join(home, '.cache'), 'copyleft-lens', 'headers');
}

/** The store for what was found out about kernel headers, as an option of the analyzer. */
export function headerStore(): { readonly headerStore?: ByteStore } {
  const directory = userCacheDirectory();
  return directory === undefined ? {} : { headerStore: createCacheDirectory(directory) };
}

/** The store for what a session found, for the next one to show at once. */
export function findingStore(): ByteStore | undefined {
  const directory = userCacheDirectory();
  return directory === undefined ? undefined : createCacheDirectory(directory, '.findings');
}

/** @param extension of its files: others in the directory are left alone. */
export function createCacheDirectory(directory: string, extension = '.headers'): ByteStore {
  const fileOf = (name: string): string => path.join(directory, name + extension);

  function read(name: string): Uint8Array | undefined {
    const file = fileOf(name);
    try {
      const bytes = fs.readFileSync(file);
      const now = new Date();
      fs.utimesSync(file, now, now);
      return bytes;
    } catch {
      return undefined;
    }
  }

  function write(name: string, bytes: Uint8Array): void {
    const unfinished = path.join(directory, `${name}.${process.pid}.unfinished`);
    try {
      fs.mkdirSync(directory, { recursive: true });
      fs.writeFileSync(unfinished, bytes);
      fs.renameSync(unfinished, fileOf(name));
      removeOldest();
    } catch {
      remove(unfinished);
    }
  }

  function removeOldest(): void {
    const files = fs
      .readdirSync(directory)
      .filter((file) => file.endsWith(extension))
      .map((file) => ({ file: path.join(directory, file), used: fs.statSync(path.join(directory, file)).mtimeMs }))
      .sort((a, b) => b.used - a.used);
    for (const { file } of files.slice(KEPT_FILES)) remove(file);
  }

  return { read, write };
}

function remove(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // What cannot be removed could not be written either.
  }
}
