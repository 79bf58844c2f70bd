/**
 * Skeletons of the files that units are made of. The kernel's headers stay until somebody says that they may
 * have changed; all other files are looked at before every unit, and what was made of them is dropped
 * when they have not been wanted for a while, because a kernel's worth of modules goes through one preprocessor.
 */

import { type Files, isReadable } from '../base/files.ts';
import { expansionsByText } from './chunk.ts';
import { lexNextVersion, type Library, OP_DEFINE, OP_SIZE, readSkeleton, releaseText, type Skeleton } from './skeleton.ts';

/** Characters of own files whose directives are kept; beyond, the least recently used are read again when they are wanted. */
const KEPT_CHARACTERS = 32 << 20;
/** Units that the directives of an own file outlive its last use: the files of a driver, which its units include in turn. */
const KEPT_DIRECTIVES = 200;
/** Units that what an own file expands to outlives its last use: as many as an editor shows, or a module has. */
const KEPT_UNITS = 24;

export class FileCache {
  private readonly shared = new Map<string, Skeleton>();
  /** All others, least recently used first. */
  private readonly own = new Map<string, Skeleton>();
  private ownCharacters = 0;
  /** The unit that used an own file last. */
  private readonly lastUse = new WeakMap<Skeleton, number>();
  /** Own files whose text has not been released, least recently used first. */
  private readonly inUse = new Set<Skeleton>();
  /** Own files that this unit has looked at. */
  private readonly checked = new Set<string>();
  private unit = 0;

  constructor(
    private readonly files: Files,
    private readonly library: Library,
    private readonly isShared: (path: string) => boolean,
  ) {}

  beginUnit(): void {
    this.checked.clear();
    this.unit++;
    for (const file of this.inUse) {
      if (this.wasUsedWithin(file, KEPT_UNITS)) break;
      releaseText(file);
      this.inUse.delete(file);
    }
    for (const [path, file] of this.own) {
      if (this.wasUsedWithin(file, KEPT_DIRECTIVES)) break;
      this.forget(path);
    }
  }

  private wasUsedWithin(file: Skeleton, units: number): boolean {
    return this.lastUse.get(file)! >= this.unit - units;
  }

  /** The skeleton of a file, or why there is none. */
  load(path: string): Skeleton | string {
    const shared = this.shared.get(path);
    if (shared !== undefined) return shared;
    const own = this.own.get(path);
    if (own === undefined) return this.read(path);
    if (this.checked.has(path)) return own;
    if (this.files.stat(path)?.version !== own.version) return this.read(path);
    this.own.delete(path);
    this.own.set(path, own);
    this.use(path, own);
    return own;
  }

  /** The kernel's headers that have been read, by path. */
  get headers(): ReadonlyMap<string, Skeleton> {
    return this.shared;
  }

  /** Headers that were read before, by another preprocessor. */
  restore(headers: ReadonlyMap<string, Skeleton>): void {
    for (const [path, file] of headers) this.shared.set(path, file);
  }

  /** Drops the kernel headers that have changed. */
  revalidate(): void {
    this.checked.clear();
    for (const [path, file] of this.shared) if (this.files.stat(path)?.version !== file.version) this.shared.delete(path);
  }

  private use(path: string, file: Skeleton): void {
    this.checked.add(path);
    this.lastUse.set(file, this.unit);
    this.inUse.delete(file);
    this.inUse.add(file);
  }

  private read(path: string): Skeleton | string {
    const version = this.files.stat(path)?.version ?? '';
    const content = this.files.read(path);
    if (!isReadable(content)) {
      this.forget(path);
      return content.reason;
    }
    const before = path.endsWith('.S') ? undefined : this.own.get(path); // the lines of assembler text matter
    const macrosBefore = before && macrosByText(before, this.library);
    const file = readSkeleton(this.library, { path, text: content.text }, version, this.isShared(path), macrosBefore);
    if (before) {
      file.earlier = expansionsByText(before);
      lexNextVersion(this.library.names, before, file);
    }
    if (file.shared) {
      this.shared.set(path, file);
      return file;
    }
    this.forget(path, file);
    this.own.set(path, file);
    this.ownCharacters += content.text.length;
    this.use(path, file);
    for (const oldest of this.own.keys()) {
      if (this.ownCharacters <= KEPT_CHARACTERS || this.checked.has(oldest)) break;
      this.forget(oldest);
    }
    return file;
  }

  /** `successor`: the file's next version, which has taken over some of the macros. */
  private forget(path: string, successor?: Skeleton): void {
    const file = this.own.get(path);
    if (file === undefined) return;
    this.ownCharacters -= file.source.text.length;
    this.own.delete(path);
    this.inUse.delete(file);
    // Its macros' ids stay taken, so that nothing that remembers them can be deceived, but their text goes.
    const kept = new Set(successor && macroIds(successor));
    for (const macro of macroIds(file)) if (!kept.has(macro)) this.library.macros[macro] = undefined;
  }
}

function macroIds(file: Skeleton): number[] {
  const ids: number[] = [];
  for (let pc = 0; pc < file.ops.length; pc += OP_SIZE) if (file.ops[pc] === OP_DEFINE) ids.push(file.ops[pc + 1]!);
  return ids;
}

function macrosByText(file: Skeleton, library: Library): Map<string, number> {
  const found = new Map<string, number>();
  for (const id of macroIds(file)) {
    const macro = library.macros[id];
    if (macro && !found.has(macro.text)) found.set(macro.text, id);
  }
  return found;
}
