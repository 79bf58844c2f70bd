/**
 * Writes files of server/data and their entries in its manifest, or compares them, for the builders of knowledge.
 * Data files are compared as text and by checksum, not by compressing again: another zlib may choose other bytes.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { DATA_DIRECTORY, MANIFEST, parseManifest, unpack, type ManifestEntry } from '../../server/src/knowledge/manifest.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** What a builder makes: an entry without what follows from the bytes. */
export interface BuiltFile extends Omit<ManifestEntry, 'bytes' | 'sha256'> {
  readonly text: string;
}

/** Writes the files, and replaces the manifest's entries of the same names. */
export function writeKnowledge(files: readonly BuiltFile[]): void {
  fs.mkdirSync(path.join(ROOT, DATA_DIRECTORY), { recursive: true });
  const entries = new Map(readManifest().map((entry) => [entry.name, entry]));
  for (const { text, ...entry } of files) {
    const bytes = pack(text);
    fs.writeFileSync(path.join(ROOT, DATA_DIRECTORY, entry.file), bytes);
    entries.set(entry.name, { ...entry, bytes: bytes.length, sha256: sha256(bytes) });
    console.log(`${entry.file}: ${(bytes.length / 1000).toFixed(0)} kB of ${(Buffer.byteLength(text) / 1000).toFixed(0)} kB; ${entry.contents}`);
  }
  const sorted = [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  fs.writeFileSync(path.join(ROOT, MANIFEST), `${JSON.stringify(sorted, null, 2)}\n`);
}

/** Differences between what a builder makes now and what is in the repository, as sentences. */
export function compareKnowledge(files: readonly BuiltFile[]): string[] {
  const entries = new Map(readManifest().map((entry) => [entry.name, entry]));
  return files.flatMap(({ text, ...built }) => {
    const kept = entries.get(built.name);
    if (!kept) return [`${built.name} is not in ${MANIFEST}`];
    const { bytes: _, sha256: checksum, ...rest } = kept;
    const data = fs.readFileSync(path.join(ROOT, DATA_DIRECTORY, kept.file));
    const problems: string[] = [];
    if (sha256(data) !== checksum) problems.push(`${kept.file} does not have the checksum that ${MANIFEST} gives`);
    else if (unpack(data) !== text) problems.push(`${kept.file} is not what its sources give`);
    if (JSON.stringify(sortKeys(rest)) !== JSON.stringify(sortKeys(built))) problems.push(`${built.name} is described differently in ${MANIFEST}`);
    return problems;
  });
}

/** Prints the outcome of a comparison and sets the exit status: 1 for a difference. */
export function reportComparison(problems: readonly string[], command: string, agreement: string): void {
  if (problems.length === 0) {
    console.log(agreement);
    return;
  }
  for (const problem of problems) console.error(problem);
  console.error(`run: ${command}`);
  process.exitCode = 1;
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readManifest(): readonly ManifestEntry[] {
  const file = path.join(ROOT, MANIFEST);
  return fs.existsSync(file) ? parseManifest(fs.readFileSync(file, 'utf8')) : [];
}

function pack(text: string): Buffer {
  const bytes = Buffer.from(text);
  return zlib.brotliCompressSync(bytes, {
    params: {
      [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
      [zlib.constants.BROTLI_PARAM_LGWIN]: 24,
      [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sortKeys(inner)]));
}
