/** A package of this machine, as its database tells of it. */

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly sourcePackage: string;
  readonly homepage: string | null;
  /** As the database states it, for the whole package; Debian's states none. */
  readonly license: string | null;
  /** Absolute. Read when asked for: most packages are of no interest. */
  readonly files: () => readonly string[];
}

export interface PackageDatabase {
  /** "dpkg" */
  readonly name: string;
  /** The file by whose change one sees that packages came or went. */
  readonly file: string;
  readonly packages: readonly InstalledPackage[];
}

/** By its name; a few of those that are known by the bundled facts are called otherwise. */
export function isForBuilding(name: string): boolean {
  return /-(?:dev|devel)$/.test(name);
}
