/**
 * Which file an #include means (gcc: "Search Path"). The kernel builds with -nostdinc, so the path is the
 * unit's -I directories and then the kernel's own; a quoted name is looked for beside the including file first.
 */

import type { Files } from '../base/files.ts';
import type { KernelHeaders } from '../knowledge/kernel-target.ts';

/** Makefile of the kernel: USERINCLUDE and LINUXINCLUDE, in their order, for both halves of a split headers package. */
export function kernelIncludeDirectories(headers: KernelHeaders): string[] {
  const { sourceDirectory: source, buildDirectory: build, arch } = headers;
  return unique([
    `${source}/arch/${arch}/include`,
    `${build}/arch/${arch}/include/generated`,
    `${source}/include`,
    `${build}/include`,
    `${source}/arch/${arch}/include/uapi`,
    `${build}/arch/${arch}/include/generated/uapi`,
    `${source}/include/uapi`,
    `${build}/include/generated/uapi`,
  ]);
}

/** Makefile of the kernel, USERINCLUDE, and scripts/Makefile.lib, c_flags: read before every unit. */
export const KERNEL_FORCED_INCLUDES: readonly string[] = [
  'include/linux/compiler-version.h',
  'include/linux/kconfig.h',
  'include/linux/compiler_types.h',
];

function unique(list: readonly string[]): string[] {
  return [...new Set(list)];
}

/** A file that was found, and where on the search path: #include_next goes on behind that place. */
export interface Found {
  readonly path: string;
  /** Index into the path's directories; -1 when it was found beside the including file. */
  readonly index: number;
}

/** Remembers which files exist: for the kernel's headers until it is told to forget, for all others during one unit. */
export class Existence {
  private readonly kernel = new Map<string, boolean>();
  private readonly own = new Map<string, boolean>();

  constructor(
    private readonly files: Files,
    private readonly isKernelHeader: (path: string) => boolean,
  ) {}

  isFile(path: string): boolean {
    let known = this.kernel.get(path) ?? this.own.get(path);
    if (known === undefined) {
      known = this.files.stat(path)?.kind === 'file';
      (this.isKernelHeader(path) ? this.kernel : this.own).set(path, known);
    }
    return known;
  }

  beginUnit(): void {
    this.own.clear();
  }

  /** What this unit has asked outside the kernel's headers, with the answers. */
  ownAnswers(): ReadonlyMap<string, boolean> {
    return new Map(this.own);
  }

  /** Whether all these are still answered so. */
  stillAnswers(answers: ReadonlyMap<string, boolean>): boolean {
    for (const [path, answer] of answers) if (this.isFile(path) !== answer) return false;
    return true;
  }

  forget(): void {
    this.kernel.clear();
    this.own.clear();
  }
}

export class SearchPath {
  private readonly kernel = new Map<string, Found | null>();
  private readonly directories: readonly string[];

  /** `ownDirectories` are searched behind the kernel's, as scripts/Makefile.lib puts ccflags-y behind LINUXINCLUDE. */
  constructor(
    private readonly kernelDirectories: readonly string[],
    ownDirectories: readonly string[],
    private readonly existence: Existence,
  ) {
    this.directories = [...new Set([...kernelDirectories, ...ownDirectories])];
  }

  /** `beside` is the including file's directory, for a quoted name. */
  find(name: string, beside: string | undefined): Found | null {
    if (name.startsWith('/')) return this.existence.isFile(name) ? { path: name, index: -1 } : null;
    if (beside !== undefined) {
      const path = join(beside, name);
      if (this.existence.isFile(path)) return { path, index: -1 };
    }
    let found = this.kernel.get(name);
    if (found === undefined) this.kernel.set(name, (found = this.between(name, 0, this.kernelDirectories.length)));
    return found ?? this.between(name, this.kernelDirectories.length, this.directories.length);
  }

  /** Looks from the directory at `start` on. */
  findFrom(name: string, start: number): Found | null {
    return this.between(name, start, this.directories.length);
  }

  private between(name: string, start: number, end: number): Found | null {
    for (let index = start; index < end; index++) {
      const path = join(this.directories[index]!, name);
      if (this.existence.isFile(path)) return { path, index };
    }
    return null;
  }

  forget(): void {
    this.kernel.clear();
  }
}

/** Path of `name` seen from a directory, with "." and ".." taken out (as text: links are not followed). */
export function join(directory: string, name: string): string {
  if (!name.includes('./') && !name.includes('//')) return `${directory}/${name}`;
  const parts: string[] = [];
  for (const part of `${directory}/${name}`.split('/')) {
    if (part === '..' && parts.length > 1) parts.pop();
    else if (part !== '.' && (part !== '' || parts.length === 0)) parts.push(part);
  }
  return parts.join('/');
}

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}
