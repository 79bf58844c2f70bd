/**
 * A cache of results that were computed from files. What a computation reads is recorded, and a later
 * snapshot takes the result over only if each of these reads would still see the same. So an edit redoes
 * what depends on the edited file, and nobody has to name dependencies by hand.
 */

import type { DirectoryEntry, Files, FileStat } from '../base/files.ts';

interface Entry<T> {
  readonly value: T;
  readonly reads: ReadonlyMap<string, string>;
}

/** Files that remember what was asked of them. */
interface TrackedFiles extends Files {
  readonly reads: Map<string, string>;
  readonly below: Files;
}

/** The same files, asked without being remembered: for what does not belong to the computation at hand. */
export function untracked(files: Files): Files {
  let below = files;
  while ('below' in below) below = (below as TrackedFiles).below;
  return below;
}

export class TrackedCache<T> {
  private readonly entries = new Map<string, Entry<T>>();

  /** @param limit entries kept; the oldest go first. */
  constructor(private readonly limit: number) {}

  /** Whether there is a result, perhaps of files that have changed since. */
  has(key: string): boolean {
    return this.entries.has(key);
  }

  /** @param compute must read only through the files that it is given. */
  get(key: string, files: Files, compute: (files: Files) => T): T {
    const known = this.entries.get(key);
    if (known && isCurrent(known.reads, files)) {
      report(known.reads, files);
      return known.value;
    }
    const tracked = track(files);
    const value = compute(tracked);
    this.entries.delete(key);
    this.entries.set(key, { value, reads: tracked.reads });
    if (this.entries.size > this.limit) this.entries.delete(this.entries.keys().next().value!);
    return value;
  }
}

function track(files: Files): TrackedFiles {
  const reads = new Map<string, string>();
  const note = (question: string, answer: string): void => {
    reads.set(question, answer);
    if ('reads' in files) (files as TrackedFiles).reads.set(question, answer);
  };
  return {
    reads,
    below: files,
    read(file) {
      note(`f${file}`, versionOf(files.stat(file)));
      return files.read(file);
    },
    bytes(file, start, length) {
      note(`f${file}`, versionOf(files.stat(file)));
      return files.bytes(file, start, length);
    },
    stat(file) {
      const stat = files.stat(file);
      note(`f${file}`, versionOf(stat));
      return stat;
    },
    list(directory) {
      const entries = files.list(directory);
      note(`d${directory}`, namesOf(entries));
      return entries;
    },
    realpath(path) {
      const real = files.realpath(path);
      note(`r${path}`, real);
      return real;
    },
  };
}

function ask(files: Files, question: string): string {
  const path = question.slice(1);
  if (question.startsWith('f')) return versionOf(files.stat(path));
  return question.startsWith('r') ? files.realpath(path) : namesOf(files.list(path));
}

function versionOf(stat: FileStat | undefined): string {
  return stat?.version ?? '';
}

function namesOf(entries: readonly DirectoryEntry[]): string {
  return entries.map((entry) => entry.name + (entry.kind === 'directory' ? '/' : '')).join('\n');
}

function isCurrent(reads: ReadonlyMap<string, string>, files: Files): boolean {
  for (const [question, answer] of reads) if (ask(files, question) !== answer) return false;
  return true;
}

/** A result that is reused inside another computation is one of that computation's reads as well. */
function report(reads: ReadonlyMap<string, string>, files: Files): void {
  if (!('reads' in files)) return;
  for (const [question, answer] of reads) (files as TrackedFiles).reads.set(question, answer);
}
