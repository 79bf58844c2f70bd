/**
 * The only way in which the core reads files. `workspace/` implements it for a disk, for open
 * documents on top of a disk, and in memory for tests. Reading is synchronous on purpose: make files
 * and headers are read in the order in which their own text asks for them.
 */

export interface FileText {
  readonly text: string;
  /** 'latin1' when the bytes are not valid UTF-8: offsets are then those of the bytes. */
  readonly encoding: 'utf-8' | 'latin1';
}

/** Why a file has no text. `reason` is a clause for people: "is larger than 8 MiB", "does not exist". */
export interface Unreadable {
  readonly reason: string;
}

export interface FileStat {
  readonly kind: 'file' | 'directory';
  /** Bytes. */
  readonly size: number;
  /** Changes whenever the content may have changed: modification time and size, or a document's version. */
  readonly version: string;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory';
}

export interface Files {
  read(path: string): FileText | Unreadable;
  /** A part of what is stored, for files that are no text; fewer bytes than asked for where the file ends before. */
  bytes(path: string, start: number, length: number): Uint8Array | Unreadable;
  stat(path: string): FileStat | undefined;
  /** Sorted by name; empty for what is no readable directory. Links that lead round in a circle are left out. */
  list(directory: string): readonly DirectoryEntry[];
  /** The path without symbolic links in it; the same path where there is nothing. */
  realpath(path: string): string;
}

export function isReadable(result: FileText | Unreadable): result is FileText {
  return 'text' in result;
}

/** Something that should have been read and was not: it appears in every report, because silence is no clean bill. */
export interface Unread {
  readonly file: string;
  readonly reason: string;
  /** 1-based, where one line is to blame. */
  readonly line?: number;
}
