/** A preprocessor lives longer than a snapshot: it reads through whichever files are current. */

import type { DirectoryEntry, Files } from '../base/files.ts';

export class CurrentFiles implements Files {
  constructor(public current: Files) {}

  read(path: string): ReturnType<Files['read']> {
    return this.current.read(path);
  }

  bytes(path: string, start: number, length: number): ReturnType<Files['bytes']> {
    return this.current.bytes(path, start, length);
  }

  stat(path: string): ReturnType<Files['stat']> {
    return this.current.stat(path);
  }

  list(directory: string): readonly DirectoryEntry[] {
    return this.current.list(directory);
  }

  realpath(path: string): string {
    return this.current.realpath(path);
  }
}
