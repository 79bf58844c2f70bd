/** Bytes of a source file as text. */

import { isUtf8 } from 'node:buffer';
import type { FileText, Unreadable } from '../base/files.ts';

/** Compilers read bytes, and old sources hold Latin-1 names in comments: those are read as such, not refused. */
export function decode(bytes: Uint8Array): FileText | Unreadable {
  if (looksBinary(bytes)) return { reason: 'is not text (it holds NUL bytes)' };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isUtf8(buffer)) return { text: buffer.toString('latin1'), encoding: 'latin1' };
  return { text: buffer.toString('utf8', startsWithMark(buffer) ? 3 : 0), encoding: 'utf-8' };
}

/** A byte order mark is no part of the text. */
function startsWithMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function looksBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8192).includes(0);
}
