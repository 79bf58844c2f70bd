/** Which directories there are where only files are listed, and what lies in each. */

import path from 'node:path';
import type { DirectoryEntry } from '../base/files.ts';

export class DirectoryTree {
  private readonly directories = new Map<string, Map<string, DirectoryEntry['kind']>>();

  /** @param file path with slashes; the directories above it come to be. */
  add(file: string): void {
    this.register(file, 'file');
  }

  has(directory: string): boolean {
    return this.directories.has(directory);
  }

  /** Sorted by name; empty where there is no such directory. */
  list(directory: string): readonly DirectoryEntry[] {
    const entries = this.directories.get(directory) ?? [];
    return [...entries].map(([name, kind]) => ({ name, kind })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private register(entry: string, kind: DirectoryEntry['kind']): void {
    const parent = path.posix.dirname(entry);
    if (parent === entry) return;
    let entries = this.directories.get(parent);
    if (!entries) {
      this.directories.set(parent, (entries = new Map()));
      this.register(parent, 'directory');
    }
    entries.set(path.posix.basename(entry), kind);
  }
}
