/** The libraries of a package, as facts on it and rows of people tell: mostly one, several where their licences differ. */

import type { LibraryFact, SearchableLink } from '../knowledge/library-facts.ts';
import type { LibraryLicenses, LicenseRow } from '../knowledge/library-licenses.ts';
import type { WantedNames } from '../knowledge/wanted-names.ts';
import type { PackageLicense } from '../licensing/package-license.ts';
import { confidenceIn, evidenceOf, foundLicense, writtenLicense } from './judged-license.ts';
import type { Library } from './library.ts';
import { plainName, upstreamVersion } from './library-names.ts';

export interface LibraryOfFact {
  readonly library: Library;
  /** CMake packages and further names that stand for it; a part of a package is asked for by its own names alone. */
  readonly cmake: readonly string[];
  readonly names: readonly string[];
  readonly headers: () => readonly string[];
  readonly symbols: () => ReadonlySet<string>;
  readonly symbolsAmong: (wanted: WantedNames) => readonly string[];
}

/** The parts of a package that rows speak of alone, and the rest of it. */
export function librariesOf(fact: LibraryFact, written: LibraryLicenses, source: string): readonly LibraryOfFact[] {
  const rows = written.rows.filter((row) => row.package === fact.knownAs);
  const parts = rows.filter((row) => row.links.some((link) => fact.links.some(({ name }) => name === link)));
  const whole = rows.find((row) => row.links.length === 0);
  const taken = new Set(parts.flatMap((row) => row.links));
  const rest = fact.links.filter(({ name }) => !taken.has(name));
  const own = parts.map((row) => libraryOf(fact, fact.links.filter(({ name }) => row.links.includes(name)), row, written, source));
  return rest.length === 0 && own.length > 0 ? own : [libraryOf(fact, rest, whole, written, source), ...own];
}

function libraryOf(fact: LibraryFact, links: readonly SearchableLink[], row: LicenseRow | undefined, written: LibraryLicenses, source: string): LibraryOfFact {
  const isPart = row !== undefined && row.links.length > 0;
  const headers = (): readonly string[] => (isPart ? row.headers : headerNames(fact));
  // Reading headers and copyright files takes time: not before somebody asks.
  let license: PackageLicense | undefined;
  const library: Library = {
    name: row?.name ?? plainName(fact.package),
    package: `${fact.package} ${fact.version}`,
    version: upstreamVersion(fact.version),
    get license() {
      return (license ??= licenseOfFact(fact, row, source));
    },
    get confidence() {
      return isWritten(row) ? 'high' : confidenceIn(fact.licenses);
    },
    depends: row?.decides ?? null,
    isSystemLibrary: row?.isSystemLibrary ?? false,
    linkNames: links.map(({ name }) => name),
    sonames: links.flatMap(({ sonames }) => sonames),
    pkgConfig: isPart ? [] : fact.pkgConfig,
    get headers() {
      return headers();
    },
    alternatives: written.alternatives.get(fact.knownAs) ?? [],
    homepage: fact.homepage,
  };
  return {
    library,
    cmake: isPart ? [] : fact.cmake,
    names: isPart ? [] : [fact.sourcePackage],
    headers,
    symbols: () => new Set(links.flatMap(({ symbols }) => [...symbols])),
    symbolsAmong: (wanted) => [...new Set(links.flatMap((link) => link.symbolsAmong(wanted)))],
  };
}

function licenseOfFact(fact: LibraryFact, row: LicenseRow | undefined, source: string): PackageLicense {
  const from = { package: `${fact.package} ${fact.version}`, source };
  return isWritten(row) ? writtenLicense(row, evidenceOf(fact.licenses, from)) : foundLicense(fact.licenses, from);
}

/** A row may only say what decides, or what the library is called. */
function isWritten(row: LicenseRow | undefined): row is LicenseRow {
  return row !== undefined && row.license !== null;
}

export function libraryOfRow(row: LicenseRow, written: LibraryLicenses): Library {
  return {
    name: row.name,
    package: null,
    version: null,
    license: writtenLicense(row, []),
    confidence: 'high',
    depends: row.decides,
    isSystemLibrary: row.isSystemLibrary,
    linkNames: row.links.filter((link) => !/\.so\b/.test(link)),
    sonames: row.links.filter((link) => /\.so\b/.test(link)),
    pkgConfig: [],
    headers: row.headers,
    alternatives: written.alternatives.get(row.name) ?? [],
    homepage: null,
  };
}

/** From /usr/include, and from each directory that the package's users put into the search path. */
function headerNames(fact: LibraryFact): readonly string[] {
  const roots = fact.includeRoots.map((root) => `${root}/`);
  return fact.headers.flatMap((header) => [...roots.filter((root) => header.startsWith(root)).map((root) => header.slice(root.length)), header]);
}
