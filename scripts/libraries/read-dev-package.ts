/** Reads from an unpacked -dev package, and from the packages that it needs, what a library offers to those who build with it. */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { LinkFact } from '../../server/src/knowledge/library-facts.ts';
import { readPkgConfig } from '../../server/src/libraries/pkg-config.ts';
import { rootOf, type DebianPackage } from './debian-packages.ts';

export interface DevPackage {
  readonly headers: readonly { readonly name: string; readonly file: string }[];
  readonly includeRoots: readonly string[];
  readonly links: readonly LinkFact[];
  readonly pkgConfig: readonly string[];
  readonly cmake: readonly string[];
  /** Text of usr/share/doc/…/copyright. */
  readonly copyright: string | null;
}

const ARCH = 'x86_64-linux-gnu';
const LIBRARY_DIRECTORIES = [`usr/lib/${ARCH}`, `lib/${ARCH}`, 'usr/lib', 'lib'];
const HEADER = /(?:\.(?:h|hh|hpp|hxx|H)|\/[A-Za-z_]\w*)$/;
/** What every linked file defines. */
const OF_THE_LINKER = new Set(['_init', '_fini', '_end', '_edata', '__bss_start', '_start', '__data_start']);

/** @param needed unpacked packages that the links of its .so files may lead to */
export function readDevPackage(dev: DebianPackage, needed: readonly DebianPackage[]): DevPackage {
  const root = rootOf(dev);
  const files = walk(root).map((file) => path.relative(root, file));
  const pcFiles = files.filter((file) => /\/pkgconfig\/[^/]+\.pc$/.test(file) && fs.existsSync(path.join(root, file)));
  const headers = files.flatMap((file) => {
    const name = headerName(file);
    return name === undefined ? [] : [{ name, file: path.join(root, file) }];
  });
  const links = [...librariesOf(files)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, found]) => linkOf(name, found, root, [dev, ...needed]));
  const copyright = path.join(root, 'usr/share/doc', dev.name, 'copyright');
  return {
    headers,
    includeRoots: includeRootsOf(pcFiles.map((file) => path.join(root, file)), headers.map(({ name }) => name)),
    links,
    pkgConfig: pcFiles.map((file) => path.basename(file, '.pc')).sort(),
    cmake: [...new Set(files.flatMap((file) => cmakePackage(file) ?? []))].sort(),
    copyright: readCopyright(copyright, needed),
  };
}

/** As written between <>: below usr/include, or below an include directory of its own in usr/lib. */
function headerName(file: string): string | undefined {
  if (!HEADER.test(file)) return undefined;
  const below = new RegExp(`^usr/(?:include/(?:${ARCH}/)?|lib/(?:${ARCH}|gcc/${ARCH}/\\d+)/(?:[^/]+/)*include/)(.*)$`).exec(file)?.[1];
  return below;
}

