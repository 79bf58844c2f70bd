/**
 * Where the headers of a BPF source are: in the directories that its build names, where that can be read; in the
 * workspace, found by the names that are included; and on the machine.
 */

import path from 'node:path';
import type { Files } from '../base/files.ts';
import type { CompileFlags } from '../make/compile-flags.ts';
import type { CSources, ReadCFile } from './c-sources.ts';
import type { StandIn } from './libbpf-stand-in.ts';
import { isRead } from './c-sources.ts';

/** Directories that are looked into below one that is above the source. */
const MOST_DIRECTORIES = 400;
const DEEPEST = 4;
const SYSTEM = ['/usr/local/include', '/usr/include'];

export interface FoundHeaders {
  readonly flags: CompileFlags;
  /** Names that are included and found nowhere, for which something bundled stands in. */
  readonly standIns: readonly string[];
}

/** @param top the opened folder: headers are looked for no higher */
export function bpfFlags(
  source: ReadCFile, given: CompileFlags, top: string, standIn: StandIn, sources: CSources, files: Files, maxFileSize: number,
): FoundHeaders {
  const system = systemDirectories(files);
  const searched = (more: readonly string[]): string[] => [...new Set([...given.includeDirs, ...more, ...system])];
  const found = directoriesWith(missingIncludes(source, searched([]), sources, files, maxFileSize), path.dirname(source.file), top, files);
  const missing = missingIncludes(source, searched(found), sources, files, maxFileSize);
  const standIns = missing.filter((name) => standIn.directoryFor(name) !== undefined);
  const bundled = standIns.map((name) => standIn.directoryFor(name)!);
  const includeDirs = [...new Set([...searched(found), ...bundled])];
  const brought = missing.length > standIns.length ? broughtByOthers(includeDirs, standIn, files) : [];
  return { flags: { ...given, includeDirs, forcedIncludes: [...given.forcedIncludes, ...brought] }, standIns };
}

/** What a header that is found nowhere may have brought: the types that all is written with, and what programs are written with. */
function broughtByOthers(directories: readonly string[], standIn: StandIn, files: Files): string[] {
  const headers = ['bpf/bpf_helpers.h', 'bpf/bpf_tracing.h', 'bpf/bpf_core_read.h'].map((name) => {
    const found = directories.map((directory) => path.join(directory, name)).find((file) => files.stat(file)?.kind === 'file');
    return found ?? path.join(standIn.directoryFor(name)!, name);
  });
  return [standIn.types, ...headers];
}

/** Names that the source and its own headers include, and that are neither beside them nor in the directories. */
function missingIncludes(source: ReadCFile, directories: readonly string[], sources: CSources, files: Files, maxFileSize: number): string[] {
  const missing = new Set<string>();
  const seen = new Set<string>([source.file]);
  const open = [source];
  for (let file; (file = open.pop()); ) {
    for (const include of file.statements.includes) {
      const places = [...(include.quoted ? [path.dirname(file.file)] : []), ...directories].map((directory) => path.join(directory, include.path));
      const found = places.find((place) => files.stat(place)?.kind === 'file');
      if (found === undefined) missing.add(include.path);
      else if (!seen.has(found) && found.startsWith(path.dirname(source.file))) {
        seen.add(found);
        const read = sources.read(found, files, maxFileSize);
        if (isRead(read)) open.push(read);
      }
    }
  }
  return [...missing];
}

/** From the source upwards: the first directories below which the missing names are found. */
function directoriesWith(missing: readonly string[], start: string, top: string, files: Files): string[] {
  const found = new Set<string>();
  let left = missing;
  for (let above = start; left.length > 0; above = path.dirname(above)) {
    for (const directory of directoriesBelow(above, files)) {
      const here = left.filter((name) => files.stat(path.join(directory, name))?.kind === 'file');
      if (here.length === 0) continue;
      found.add(directory);
      left = left.filter((name) => !here.includes(name));
    }
    if (above === top || above === path.dirname(above)) break;
  }
  return [...found];
}

/** Breadth first: what is nearer is meant rather. Directories with a dot are where builds put what they generate. */
function* directoriesBelow(root: string, files: Files): Generator<string> {
  let ring = [root];
  let count = 0;
  for (let depth = 0; depth <= DEEPEST && ring.length > 0; depth++) {
    const next: string[] = [];
    for (const directory of ring) {
      yield directory;
      if (++count > MOST_DIRECTORIES) return;
      for (const { name, kind } of files.list(directory)) {
        if (kind === 'directory' && name !== 'node_modules' && name !== '.git') next.push(path.join(directory, name));
      }
    }
    ring = next;
  }
}

/** The compiler's own headers, then those of the machine. */
function systemDirectories(files: Files): string[] {
  const newest = (directory: string, pattern: RegExp): string | undefined =>
    files.list(directory).map(({ name }) => name).filter((name) => pattern.test(name)).sort((a, b) => Number.parseInt(a.replace(/\D+/, '')) - Number.parseInt(b.replace(/\D+/, ''))).at(-1);
  const found: string[] = [];
  const llvm = newest('/usr/lib', /^llvm-\d+$/);
  for (const clang of ['/usr/lib/clang', ...(llvm === undefined ? [] : [`/usr/lib/${llvm}/lib/clang`])]) {
    const version = newest(clang, /^\d/);
    if (version !== undefined && files.stat(`${clang}/${version}/include/stddef.h`)) found.push(`${clang}/${version}/include`);
  }
  if (found.length === 0) {
    const triplet = newest('/usr/lib/gcc', /-linux-gnu$/);
    const version = triplet === undefined ? undefined : newest(`/usr/lib/gcc/${triplet}`, /^\d/);
    if (version !== undefined) found.push(`/usr/lib/gcc/${triplet}/${version}/include`);
  }
  const multiarch = files.list('/usr/include').filter(({ name }) => /^\w+-linux-gnu$/.test(name)).map(({ name }) => `/usr/include/${name}`);
  return [...found.slice(-1), ...SYSTEM.slice(0, 1), ...multiarch, ...SYSTEM.slice(1)].filter((directory) => files.stat(directory)?.kind === 'directory');
}
