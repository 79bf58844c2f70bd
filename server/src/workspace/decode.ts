/** Bytes of a source file as text. */

import type { FileText, Unreadable } from '../base/files.ts';

/** Compilers read bytes, and old sources hold Latin-1 names in comments: those are read as such, not refused. */
export function decode(bytes: Uint8Array): FileText | Unreadable {
  if (looksBinary(bytes)) return { reason: 'is not text (it holds NUL bytes)' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'), encoding: 'latin1' };
  }
}

function looksBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8192).includes(0);
}
