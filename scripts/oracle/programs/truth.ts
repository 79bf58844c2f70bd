/**
 * What a shipped program really links: its NEEDED libraries, and which of them each imported symbol comes from, as its own
 * and their dynamic symbol tables say (nm and objdump of binutils, not the product's reader). A library's licence is what
 * Debian's copyright file says of the files that make it (library-licences.tsv, each row with the passage that it is from: check-licences.ts).
 */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { binaryRoot, SYSTEM, type RealProgram } from './list.ts';

export interface ProgramTruth {
  readonly libraries: readonly TrueLibrary[];
}

export interface TrueLibrary {
  readonly soname: string;
  readonly licence: string;
  /** Those that the program imports from it. */
  readonly symbols: readonly string[];
}

const LICENCES = path.join(import.meta.dirname, 'library-licences.tsv');

/** Without the C library and the compiler's own, and without libraries of the same source. */
export function truthOf(program: RealProgram): ProgramTruth {
  const executable = path.join(binaryRoot(program), program.executable);
  const imported = symbols(executable, '--undefined-only');
  const libraries = needed(executable).flatMap((soname): TrueLibrary[] => {
    const licence = licences.get(soname);
    if (licence === 'system' || licence === 'own') return [];
    const file = libraryFiles.get(soname);
    const exported = file === undefined ? new Set<string>() : symbols(file, '--defined-only');
    return [{ soname, licence: licence ?? 'not written down', symbols: [...imported].filter((symbol) => exported.has(symbol)) }];
  });
  return { libraries };
}

export interface LibraryLicence {
  readonly soname: string;
  /** SPDX expression, "system" or "own". */
  readonly licence: string;
  /** The passage of the fetched packages that says so. */
  readonly source: string;
  /** Why that passage counts, where another one says something else. */
  readonly note: string;
}

export function readLicences(): LibraryLicence[] {
  return fs
    .readFileSync(LICENCES, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [soname = '', licence = '', source = '', note = ''] = line.split('\t');
      return { soname, licence, source, note };
    });
}

const licences = new Map(readLicences().map(({ soname, licence }) => [soname, licence]));

const libraryFiles = new Map(walkLibraries().map((file) => [path.basename(file), file]));

/** Also links, which are called by the soname. */
function walkLibraries(): string[] {
  const found: string[] = [];
  const visit = (directory: string): void => {
    if (!fs.existsSync(directory)) return;
    for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
      const file = path.join(directory, entry.name);
      if (entry.isDirectory()) visit(file);
      else if (/\.so(?:\.|$)/.test(entry.name)) found.push(file);
    }
  };
  for (const directory of ['usr/lib', 'lib']) visit(path.join(SYSTEM, directory));
  return found.filter((file) => fs.existsSync(file));
}

function needed(file: string): string[] {
  const text = execFileSync('objdump', ['-p', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return [...text.matchAll(/^\s*NEEDED\s+(\S+)/gm)].map((match) => match[1]!);
}

function symbols(file: string, which: string): Set<string> {
  const text = execFileSync('nm', ['-D', '-P', which, file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return new Set(text.split('\n').flatMap((line) => (line === '' ? [] : [line.split(' ', 1)[0]!.replace(/@.*/, '')])));
}
