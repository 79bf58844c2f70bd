/** The texts of a program: its sources, and the headers of its own project that they include, directly or not. */

import path from 'node:path';
import type { Files, Unread } from '../../base/files.ts';
import type { CompiledSource } from '../../build/program.ts';
import type { ConditionalInclude } from '../../facts/c-uses.ts';
import type { ProgramText } from '../../resolve/library-uses.ts';
import type { ProjectFiles } from './project-files.ts';
import { isScanned, type ScannedFile, type ScannedFiles } from './scanned-files.ts';

export interface ReadProgram {
  readonly texts: readonly ProgramText[];
  readonly scanned: readonly ScannedFile[];
  readonly unread: readonly Unread[];
}

export interface TextReader {
  readonly scanned: ScannedFiles;
  readonly project: ProjectFiles;
  readonly files: Files;
  readonly maxFileSize: number;
  /** Whether a library is known to have a header: then it is not looked for all over the project. */
  readonly isLibraryHeader: (header: string) => boolean;
}

const C_FAMILY = /\.(?:c|h|cc|cpp|cxx|hh|hpp|hxx|inc|l|y|m|mm)$/i;

export function isCFamily(file: string): boolean {
  return C_FAMILY.test(file);
}

export function readProgramTexts(sources: readonly CompiledSource[], reader: TextReader): ReadProgram {
  const directories = [...new Set(sources.flatMap(({ includeDirectories }) => includeDirectories))];
  const texts: ProgramText[] = [];
  const scanned: ScannedFile[] = [];
  const unread: Unread[] = [];
  const queue = sources.map(({ path: file }) => file).filter(isCFamily);
  const seen = new Set(queue);
  for (const file of queue) {
    const read = reader.scanned.read(file, reader.files, reader.maxFileSize);
    if (!isScanned(read)) {
      unread.push({ file, reason: read.reason });
      continue;
    }
    const outside: ConditionalInclude[] = [];
    for (const include of read.uses.includes) {
      const own = ownHeader(include, file, directories, reader);
      if (own === undefined) {
        if (!isMadeByBuild(include.path, reader.project)) outside.push(include);
      } else if (!seen.has(own)) {
        seen.add(own);
        queue.push(own);
      }
    }
    scanned.push(read);
    texts.push({ file, lines: read.lines, uses: read.uses, outside });
  }
  return { texts, scanned, unread };
}

/** config.h of config.h.in: configure, CMake and Meson write a header out of a template. */
function isMadeByBuild(header: string, project: ProjectFiles): boolean {
  return ['.in', '.cmake', '.cmake.in', '.meson'].some((ending) => project.anywhere(path.normalize(header) + ending) !== undefined);
}

function ownHeader({ path: header, quoted }: ConditionalInclude, from: string, directories: readonly string[], reader: TextReader): string | undefined {
  const found = reader.project.include(path.normalize(header), quoted, from, directories);
  if (found !== undefined || (!quoted && reader.isLibraryHeader(header))) return found;
  return reader.project.anywhere(header);
}
