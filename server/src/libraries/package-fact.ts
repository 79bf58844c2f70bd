/** A package of this machine in the shape of the bundled facts: its files by their places, its licence out of its own files. */

import { isReadable, type Files } from '../base/files.ts';
import { readBinary } from '../binary/read-binary.ts';
import type { FoundLicense, LibraryFact, SearchableLink } from '../knowledge/library-facts.ts';
import { parseLicenseExpression } from '../knowledge/license-expression.ts';
import { withOfficialCase } from '../licensing/correct-expression.ts';
import { textOf, type LicenseBase } from '../licensing/license-base.ts';
import { agreeOnLicense } from './agreed-license.ts';
import { licenseOfCopyright } from './copyright-license.ts';
import { licenseOfHeader } from './header-license.ts';
import type { InstalledPackage } from './installed-package.ts';
import { linkNameOf } from './library-names.ts';
import { inOrderOfTrust } from './order-of-trust.ts';
import { readPkgConfig } from './pkg-config.ts';
import type { Twins } from './twins.ts';

/** Enough to see what the headers of a library say; Qt has thousands. */
const MOST_HEADERS = 60;
/** Directories of one processor: what lies in them is asked for without their name. */
const TRIPLE = String.raw`(?:[a-z0-9_]+-linux-(?:gnu|musl)[a-z0-9]*\/)?`;
const HEADER = new RegExp(String.raw`^.*?\/include\/${TRIPLE}(.*\.(?:h|hh|hpp|hxx)|(?:.*\/)?[A-Z]\w*|c\+\+\/\d+\/[\w/]+)$`);
const LIBRARY = new RegExp(String.raw`\/lib(?:64)?\/${TRIPLE}lib[^/]+\.(?:a|so(?:\.[\d.]+)?)$`);

export interface PackageFactInput {
  readonly package: InstalledPackage;
  /** Sonames of a link name, out of all packages. */
  readonly sonamesOf: (linkName: string) => readonly string[];
  /** The bundled facts on the package, whatever version they are of. */
  readonly twins: Twins;
  readonly files: Files;
  readonly base: LicenseBase;
}

export function factOfPackage({ package: one, sonamesOf, twins, files, base }: PackageFactInput): LibraryFact {
  const paths = one.files();
  const libraryFiles = paths.filter(isLibraryFile);
  const linkNames = [...new Set(libraryFiles.map(linkNameOf))].sort();
  const twin = twins.of(one.name, linkNames);
  const pcFiles = paths.filter((file) => file.endsWith('.pc'));
  let licenses: readonly FoundLicense[] | undefined;
  let headers: readonly string[] | undefined;
  return {
    package: one.name,
    knownAs: twin?.package ?? one.name,
    version: one.version,
    sourcePackage: one.sourcePackage,
    homepage: one.homepage ?? twin?.homepage ?? null,
    links: linkNames.map((name) => linkOf(name, sonamesOf(name), libraryFiles.filter((file) => linkNameOf(file) === name), twin, files)),
    pkgConfig: pcFiles.map((file) => file.slice(file.lastIndexOf('/') + 1, -'.pc'.length)),
    cmake: twin?.cmake ?? paths.flatMap((file) => /\/cmake\/(?:.*\/)?([^/]+?)(?:Config|-config)\.cmake$/.exec(file)?.[1] ?? []),
    includeRoots: twin?.includeRoots ?? includeRootsOf(pcFiles, files),
    get headers() {
      return (headers ??= paths.flatMap((file) => HEADER.exec(file)?.[1] ?? []));
    },
    get licenses() {
      return (licenses ??= twin?.package === one.name && twin.version === one.version ? twin.licenses : licensesOf(one, paths, linkNames, files, base));
    },
  };
}

/** Symbols that the bundled facts leave out, or know of no such library, are read from the file. */
function linkOf(name: string, sonames: readonly string[], libraryFiles: readonly string[], twin: LibraryFact | undefined, files: Files): SearchableLink {
  let symbols: ReadonlySet<string> | undefined;
  const known = (): ReadonlySet<string> => {
    const bundled = twin?.links.find((link) => link.name === name)?.symbols;
    return bundled && bundled.size > 0 ? bundled : exportedBy(libraryFiles, files);
  };
  return {
    name,
    sonames,
    get symbols() {
      return (symbols ??= known());
    },
    symbolsAmong: (wanted) => wanted.in((symbols ??= known())),
  };
}

/** The shared object before the archive: the first that can be read. */
function exportedBy(libraryFiles: readonly string[], files: Files): ReadonlySet<string> {
  for (const file of [...libraryFiles].sort((a, b) => Number(a.endsWith('.a')) - Number(b.endsWith('.a')))) {
    const binary = readBinary(file, files);
    if ('exported' in binary) return new Set(binary.exported.map((symbol) => symbol.name).filter((symbol) => !symbol.startsWith('_Z')));
  }
  return new Set();
}

export function isLibraryFile(file: string): boolean {
  // The other files of a package are many, and are told apart by their ends.
  return (file.endsWith('.a') || file.includes('.so')) && LIBRARY.test(file);
}

function includeRootsOf(pcFiles: readonly string[], files: Files): string[] {
  return pcFiles.flatMap((file) => {
    const content = files.read(file);
    if (!isReadable(content)) return [];
    return readPkgConfig(content.text).includeDirectories.flatMap((directory) => /\/include\/(.+?)\/*$/.exec(directory)?.[1] ?? []);
  });
}

function licensesOf(one: InstalledPackage, paths: readonly string[], linkNames: readonly string[], files: Files, base: LicenseBase): readonly FoundLicense[] {
  return inOrderOfTrust([...fromHeaders(paths, files, base), ...fromCopyright(one, paths, linkNames, files, base), ...fromDatabase(one)], base);
}

function fromHeaders(paths: readonly string[], files: Files, base: LicenseBase): FoundLicense[] {
  const headers = paths.filter((file) => HEADER.test(file)).slice(0, MOST_HEADERS);
  const stated = headers.map((file) => {
    const content = files.read(file);
    return isReadable(content) ? licenseOfHeader(content.text, base) : undefined;
  });
  const agreed = agreeOnLicense(stated, base);
  return agreed ? [{ by: agreed.agreed ? 'headers' : 'mixed-headers', expression: textOf(agreed.expression), detail: agreed.detail }] : [];
}

function fromCopyright(one: InstalledPackage, paths: readonly string[], linkNames: readonly string[], files: Files, base: LicenseBase): FoundLicense[] {
  const file = paths.find((candidate) => candidate.endsWith('/copyright')) ?? `/usr/share/doc/${one.name}/copyright`;
  const content = files.read(file);
  if (!isReadable(content)) return [];
  const said = licenseOfCopyright(content.text, linkNames, base);
  if (!('by' in said)) return [];
  const start = { line: said.line, column: 1 };
  return [{ by: said.by, expression: textOf(said.expression), detail: said.detail, location: { file, range: { start, end: start } } }];
}

function fromDatabase({ license }: InstalledPackage): FoundLicense[] {
  if (license === null) return [];
  const parsed = parseLicenseExpression(withOfficialCase(license));
  return 'reason' in parsed ? [] : [{ by: 'whole', expression: textOf(parsed), detail: `the package database says "${license}" of the package as a whole` }];
}
