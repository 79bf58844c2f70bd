/**
 * Facts on C libraries out of Debian's packages: headers, link names, sonames, symbols, and what was found on the licence of
 * each library, as opposed to its source package. Built by scripts/build-library-facts.ts. Data and its reading; no judgement.
 */

import type { Location } from '../base/location.ts';
import { unpackNames } from './packed-names.ts';
import type { WantedNames } from './wanted-names.ts';

/** headers: what nearly all of those that speak say of themselves. mixed-headers: they differ. stanza: the part of the copyright file on the library's sources. whole: its "Files: *". text: a copyright file without form. */
export type LicenseSourceKind = 'headers' | 'mixed-headers' | 'stanza' | 'whole' | 'text';

export interface FoundLicense {
  readonly by: LicenseSourceKind;
  /** SPDX expression. */
  readonly expression: string;
  /** A clause: "14 of 16 headers say so". */
  readonly detail: string;
  /** Where it was read, on this machine; bundled facts have no place. */
  readonly location?: Location;
}

/** What -lNAME links with. */
export interface LinkFact {
  readonly name: string;
  /** Several where a linker script stands for them; empty for an archive. */
  readonly sonames: readonly string[];
  /** C names. */
  readonly symbols: ReadonlySet<string>;
}

export interface SearchableLink extends LinkFact {
  /** Those of the symbols that are wanted, without unpacking the others. */
  readonly symbolsAmong: (wanted: WantedNames) => readonly string[];
}

/** One package to build with. */
export interface LibraryFact {
  readonly package: string;
  /** Debian's name of the package, by which people's rows speak of it. */
  readonly knownAs: string;
  readonly version: string;
  readonly sourcePackage: string;
  readonly homepage: string | null;
  readonly links: readonly SearchableLink[];
  readonly pkgConfig: readonly string[];
  readonly cmake: readonly string[];
  /** Directories below /usr/include that its users put into the search path: "freetype2". */
  readonly includeRoots: readonly string[];
  /** Below /usr/include. */
  readonly headers: readonly string[];
  /** In order of trust; empty: nothing was found. */
  readonly licenses: readonly FoundLicense[];
}

export interface LibraryFacts {
  /** "Debian 12.12" */
  readonly origin: string;
  readonly libraries: readonly LibraryFact[];
}

/**
 * @param text lines divided by tabs, their kind first: origin NAME · library PACKAGE VERSION SOURCE HOMEPAGE, and then of that
 * library pkg-config, cmake, roots (names with blanks between), headers (packed names), link NAME SONAMES SYMBOLS (packed), license BY EXPRESSION DETAIL.
 */
export function readLibraryFacts(text: string): LibraryFacts {
  let origin = '';
  const blocks: Block[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [kind, ...cells] = line.split('\t');
    if (kind === 'origin') origin = cells[0]!;
    else if (kind === 'library') blocks.push({ head: cells, links: [], licenses: [], names: new Map() });
    else if (kind === 'link') blocks.at(-1)!.links.push(linkOf(cells));
    else if (kind === 'license') blocks.at(-1)!.licenses.push({ by: cells[0] as LicenseSourceKind, expression: cells[1]!, detail: cells[2]! });
    else blocks.at(-1)!.names.set(kind!, cells[0]!);
  }
  if (blocks.length === 0) throw new Error('there are no libraries in it');
  return { origin, libraries: blocks.map(factOf) };
}

interface Block {
  readonly head: readonly string[];
  readonly links: SearchableLink[];
  readonly licenses: FoundLicense[];
  readonly names: Map<string, string>;
}

/** Headers and symbols are many, and of most libraries nobody asks: they are unpacked when somebody does. */
function factOf({ head, links, licenses, names }: Block): LibraryFact {
  const [name, version, sourcePackage, homepage] = head;
  const words = (kind: string): string[] => wordsOf(names.get(kind) ?? '');
  let headers: readonly string[] | undefined;
  return {
    package: name!,
    knownAs: name!,
    version: version!,
    sourcePackage: sourcePackage!,
    homepage: homepage === '' ? null : homepage!,
    links,
    pkgConfig: words('pkg-config'),
    cmake: words('cmake'),
    includeRoots: words('roots'),
    licenses,
    get headers() {
      return (headers ??= unpackNames(names.get('headers') ?? ''));
    },
  };
}

function linkOf([name, sonames, packed]: readonly string[]): SearchableLink {
  let symbols: ReadonlySet<string> | undefined;
  return {
    name: name!,
    sonames: wordsOf(sonames!),
    get symbols() {
      return (symbols ??= new Set(unpackNames(packed!)));
    },
    symbolsAmong: (wanted) => wanted.inPacked(packed!),
  };
}

function wordsOf(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}
