/**
 * What the last session found, to be shown until this one has looked itself. Only of files that are what they were then: an open
 * document by its text, another file by its time and size. What is damaged, or of another version or folder, is as if it were not there.
 */

import { createHash } from 'node:crypto';
import type { ByteStore } from '../base/byte-store.ts';
import { isReadable, type Files } from '../base/files.ts';
import type { Finding } from '../findings/finding.ts';

export interface LastSession {
  /** Undefined where nothing is known of this text. */
  ofDocument(file: string, text: string): readonly Finding[] | undefined;
  /** Findings in files of the disk that have not changed since. */
  ofFiles(): readonly Finding[];
  /** For the next session: by file, with the text where it was that of a document. */
  save(found: ReadonlyMap<string, { readonly findings: readonly Finding[]; readonly text?: string }>): void;
}

interface Entry {
  /** Of the text; where it is missing, `version` holds. */
  readonly hash?: string;
  /** Of the file on the disk. */
  readonly version?: string;
  readonly findings: readonly Finding[];
}

interface Stored {
  readonly identity: string;
  readonly files: Readonly<Record<string, Entry>>;
}

/** More would take long to read at the start, and nobody looks at so many before they are found anew. */
const MOST_FINDINGS = 2_000;

/** @param identity what the findings are about, beside the files: folders, settings, version of the product */
export function createLastSession(store: ByteStore | undefined, disk: Files, identity: string): LastSession {
  const name = hashOf(identity).slice(0, 24);
  const known = readEntries(store?.read(name), identity);

  return {
    ofDocument(file, text) {
      const entry = known.get(file);
      if (!entry) return undefined;
      return isOfText(entry, file, text) ? entry.findings : undefined;
    },
    ofFiles: () => [...known].flatMap(([file, { version, findings }]) => (version !== undefined && disk.stat(file)?.version === version ? findings : [])),
    save(found) {
      const files: Record<string, Entry> = {};
      let room = MOST_FINDINGS;
      for (const [file, { findings, text }] of found) {
        room -= findings.length;
        if (room < 0) break;
        const version = disk.stat(file)?.version;
        const saved = text === undefined || isOnDisk(file, text);
        files[file] = { ...(text !== undefined && { hash: hashOf(text) }), ...(saved && version !== undefined && { version }), findings };
      }
      store?.write(name, Buffer.from(JSON.stringify({ identity, files } satisfies Stored)));
    },
  };

  function isOfText({ hash, version }: Entry, file: string, text: string): boolean {
    if (hash !== undefined) return hashOf(text) === hash;
    return version !== undefined && disk.stat(file)?.version === version && isOnDisk(file, text);
  }

  function isOnDisk(file: string, text: string): boolean {
    const content = disk.read(file);
    return isReadable(content) && content.text === text;
  }
}

function readEntries(bytes: Uint8Array | undefined, identity: string): ReadonlyMap<string, Entry> {
  if (!bytes) return new Map();
  try {
    const stored = JSON.parse(Buffer.from(bytes).toString('utf8')) as Stored;
    if (stored.identity !== identity) return new Map();
    return new Map(Object.entries(stored.files).filter(([file, { findings }]) => findings.every((finding) => isFinding(finding, file))));
  } catch {
    return new Map();
  }
}

/** Enough for the conversions that follow: nobody but this product writes there. */
function isFinding(value: Partial<Finding> | null, file: string): boolean {
  return value?.file === file && typeof value.rule === 'string' && typeof value.message === 'string' && Array.isArray(value.evidence) && typeof value.range?.start?.line === 'number' && typeof value.range.end?.line === 'number';
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
