/**
 * One reading of the build files below a root: the files (each read once, none outside the root), what could not be
 * read, and a limit on the work that hostile build files can ask for.
 */

import path from 'node:path';
import { isReadable, type Files, type FileText, type Unreadable, type Unread } from '../base/files.ts';
import { LineIndex } from '../base/line-index.ts';
import type { Location } from '../base/location.ts';
import { rememberedFiles } from '../base/remembered-files.ts';

/** Steps that one reading may take; projects of a thousand sources need some ten thousand. */
const WORK_LIMIT = 300_000;
const UNREAD_LIMIT = 1_000;

export class WorkLimitReached extends Error {}

export class BuildText {
  private index: LineIndex | undefined;

  constructor(
    readonly path: string,
    readonly text: string,
  ) {}

  at(start: number, end: number): Location {
    this.index ??= new LineIndex(this.text);
    return { file: this.path, range: this.index.range({ start, end }) };
  }

  /** What is written in a 1-based line, without the blanks around it. */
  ofLine(line: number): Location {
    this.index ??= new LineIndex(this.text);
    const text = this.index.lineText(line);
    const column = text.length - text.trimStart().length + 1;
    return { file: this.path, range: { start: { line, column }, end: { line, column: Math.max(column, text.trimEnd().length + 1) } } };
  }

  line(offset: number): number {
    this.index ??= new LineIndex(this.text);
    return this.index.position(offset).line;
  }
}

export class BuildRun {
  readonly files: Files;
  readonly unread: Unread[] = [];
  private readonly texts = new Map<string, BuildText | undefined>();
  private readonly reported = new Set<string>();
  private work = 0;

  constructor(
    files: Files,
    readonly root: string,
  ) {
    this.files = rememberedFiles(onlyInside(files, root));
  }

  /** The text of a build file; undefined, with the reason reported, where it cannot be read. */
  open(file: string): BuildText | undefined {
    if (this.texts.has(file)) return this.texts.get(file);
    const read = this.files.read(file);
    if (!isReadable(read)) this.report(file, read.reason);
    const text = isReadable(read) ? new BuildText(file, read.text.replace(/^\uFEFF/, ' ')) : undefined;
    this.texts.set(file, text);
    return text;
  }

  isFile(file: string): boolean {
    return this.files.stat(file)?.kind === 'file';
  }

  /** Build files that were opened, in order. */
  get opened(): string[] {
    return [...this.texts].filter(([, text]) => text).map(([file]) => file);
  }

  report(file: string, reason: string, line?: number): void {
    const key = `${file}\0${line}\0${reason}`;
    if (this.reported.has(key) || this.reported.size > UNREAD_LIMIT) return;
    this.reported.add(key);
    if (this.reported.size > UNREAD_LIMIT) this.unread.push({ file: this.root, reason: 'has more build statements that are not understood than are listed here' });
    else this.unread.push(line === undefined ? { file, reason } : { file, line, reason });
  }

  /** Counts work; each reader's `guarded` ends what takes too much of it. */
  step(amount = 1): void {
    this.work += amount;
    if (this.work > WORK_LIMIT) throw new WorkLimitReached();
  }

  /** Runs one reader. Where it asks for too much, what it found so far counts and the cut is reported. */
  guarded(file: string, read: () => void): void {
    this.work = 0;
    try {
      read();
    } catch (error) {
      if (!(error instanceof WorkLimitReached) && !(error instanceof RangeError)) throw error;
      this.report(file, 'takes more work to evaluate than is allowed; the rest was not read');
    }
  }
}

/** Build files can name any path: what is not below the root does not exist for them, also behind symbolic links. */
function onlyInside(files: Files, root: string): Files {
  const realRoot = files.realpath(root);
  const below = (top: string, file: string) => file === top || file.startsWith(top.endsWith(path.sep) ? top : top + path.sep);
  const inside = (file: string) => below(root, path.normalize(file)) && below(realRoot, files.realpath(file));
  const outside: Unreadable = { reason: 'is outside of the folder that is read' };
  return {
    read: (file): FileText | Unreadable => (inside(file) ? files.read(file) : outside),
    bytes: (file, start, length) => (inside(file) ? files.bytes(file, start, length) : outside),
    stat: (file) => (inside(file) ? files.stat(file) : undefined),
    list: (directory) => (inside(directory) ? files.list(directory) : []),
    realpath: (file) => files.realpath(file),
  };
}
