/** The list of bundled data files: what each holds, what it was built from, and its checksum. Data and its reading; no I/O. */

import { createHash } from 'node:crypto';
import zlib from 'node:zlib';

/** From the product's root, with slashes, as are the names handed to a `LoadData`. */
export const DATA_DIRECTORY = 'server/data';
export const MANIFEST = `${DATA_DIRECTORY}/manifest.json`;

/** Reads a file that ships with the product, by its path from the product's root; throws where it is missing. */
export type LoadData = (name: string) => Uint8Array;

/** Something that knowledge was built from: a package of a distribution or of npm, a source tree. */
export interface Origin {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  /** sha256 of the package, hexadecimal. */
  readonly sha256?: string;
}

export interface ManifestEntry {
  /** "kernel-6.12-amd64", "export-history", "licenses", … */
  readonly name: string;
  /** Below server/data. */
  readonly file: string;
  /** One line for people: "26,765 exports, 15,144 of them GPL-only". */
  readonly contents: string;
  readonly origins: readonly Origin[];
  /** For a kernel: its release, so that a version can be looked up without reading the facts. */
  readonly release?: string;
  readonly kernelVersion?: readonly [number, number, number];
  readonly bytes: number;
  /** sha256 of the file, hexadecimal. */
  readonly sha256: string;
}

/** Throws where the text is no manifest. */
export function parseManifest(text: string): readonly ManifestEntry[] {
  const entries: unknown = JSON.parse(text);
  if (!Array.isArray(entries)) throw new Error(`${MANIFEST} is damaged`);
  return entries as ManifestEntry[];
}

/** Text of a data file. Throws where the bytes are damaged. */
export function unpack(bytes: Uint8Array): string {
  return unpackBytes(bytes).toString('utf8');
}

export function unpackBytes(bytes: Uint8Array): Buffer {
  return zlib.brotliDecompressSync(bytes);
}

export function hasChecksum(bytes: Uint8Array, sha256: string): boolean {
  return createHash('sha256').update(bytes).digest('hex') === sha256;
}
