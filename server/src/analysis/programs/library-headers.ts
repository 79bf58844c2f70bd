/**
 * The headers of libraries on this machine, for what their macros and inline functions bring into a program: png_jmpbuf()
 * is png_set_longjmp_fn() for the linker. Read once in a process: nobody edits them.
 */

import path from 'node:path';
import type { Files } from '../../base/files.ts';
import type { HeaderBodies } from '../../resolve/name-bodies.ts';
import { isScanned, type ScannedFiles } from './scanned-files.ts';

/** Where compilers look (FHS 3.0, 4.5 and 4.9); headers of pkg-config stand one directory further down. */
const PLACES = ['/usr/local/include', '/usr/include'];

export class LibraryHeaders {
  private readonly places = new Map<string, string | undefined>();
  private readonly bodies = new Map<string, ReadonlyMap<string, readonly string[]>>();
  private directories: readonly string[] | undefined;

  /** @param systemRoot "" for this machine */
  constructor(
    private readonly scanned: ScannedFiles,
    private readonly systemRoot: string,
  ) {}

  /** What the names of these headers, and of those that they include, stand for. */
  bodiesOf(headers: readonly string[], files: Files, maxFileSize: number): HeaderBodies {
    const wanted = [...new Set(headers)].sort();
    const key = wanted.join('\n');
    let all = this.bodies.get(key);
    if (!all) this.bodies.set(key, (all = this.collect(wanted, files, maxFileSize)));
    return (name) => all.get(name);
  }

  private collect(headers: readonly string[], files: Files, maxFileSize: number): ReadonlyMap<string, readonly string[]> {
    const all = new Map<string, readonly string[]>();
    const queue = headers.flatMap((header) => this.find(header, undefined, files) ?? []);
    const seen = new Set(queue);
    for (const file of queue) {
      const read = this.scanned.read(file, files, maxFileSize);
      if (!isScanned(read)) continue;
      for (const [name, body] of read.uses.bodies) if (body.length > 0) all.set(name, [...(all.get(name) ?? []), ...body]);
      for (const { path: header } of read.uses.includes) {
        const next = this.find(header, path.dirname(file), files);
        if (next === undefined || seen.has(next)) continue;
        seen.add(next);
        queue.push(next);
      }
    }
    return all;
  }

  private find(header: string, beside: string | undefined, files: Files): string | undefined {
    if (beside !== undefined) {
      const near = path.join(beside, header);
      if (this.isFile(near, files)) return near;
    }
    if (!this.places.has(header)) {
      this.directories ??= directoriesBelow(PLACES.map((place) => this.systemRoot + place), files);
      this.places.set(header, this.directories.map((place) => path.join(place, header)).find((file) => this.isFile(file, files)));
    }
    return this.places.get(header);
  }

  private isFile(file: string, files: Files): boolean {
    return files.stat(file)?.kind === 'file';
  }
}

/** The places themselves, those of the machine's architecture, and one step down for packages that have a directory of their own. */
function directoriesBelow(places: readonly string[], files: Files): string[] {
  const below = (place: string): string[] => files.list(place).filter(({ kind }) => kind === 'directory').map(({ name }) => path.join(place, name));
  const first = places.flatMap(below);
  const architectures = first.filter((directory) => /-linux-/.test(path.basename(directory)));
  const libraries = places.flatMap((place) => below(place.replace(/include$/, 'lib'))).flatMap((directory) => [directory, ...(/-linux-/.test(directory) ? below(directory) : [])]);
  return [...places, ...architectures, ...first, ...architectures.flatMap(below), ...libraries.map((directory) => path.join(directory, 'include'))];
}
