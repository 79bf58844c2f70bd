/**
 * Which C files are compiled for BPF. Make files seldom say so in a way that can be read without running them, so a
 * source is recognised by what it is: it includes the headers that only programs for BPF include, or states a licence
 * in the section that only they have.
 */

import path from 'node:path';
import type { Files } from '../base/files.ts';
import { isRead, type CSources, type ReadCFile } from './c-sources.ts';
import { looksLikeKernelModule, walkFiles } from './standalone.ts';

/** Dumps of the kernel's types, and libbpf's headers for the side of the kernel. */
const BPF_HEADER = /(?:^|\/)(?:vmlinux|bpf_helpers|bpf_helper_defs|bpf_tracing|bpf_core_read|usdt\.bpf)\.h$/;
const LICENSE_SECTION = /\bSEC\s*\(\s*"license"\s*\)|\bsection\s*\(\s*"license"\s*\)/;

/** By its own text alone. */
export function saysThatItIsForBpf({ statements, text }: ReadCFile): boolean {
  return statements.includes.some((include) => BPF_HEADER.test(include.path)) || LICENSE_SECTION.test(text);
}

/** The licence, and all else, may stand in a file of its own that the source includes. */
export function looksLikeBpfSource(source: ReadCFile, sources: CSources, files: Files, maxFileSize: number): boolean {
  const { statements } = source;
  if (saysThatItIsForBpf(source)) return true;
  if (looksLikeKernelModule(statements) || !statements.includes.some((include) => include.quoted)) return false;
  return sources.headersOf(source, NO_FLAGS, files, maxFileSize).some((included) => LICENSE_SECTION.test(included.text));
}

const NO_FLAGS = { macros: [], includeDirs: [], forcedIncludes: [] };

export class BpfSourceFinder {
  constructor(private readonly sources: CSources) {}

  /** Everything at or below a path. */
  below(root: string, files: Files, maxFileSize: number): readonly string[] {
    if (files.stat(root)?.kind === 'file') return this.ofFile(root, path.dirname(root), files, maxFileSize);
    const found: ReadCFile[] = [];
    for (const { path: file, name } of walkFiles(root, files)) {
      if (!name.endsWith('.c')) continue;
      const read = this.sources.read(file, files, maxFileSize);
      // What cannot be read is named by those who look for kernel modules.
      if (isRead(read) && looksLikeBpfSource(read, this.sources, files, maxFileSize)) found.push(read);
    }
    const parts = partsOf(found);
    return found.filter((read) => !parts.has(read.file)).map(({ file }) => file);
  }

  /**
   * The sources whose objects a file has a part in: itself, or those beside and above it that may include it.
   * @param top where the search upwards ends: the opened folder
   */
  ofFile(file: string, top: string, files: Files, maxFileSize: number): readonly string[] {
    const found: string[] = [];
    for (let directory = path.dirname(file); ; directory = path.dirname(directory)) {
      const all = this.inDirectory(directory, files, maxFileSize);
      const parts = partsOf(all);
      const whole = all.filter((read) => !parts.has(read.file));
      found.push(...whole.filter((read) => read.file === file || this.mayInclude(read, file, files, maxFileSize)).map((read) => read.file));
      if (directory === top || directory === path.dirname(directory)) return found;
    }
  }

  /** By the name of the file: directories that only a compiler is told do not matter then. */
  private mayInclude(source: ReadCFile, file: string, files: Files, maxFileSize: number): boolean {
    const name = path.basename(file);
    const all = [source, ...this.sources.headersOf(source, NO_FLAGS, files, maxFileSize)];
    return all.some(({ statements }) => statements.includes.some((include) => path.basename(include.path) === name));
  }

  private inDirectory(directory: string, files: Files, maxFileSize: number): ReadCFile[] {
    return files.list(directory).flatMap(({ name, kind }) => {
      if (kind !== 'file' || !name.endsWith('.c')) return [];
      const read = this.sources.read(path.join(directory, name), files, maxFileSize);
      return isRead(read) && looksLikeBpfSource(read, this.sources, files, maxFileSize) ? [read] : [];
    });
  }
}

/** C files that a source takes in as a part of itself. */
export function includedSources({ file, statements }: ReadCFile): string[] {
  return statements.includes.filter((include) => include.path.endsWith('.c')).map((include) => path.resolve(path.dirname(file), include.path));
}

/** Sources that others include and that state no licence of their own: they are compiled as a part of these. */
function partsOf(sources: readonly ReadCFile[]): ReadonlySet<string> {
  const included = new Set(sources.flatMap(includedSources));
  return new Set(sources.filter(({ file, text }) => included.has(file) && !LICENSE_SECTION.test(text)).map(({ file }) => file));
}
