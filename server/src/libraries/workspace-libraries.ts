/**
 * Libraries that the workspace brings itself: what Conan, vcpkg and Nix files ask for, and what vcpkg has installed below it.
 * A name is joined with the bundled facts, which tell headers, symbols and licence; the workspace tells the version.
 */

import path from 'node:path';
import { isReadable, type Files, type Unread } from '../base/files.ts';
import { NOTHING_WRITTEN } from '../knowledge/library-licenses.ts';
import type { LicenseBase } from '../licensing/license-base.ts';
import { readConanLock, readConanPython, readConanText } from './conan.ts';
import { NOTHING_DECLARED, type Declared, type DeclaredPackage } from './declared-package.ts';
import type { FoundLibrary, Library, LibraryQuestion, LibrarySource } from './library.ts';
import { librariesOf } from './libraries-of-fact.ts';
import { Lookup } from './lookup.ts';
import { readNix } from './nix.ts';
import { factOfPackage } from './package-fact.ts';
import { licenseOf } from './judged-license.ts';
import { Twins } from './twins.ts';
import { readVcpkgInstalled, readVcpkgManifest } from './vcpkg.ts';

/** By file name. Lock files come later: they know the versions. */
const READERS: readonly (readonly [name: string, read: (text: string, file: string) => Declared])[] = [
  ['conanfile.txt', readConanText],
  ['conanfile.py', readConanPython],
  ['conan.lock', readConanLock],
  ['vcpkg.json', readVcpkgManifest],
  ['flake.nix', readNix],
  ['shell.nix', readNix],
  ['default.nix', readNix],
];
/** Below a root: projects keep these files at the top, or in a folder there. Each folder that is listed is asked for again after an edit. */
const DEEPEST = 1;
const SKIPPED = /^(?:\.|node_modules$|vcpkg_installed$|build$|dist$|out$)/;

export function createWorkspaceLibraries(roots: readonly string[], files: Files, base: LicenseBase, bundled: LibrarySource): LibrarySource {
  const directories = roots.flatMap((root) => directoriesBelow(root, files, 0));
  const declared = directories.map((directory) => declaredIn(directory, files));
  const installed = installedByVcpkg(directories, files, base);
  const named = new Map<Library, { readonly library: Library; readonly by: DeclaredPackage }>();
  const nameless: { readonly library: Library; readonly by: DeclaredPackage }[] = [];
  for (const by of versionsOnce(declared.flatMap(({ packages }) => packages))) {
    const twins = twinsOf(by.name, bundled);
    for (const twin of twins) named.set(twin, { library: declaredLibrary(twin, by), by });
    if (twins.length === 0) nameless.push({ library: unknownLibrary(by), by });
  }
  const evidenceOf = ({ by }: { by: DeclaredPackage }): FoundLibrary['evidence'] => [
    { message: `${by.manager} brings ${by.name}${by.version === null ? '' : ` ${by.version}`}${by.features.length > 0 ? ` with ${by.features.join(', ')}` : ''}`, location: by.at },
  ];
  const ownOf = (found: readonly FoundLibrary[]): FoundLibrary[] =>
    found.flatMap(({ library, evidence }) => {
      const known = named.get(library);
      return known ? [{ library: known.library, evidence: [...evidenceOf(known), ...evidence] }] : [];
    });
  return {
    title: 'the package files of the workspace (Conan, vcpkg, Nix)',
    unread: declared.flatMap(({ unread }) => unread),
    find(question, name) {
      const own = installed.find(question, name).map((library): FoundLibrary => ({ library, evidence: [{ message: `vcpkg has installed ${library.package}, which holds ${name}` }] }));
      if (own.length > 0) return own;
      const asked = ownOf(bundled.find(question, name));
      return asked.length > 0 ? asked : nameless.filter(({ by }) => isNamed(by, question, name)).map((known) => ({ library: known.library, evidence: evidenceOf(known) }));
    },
    bySymbol: (symbol) => ownOf(bundled.bySymbol(symbol)),
    bySymbols: (symbols) => new Map(named.size === 0 ? [] : [...bundled.bySymbols(symbols)].map(([symbol, found]) => [symbol, ownOf(found)] as const).filter(([, found]) => found.length > 0)),
    symbolsOf(library) {
      const twin = [...named].find(([, known]) => known.library === library)?.[0];
      return twin && bundled.symbolsOf(twin);
    },
  };
}

