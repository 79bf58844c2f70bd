/**
 * A part of a file (the whole of it, or one member of an archive) whose bytes are fetched where they are needed: a
 * program of a gigabyte is looked at in a few small places.
 */

import type { Files, Unreadable } from '../base/files.ts';

/** Thrown inside this room alone: the message is the reason that the reader's caller gets. */
export class Malformed extends Error {}

/** No table that is worth reading is larger: what claims to be is damaged, or made to hurt. */
const LARGEST_TABLE = 64 << 20;

/** Bytes that are read for one answer: a small archive can name a large file a thousand times. */
const MOST_BYTES = 512 << 20;

/** What is left to be read for one answer. */
export class ReadBudget {
  private left = MOST_BYTES;

  spend(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0) throw new Malformed(`asks for more than ${MOST_BYTES >> 20} MiB to be read`);
  }
}

export interface ByteRange {
  readonly size: number;
  readonly budget: ReadBudget;
  /**
   * Exactly that many bytes.
   * @param what they are, for the reason: "its symbol table"
   */
  read(start: number, length: number, what: string): Buffer;
  part(start: number, length: number, what: string): ByteRange;
}

export function rangeOfFile(file: string, files: Files, budget: ReadBudget): ByteRange {
  const stat = files.stat(file);
  if (stat?.kind !== 'file') throw new Malformed(stat ? 'is a directory' : 'does not exist');
  return rangeWithin((start, length) => files.bytes(file, start, length), budget, 0, stat.size);
}

export function rangeOfBytes(bytes: Uint8Array): ByteRange {
  return rangeWithin((start, length) => bytes.subarray(start, start + length), new ReadBudget(), 0, bytes.length);
}

function rangeWithin(fetch: (start: number, length: number) => Uint8Array | Unreadable, budget: ReadBudget, from: number, size: number): ByteRange {
  const check = (start: number, length: number, what: string): void => {
    if (!(start >= 0 && length >= 0 && start + length <= size)) throw new Malformed(`is truncated or damaged: ${what} would lie outside of it`);
  };
  return {
    size,
    budget,
    read(start, length, what) {
      check(start, length, what);
      if (length > LARGEST_TABLE) throw new Malformed(`is too large to be looked into: ${what} has ${(length / (1 << 20)).toFixed(0)} MiB`);
      budget.spend(length);
      const bytes = fetch(from + start, length);
      if (!(bytes instanceof Uint8Array)) throw new Malformed(bytes.reason);
      if (bytes.length < length) throw new Malformed(`is truncated or damaged: it ends before ${what}`);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    part(start, length, what) {
      check(start, length, what);
      return rangeWithin(fetch, budget, from + start, length);
    },
  };
}
