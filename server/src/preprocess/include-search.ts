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

/** Remembers which files exist until it is told to forget. */
export class Existence {
  private readonly known = new Map<string, boolean>();

  constructor(private readonly files: Files) {}

  isFile(path: string): boolean {
    let known = this.known.get(path);
    if (known === undefined) {
      known = this.files.stat(path)?.kind === 'file';
      this.known.set(path, known);
    }
    return known;
  }

  forget(): void {
    this.known.clear();
  }
}

export class SearchPath {
  private readonly angled = new Map<string, Found | null>();

  constructor(
    readonly directories: readonly string[],
    private readonly existence: Existence,
  ) {}

  /** `beside` is the including file's directory, for a quoted name. */
  find(name: string, beside: string | undefined): Found | null {
    if (name.startsWith('/')) return this.existence.isFile(name) ? { path: name, index: -1 } : null;
    if (beside !== undefined) {
      const path = join(beside, name);
      if (this.existence.isFile(path)) return { path, index: -1 };
    }
    let found = this.angled.get(name);
    if (found === undefined) this.angled.set(name, (found = this.findFrom(name, 0)));
    return found;
  }

  /** Looks from the directory at `start` on. */
  findFrom(name: string, start: number): Found | null {
    for (let index = start; index < this.directories.length; index++) {
      const path = join(this.directories[index]!, name);
      if (this.existence.isFile(path)) return { path, index };
    }
    return null;
  }

  forget(): void {
    this.angled.clear();
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
