/**
 * Reads a compiled file, by its content and not by its name. Whatever the bytes are, the answer is what they say or why
 * they cannot be read: nothing throws, and no damaged file makes it read without end.
 */

import type { Files } from '../base/files.ts';
import type { Binary, UnreadBinary } from './binary.ts';
import { Malformed, rangeOfBytes, rangeOfFile, ReadBudget, type ByteRange } from './byte-range.ts';
import { isElf } from './elf-layout.ts';
import { isArchive, readArchive } from './read-archive.ts';
import { readElf } from './read-elf.ts';

export function readBinary(file: string, files: Files): Binary | UnreadBinary {
  return orReason(() => {
    const range = rangeOfFile(file, files, new ReadBudget());
    const head = headOf(range);
    // What is in an archive is an object, never another archive: so none leads round in a circle.
    return isArchive(head) ? readArchive(range, file, files, (member) => orReason(() => readObject(member, headOf(member)))) : readObject(range, head);
  });
}

/** One object, program or library whose bytes are at hand: of a file that had to be unpacked first. */
export function readBinaryBytes(bytes: Uint8Array): Binary | UnreadBinary {
  return orReason(() => {
    const range = rangeOfBytes(bytes);
    return readObject(range, headOf(range));
  });
}

function orReason(read: () => Binary): Binary | UnreadBinary {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return { reason: error.message };
    throw error;
  }
}

function headOf(range: ByteRange): Buffer {
  return range.read(0, Math.min(64, range.size), 'its first bytes');
}

function readObject(range: ByteRange, head: Buffer): Binary {
  if (isElf(head)) return readElf(range);
  throw new Malformed(otherFormat(head));
}

/** Formats that are recognised, so that the reason helps. */
function otherFormat(head: Buffer): string {
  if (head.length === 0) return 'is empty';
  const magic = head.length < 4 ? 0 : head.readUInt32BE(0);
  switch (magic) {
    case 0xfeedface:
    case 0xfeedfacf:
    case 0xcefaedfe:
    case 0xcffaedfe:
      return 'is a Mach-O file (macOS), which is not read';
    case 0xcafebabe:
      // The same bytes begin a Java class, whose version is larger than any number of architectures.
      return head.length >= 8 && head.readUInt32BE(4) < 20 ? 'is a Mach-O file for several architectures (macOS), which is not read' : 'is a Java class';
    case 0x0061736d:
      return 'is a WebAssembly module, which is not read';
    case 0x4243c0de:
      return 'holds bitcode of LLVM, which is not read';
    case 0xfd377a58:
      return 'is compressed (xz): unpack it to have it read';
    case 0x28b52ffd:
      return 'is compressed (zstd): unpack it to have it read';
    default:
  }
  if (magic >>> 16 === 0x1f8b) return 'is compressed (gzip): unpack it to have it read';
  if (magic >>> 16 === 0x4d5a) return 'is a PE file (Windows), which is not read';
  const text = head.toString('latin1');
  if (/^(?:\/\*|INPUT|GROUP|OUTPUT_FORMAT)/.test(text)) return 'is a script for the linker, no compiled file';
  return 'is no compiled file of a format that is known';
}