function librariesOf(files: readonly string[]): Map<string, { so?: string; a?: string }> {
  const found = new Map<string, { so?: string; a?: string }>();
  for (const file of files) {
    const [, directory, name, ending] = /^(.*)\/lib([^/]+)\.(so|a)$/.exec(file) ?? [];
    if (name === undefined || !(LIBRARY_DIRECTORIES.includes(directory!) || /^usr\/lib\/gcc\//.test(directory!))) continue;
    const entry = found.get(name) ?? {};
    entry[ending as 'so' | 'a'] ??= file;
    found.set(name, entry);
  }
  return found;
}

/** Symbols of the shared object; of the archive where there is no other. */
function linkOf(name: string, { so, a }: { so?: string; a?: string }, root: string, packages: readonly DebianPackage[]): LinkFact {
  const shared = so === undefined ? [] : resolveSharedObject(path.join(root, so), name, packages);
  const archive = a === undefined || !fs.existsSync(path.join(root, a)) ? undefined : path.join(root, a);
  const symbols = shared.length > 0 ? shared.flatMap((file) => symbolsOf(file, true)) : archive === undefined ? [] : symbolsOf(archive, false);
  return { name, sonames: [...new Set(shared.flatMap((file) => sonameOf(file) ?? []))], symbols: new Set(symbols) };
}

/** A link leads into another package by its name; a linker script names the files that it stands for. */
function resolveSharedObject(file: string, name: string, packages: readonly DebianPackage[]): string[] {
  const names = fs.lstatSync(file).isSymbolicLink() ? [path.basename(fs.readlinkSync(file))] : isElf(file) ? [] : namesInScript(file);
  if (names.length === 0) return isElf(file) ? [file] : [];
  return names.slice(0, name === 'c' ? 1 : names.length).flatMap((wanted) => findLibrary(wanted, packages) ?? []);
}

function namesInScript(file: string): string[] {
  const text = fs.readFileSync(file, 'latin1').replace(/\/\*[^]*?\*\//g, '');
  return [...text.matchAll(/[^\s()]*?([^\s()/]+\.so[.\d]*)/g)].map((match) => match[1]!);
}

function findLibrary(name: string, packages: readonly DebianPackage[]): string | undefined {
  for (const one of packages) {
    for (const directory of LIBRARY_DIRECTORIES) {
      const file = path.join(rootOf(one), directory, name);
      const stat = fs.lstatSync(file, { throwIfNoEntry: false });
      if (!stat) continue;
      if (!stat.isSymbolicLink()) return isElf(file) ? file : undefined;
      const target = path.basename(fs.readlinkSync(file));
      return target === name ? undefined : findLibrary(target, packages);
    }
  }
  return undefined;
}

function isElf(file: string): boolean {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) return false;
  const handle = fs.openSync(file, 'r');
  const magic = Buffer.alloc(4);
  fs.readSync(handle, magic, 0, 4, 0);
  fs.closeSync(handle);
  return magic.readUInt32BE(0) === 0x7f454c46;
}

function sonameOf(file: string): string | undefined {
  return /\(SONAME\)[^[]*\[([^\]]+)\]/.exec(run('readelf', ['-dW', file]))?.[1];
}

/** C names that others may link with: those of C++ are mangled, and nobody writes them. */
function symbolsOf(file: string, isShared: boolean): string[] {
  const lines = run('nm', [...(isShared ? ['-D'] : ['-g']), '--defined-only', '--format=posix', file]).split('\n');
  return lines.flatMap((line) => {
    const [, name, version, type] = /^([A-Za-z_]\w*)(@@?\S+)? (\w) /.exec(line) ?? [];
    if (name === undefined || /^_Z/.test(name) || OF_THE_LINKER.has(name)) return [];
    const isOld = version !== undefined && !version.startsWith('@@');
    return isOld || !/[TWDBRVGSi]/.test(type!) ? [] : [name];
  });
}

/** Directories that users put into the search path, by .pc files; where there is none, the one directory that all headers lie in. */
function includeRootsOf(pcFiles: readonly string[], headers: readonly string[]): string[] {
  const roots = pcFiles.flatMap((file) =>
    readPkgConfig(fs.readFileSync(file, 'utf8')).includeDirectories.flatMap((directory) => {
      const below = new RegExp(`/usr/include/(?:${ARCH}/?)?(.+?)/*$`).exec(path.posix.normalize(directory))?.[1];
      return below ?? [];
    }),
  );
  const tops = new Set(headers.map((header) => header.split('/')[0]!));
  const only = pcFiles.length === 0 && tops.size === 1 && headers.every((header) => header.includes('/')) ? [...tops] : [];
  // Where GCC looks for the headers of C++ without being told: "c++/12".
  const cpp = headers.flatMap((header) => /^c\+\+\/\d+(?=\/)/.exec(header)?.[0] ?? []);
  return [...new Set([...roots, ...only, ...cpp])].sort();
}

/** "ZLIBConfig.cmake" and "zlib-config.cmake" are found by find_package(ZLIB) and find_package(zlib). */
function cmakePackage(file: string): string | undefined {
  return /\/(?:cmake|CMake)\/(?:.*\/)?([^/]+?)(?:Config|-config)\.cmake$/.exec(file)?.[1];
}

/** Debian links the directory of one package's documents to another's of the same source. */
function readCopyright(file: string, packages: readonly DebianPackage[]): string | null {
  if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8');
  for (const one of packages) {
    const other = path.join(rootOf(one), 'usr/share/doc', one.name, 'copyright');
    if (fs.existsSync(other)) return fs.readFileSync(other, 'utf8');
  }
  return null;
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'latin1', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] });
}

/** Files and links. */
function walk(directory: string): string[] {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(directory, entry.name);
    return entry.isDirectory() ? walk(file) : [file];
  });
}
