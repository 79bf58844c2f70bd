/** Files of a report as numbers, each with the name that people call it by: from the folder that holds it. */

import type { Location } from '../../base/location.ts';

export interface Place {
  /** Number in the table. */
  readonly file: number;
  readonly line: number;
  readonly column: number;
  /** Where a range ends, if it is more than a point. */
  readonly end?: readonly [line: number, column: number];
}

export class FileTable {
  readonly names: string[] = [];
  readonly paths: string[] = [];
  private readonly numbers = new Map<string, number>();

  /** @param roots absolute paths of the folders that names start from; a root that is a file gives its directory */
  constructor(private readonly roots: readonly string[]) {}

  add(file: string): number {
    let number = this.numbers.get(file);
    if (number === undefined) {
      number = this.names.length;
      this.numbers.set(file, number);
      this.names.push(this.nameOf(file));
      this.paths.push(file);
    }
    return number;
  }

  place({ file, range: { start, end } }: Location): Place {
    const isPoint = start.line === end.line && start.column === end.column;
    return { file: this.add(file), line: start.line, column: start.column, ...(!isPoint && { end: [end.line, end.column] as const }) };
  }

  /** With slashes, whatever the system. Files of no folder keep their path. */
  nameOf(file: string): string {
    const root = this.roots.find((candidate) => isBelow(file, candidate));
    if (root === undefined) return slashed(file);
    const name = slashed(file.slice(root.length).replace(/^[\\/]/, ''));
    if (name === '') return baseName(root);
    return this.roots.length > 1 ? `${baseName(root)}/${name}` : name;
  }

  get title(): string {
    return this.roots.map(baseName).join(', ');
  }
}

function isBelow(file: string, root: string): boolean {
  return file === root || (file.startsWith(root) && (/[\\/]$/.test(root) || /^[\\/]/.test(file.slice(root.length))));
}

function baseName(file: string): string {
  return slashed(file).replace(/\/+$/, '').split('/').at(-1) || slashed(file);
}

function slashed(file: string): string {
  return file.replaceAll('\\', '/');
}
