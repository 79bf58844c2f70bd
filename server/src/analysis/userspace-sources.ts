/** Programs beside the kernel modules of a workspace, and which of their includes lead to headers that the kernel keeps for itself. */

import path from 'node:path';
import type { Files } from '../base/files.ts';
import type { CInclude } from '../facts/c-facts.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { InternalInclude, UserspaceSource } from '../resolve/userspace-source.ts';
import type { ReadCFile } from './c-sources.ts';

/** Headers of the C library (C17 7, POSIX.1-2017 base definitions 13) of which the kernel has none of that name. */
const LIBRARY_HEADER = /^(?:stdio|stdlib|string|unistd|errno|fcntl|signal|pthread|assert|time|math|locale|ctype|setjmp|poll|dirent|dlfcn|netdb|termios|getopt|err)\.h$|^sys\//;

/**
 * Undefined where the source is no program, or nothing of the kernel is in it.
 * @param top where the project ends: a header of its own of the same name is another header
 */
export function userspaceSource(source: ReadCFile, top: string, targets: readonly KernelTarget[], files: Files): UserspaceSource | undefined {
  const { includes } = source.statements;
  const library = includes.find((include) => LIBRARY_HEADER.test(include.path) && !include.kernelOnly);
  if (!library) return undefined;
  const internal = includes.flatMap((include) => (include.kernelOnly || isOwn(include, source, top, files) ? [] : internalHeader(include, source, targets, files)));
  if (internal.length === 0) return undefined;
  const place = ({ span }: CInclude): InternalInclude['location'] => ({ file: source.file, range: source.lines.range(span) });
  return { file: source.file, library: { path: library.path, location: place(library) }, internal };
}

/** Projects bring their own headers of the kernel's names: beside the source, or below an include directory on the way up. */
function isOwn(include: CInclude, { file }: ReadCFile, top: string, files: Files): boolean {
  for (let directory = path.dirname(file); ; directory = path.dirname(directory)) {
    if ([directory, path.join(directory, 'include')].some((place) => files.stat(path.join(place, include.path))?.kind === 'file')) return true;
    if (directory === top || directory === path.dirname(directory)) return false;
  }
}

function internalHeader(include: CInclude, source: ReadCFile, targets: readonly KernelTarget[], files: Files): InternalInclude[] {
  for (const { headers, release, provenance } of targets) {
    if (!headers) continue;
    const { sourceDirectory, buildDirectory, arch } = headers;
    const isFile = (...parts: string[]): boolean => files.stat(path.join(...parts, include.path))?.kind === 'file';
    const forPrograms =
      isFile(sourceDirectory, 'include/uapi') || isFile(sourceDirectory, 'arch', arch, 'include/uapi') ||
      isFile(buildDirectory, 'include/generated/uapi') || isFile(buildDirectory, 'arch', arch, 'include/generated/uapi');
    if (forPrograms) continue;
    const directory = [path.join(sourceDirectory, 'include'), path.join(sourceDirectory, 'arch', arch, 'include')].find((place) => isFile(place));
    if (directory === undefined) continue;
    const location = { file: source.file, range: source.lines.range(include.span) };
    return [{ path: include.path, location, header: path.join(directory, include.path), release, provenance }];
  }
  return [];
}