function directoriesBelow(directory: string, files: Files, depth: number): string[] {
  const inner = depth >= DEEPEST ? [] : files.list(directory).filter(({ kind, name }) => kind === 'directory' && !SKIPPED.test(name));
  return [directory, ...inner.flatMap(({ name }) => directoriesBelow(path.posix.join(directory, name), files, depth + 1))];
}

function declaredIn(directory: string, files: Files): Declared {
  const all = READERS.map(([name, read]): Declared => {
    const file = path.posix.join(directory, name);
    if (files.stat(file)?.kind !== 'file') return NOTHING_DECLARED;
    const content = files.read(file);
    return isReadable(content) ? read(content.text, file) : { packages: [], unread: [{ file, reason: content.reason }] };
  });
  return { packages: all.flatMap(({ packages }) => packages), unread: all.flatMap(({ unread }): readonly Unread[] => unread) };
}

/** What a lock file says of a version goes before the range in the file that asks. */
function versionsOnce(packages: readonly DeclaredPackage[]): readonly DeclaredPackage[] {
  const byName = new Map<string, DeclaredPackage>();
  for (const one of packages) {
    const known = byName.get(`${one.manager} ${one.name}`);
    if (!known) byName.set(`${one.manager} ${one.name}`, one);
    else if (one.version !== null) byName.set(`${one.manager} ${one.name}`, { ...known, version: one.version });
  }
  return [...byName.values()];
}

/** Package managers call a library by its name, with or without "lib": "fftw", "fftw3", "libpng". */
function twinsOf(name: string, bundled: LibrarySource): readonly Library[] {
  const plain = name.toLowerCase().replace(/_/g, '-');
  for (const one of [plain, plain.replace(/^lib/, ''), `lib${plain}`, `lib${plain}-dev`, `${plain}-dev`]) {
    const found = bundled.find('name', one);
    if (found.length > 0) return found.map(({ library }) => library);
  }
  return [];
}

/** The library as the workspace has it: built by somebody else, perhaps otherwise. */
function declaredLibrary(twin: Library, by: DeclaredPackage): Library {
  return { ...twin, package: `${by.name}${by.version === null ? '' : ` ${by.version}`} (${by.manager})`, version: by.version };
}

function unknownLibrary(by: DeclaredPackage): Library {
  return {
    name: by.name,
    package: `${by.name}${by.version === null ? '' : ` ${by.version}`} (${by.manager})`,
    version: by.version,
    license: licenseOf(null, [{ message: `${by.manager} brings it, and the bundled facts know no library of this name`, location: by.at }]),
    confidence: 'low',
    depends: null,
    isSystemLibrary: false,
    linkNames: [],
    sonames: [],
    pkgConfig: [],
    headers: [],
    alternatives: [],
    homepage: null,
  };
}

function isNamed({ name }: DeclaredPackage, question: LibraryQuestion, asked: string): boolean {
  const lower = asked.toLowerCase();
  return question !== 'header' && (lower === name.toLowerCase() || lower === name.toLowerCase().replace(/^lib/, ''));
}

function installedByVcpkg(directories: readonly string[], files: Files, base: LicenseBase): Lookup {
  const lookup = new Lookup();
  const written = base.knowledge.libraryLicenses() ?? NOTHING_WRITTEN;
  for (const directory of directories.map((one) => path.posix.join(one, 'vcpkg_installed')).filter((one) => files.stat(one)?.kind === 'directory')) {
    const twins = new Twins(base.knowledge);
    for (const one of readVcpkgInstalled(directory, files)) {
      const fact = factOfPackage({ package: one, sonamesOf: () => [], twins, files, base });
      for (const { library, cmake, names, headers } of librariesOf(fact, written, 'vcpkg_installed')) lookup.add(library, cmake, headers, names);
    }
  }
  return lookup;
}

