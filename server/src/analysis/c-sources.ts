/** C files with their facts, and the project's own headers that they include; each file is parsed once per version. */

import path from 'node:path';
import { isReadable, type Files } from '../base/files.ts';
import { LineIndex } from '../base/line-index.ts';
import type { CFacts } from '../facts/c-facts.ts';
import { extractC } from '../facts/extract-c.ts';
import type { CompileFlags } from '../kbuild/kernel-module.ts';
import type { ReadSource } from '../resolve/names-in-sources.ts';
import type { SyntaxEngine } from '../syntax/syntax-tree.ts';
import { TrackedCache } from './tracked-cache.ts';

export interface ReadCFile {
  readonly file: string;
  readonly facts: CFacts;
  readonly lines: LineIndex;
  readonly text: string;
}

/** Why a file has no facts. */
export interface UnreadCFile {
  readonly reason: string;
}

export function isRead(result: ReadCFile | UnreadCFile): result is ReadCFile {
  return 'facts' in result;
}

export class CSources {
  private readonly cache = new TrackedCache<ReadCFile | UnreadCFile>(4_000);

  constructor(private readonly engine: SyntaxEngine) {}

  /** @param maxFileSize bytes */
  read(file: string, files: Files, maxFileSize: number): ReadCFile | UnreadCFile {
    return this.cache.get(`${maxFileSize} ${file}`, files, (tracked) => this.extract(file, tracked, maxFileSize));
  }

  private extract(file: string, files: Files, maxFileSize: number): ReadCFile | UnreadCFile {
    const size = files.stat(file)?.size ?? 0;
    if (size > maxFileSize) {
      return { reason: `is larger than the limit of ${mebibytes(maxFileSize)} (${mebibytes(size)}) and was not read` };
    }
    const content = files.read(file);
    if (!isReadable(content)) return content;
    const { text } = content;
    try {
      const facts = this.engine.withTree('c', text, (root) => extractC(text, root));
      if (!facts) return { reason: 'takes too long to parse and was given up' };
      return { file, facts, lines: new LineIndex(text), text };
    } catch (error) {
      if (error instanceof RangeError) return { reason: 'is nested too deeply to be read' };
      throw error;
    }
  }

  /** A source with the headers of its own project. Headers that are found nowhere are the kernel's, and left alone. */
  readWithHeaders(source: ReadCFile, flags: CompileFlags, files: Files, maxFileSize: number): ReadSource {
    const headers = new Map<string, ReadCFile>();
    const open = [source];
    for (let file; (file = open.pop()); ) {
      for (const include of file.facts.includes) {
        const directories = [...(include.quoted ? [path.dirname(file.file)] : []), ...flags.includeDirs];
        const header = directories
          .map((directory) => path.resolve(directory, include.path))
          .find((candidate) => files.stat(candidate)?.kind === 'file');
        if (header === undefined || header === source.file || headers.has(header)) continue;
        const read = this.read(header, files, maxFileSize);
        if (!isRead(read)) continue;
        headers.set(header, read);
        open.push(read);
      }
    }
    return { ...source, headers: [...headers.values()] };
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1048576).toFixed(1)} MiB`;
}
