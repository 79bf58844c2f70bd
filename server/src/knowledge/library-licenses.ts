/**
 * What people have read and written down on the licences of libraries, each with its source: where headers and copyright
 * files mislead, where a package holds libraries under several licences, what decides for the conditional ones, and what can
 * take a library's place. Written in scripts/libraries/*.tsv.
 */

export interface LicenseRow {
  /** Debian's -dev package; "-" for a library that Debian does not package. */
  readonly package: string;
  /** Link names and sonames that the row is about; empty: the whole package. */
  readonly links: readonly string[];
  /** Headers of these libraries alone; of a row on part of a package. */
  readonly headers: readonly string[];
  /** As people call it. */
  readonly name: string;
  /** SPDX expression; null: what was found on the library holds, the row adds what decides. */
  readonly license: string | null;
  /** Where it depends on how the library was built or on its version: a clause. */
  readonly decides: string | null;
  /** Comes with the operating system or the compiler: nearly every program is linked with it (GPL 3, section 1, "System Libraries"). */
  readonly isSystemLibrary: boolean;
  /** What was read. */
  readonly source: string;
}

export interface LibraryAlternative {
  readonly name: string;
  /** SPDX expression. */
  readonly license: string;
  /** What differs: a clause. */
  readonly note: string;
  readonly source: string;
}

export interface LibraryLicenses {
  readonly rows: readonly LicenseRow[];
  /** By Debian's -dev package, or the name of a library that Debian does not package. */
  readonly alternatives: ReadonlyMap<string, readonly LibraryAlternative[]>;
}

export const NOTHING_WRITTEN: LibraryLicenses = { rows: [], alternatives: new Map() };

/**
 * @param text lines divided by tabs, their kind first: license PACKAGE LINKS HEADERS NAME LICENSE DECIDES ROLE SOURCE and
 * alternative PACKAGE NAME LICENSE NOTE SOURCE; "-" where there is nothing to say. Throws for anything else.
 */
export function readLibraryLicenses(text: string): LibraryLicenses {
  const rows: LicenseRow[] = [];
  const alternatives = new Map<string, LibraryAlternative[]>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [kind, ...cells] = line.split('\t');
    if (cells.some((cell) => cell === '') || cells.length !== (kind === 'license' ? 8 : 5)) throw new Error(`a cell is missing or too many: ${line}`);
    if (kind === 'license') rows.push(rowOf(cells));
    else if (kind === 'alternative') {
      const [of, name, license, note, source] = cells as [string, string, string, string, string];
      alternatives.set(of, [...(alternatives.get(of) ?? []), { name, license, note, source }]);
    } else throw new Error(`"${kind}" is no kind of fact on a library's licence`);
  }
  return { rows, alternatives };
}

function rowOf(cells: readonly string[]): LicenseRow {
  const [name, links, headers, called, license, decides, role, source] = cells as [string, string, string, string, string, string, string, string];
  if (role !== '-' && role !== 'system') throw new Error(`"${role}" is no role of a library: system or -`);
  return { package: name, links: names(links), headers: names(headers), name: called, license: orNull(license), decides: orNull(decides), isSystemLibrary: role === 'system', source };
}

const orNull = (cell: string): string | null => (cell === '-' ? null : cell);
const names = (cell: string): string[] => (cell === '-' ? [] : cell.split(' '));
