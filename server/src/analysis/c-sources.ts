/**
 * C files and what they say, each read once per version. Statements are read from the text at once; the syntax
 * tree, which costs a hundred times as much, only where names are asked for.
 */

import path from 'node:path';
import { isReadable, type Files } from '../base/files.ts';
import { LineIndex } from '../base/line-index.ts';
import type { CNames, CStatements } from '../facts/c-facts.ts';
import { extractNames } from '../facts/extract-names.ts';
import { readStatements } from '../facts/read-statements.ts';
import type { CompileFlags } from '../make/compile-flags.ts';
import type { NamedFile, NamedSource } from '../resolve/names-in-sources.ts';
import type { SyntaxEngine } from '../syntax/syntax-tree.ts';
import { TrackedCache } from './tracked-cache.ts';

export interface ReadCFile {
  readonly file: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly statements: CStatements;
}

/** Why there is nothing to say of a file. */
export interface UnreadCFile {
  readonly reason: string;
}

export function isRead(result: ReadCFile | UnreadCFile): result is ReadCFile {
  return 'statements' in result;
}

export class CSources {
  private readonly files = new TrackedCache<ReadCFile | UnreadCFile>(4_000);
  private readonly names = new WeakMap<ReadCFile, CNames | UnreadCFile>();

  private engine: SyntaxEngine | undefined;

  /** @param loadEngine loads the grammar of C, which a workspace without C never needs */
  constructor(private readonly loadEngine: () => Promise<SyntaxEngine>) {}

  /** Has to be awaited before names are asked for. */
  async ready(): Promise<void> {
    this.engine ??= await this.loadEngine();
  }

  /** @param maxFileSize bytes */
  read(file: string, files: Files, maxFileSize: number): ReadCFile | UnreadCFile {
    return this.files.get(`${maxFileSize} ${file}`, files, (tracked) => readFile(file, tracked, maxFileSize));
  }

  /** The headers of its own project that a file includes, directly or not. Those that are found nowhere are the kernel's. */
  headersOf(source: ReadCFile, flags: CompileFlags, files: Files, maxFileSize: number): ReadCFile[] {
    const headers = new Map<string, ReadCFile>();
    const open = [source];
    for (let file; (file = open.pop()); ) {
      for (const include of file.statements.includes) {
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
    return [...headers.values()];
  }

  /** A source with its headers and the names in all of them. */
  named(source: ReadCFile, headers: readonly ReadCFile[]): NamedSource | UnreadCFile {
    const file = this.namesOf(source);
    if ('reason' in file) return file;
    return { ...file, headers: headers.map((header) => this.namesOf(header)).filter((header) => 'names' in header) };
  }

  private namesOf(file: ReadCFile): NamedFile | UnreadCFile {
    let names = this.names.get(file);
    if (!names) this.names.set(file, (names = this.parse(file)));
    return 'reason' in names ? names : { ...file, names };
  }

  private parse({ text, statements }: ReadCFile): CNames | UnreadCFile {
    const definitions = statements.macros.map((macro) => macro.span);
    if (!this.engine) throw new Error('names of C are asked for before its grammar is there');
    try {
      const names = this.engine.withTree('c', text, (root) => extractNames(text, root, definitions));
      return names ?? { reason: 'takes too long to parse and was given up' };
    } catch (error) {
      if (error instanceof RangeError) return { reason: 'is nested too deeply to be read' };
      throw error;
    }
  }
}

function readFile(file: string, files: Files, maxFileSize: number): ReadCFile | UnreadCFile {
  const size = files.stat(file)?.size ?? 0;
  if (size > maxFileSize) {
    return { reason: `is larger than the limit of ${mebibytes(maxFileSize)} (${mebibytes(size)}) and was not read` };
  }
  const content = files.read(file);
  if (!isReadable(content)) return content;
  const { text } = content;
  return { file, text, lines: new LineIndex(text), statements: readStatements(text) };
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1048576).toFixed(1)} MiB`;
}
