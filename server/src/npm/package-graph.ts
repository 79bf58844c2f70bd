/**
 * Which packages a workspace is made of and which brings which, as plain data. Lockfiles of every kind, Plug'n'Play
 * data and `node_modules` all end up in this shape; what a licence is, nobody here knows.
 */

import type { Unread } from '../base/files.ts';

/** By which list of a package.json something is wanted. */
export type DependencyKind = 'runtime' | 'optional' | 'peer' | 'development';

export interface PackageEdge {
  /** The name by which it is imported: that of the package, or an alias. */
  readonly name: string;
  /** Range, tag, URL or path, as written. */
  readonly wanted: string;
  readonly kind: DependencyKind;
  /** Id of the package that it leads to; null where nothing tells. */
  readonly to: string | null;
}

export type PackageOrigin = 'registry' | 'workspace' | 'git' | 'tarball' | 'folder' | 'unknown';

export interface PackageNode {
  /** Unique in its graph: the key of the lockfile, or the directory. */
  readonly id: string;
  readonly name: string;
  /** Null where nobody gave it one. */
  readonly version: string | null;
  readonly origin: PackageOrigin;
  /** Where its files are, without links in the path; null where it is not installed, or another version is. */
  readonly directory: string | null;
  /** The `license` field of the lockfile, of whatever form; undefined where it has none. */
  readonly lockedLicense: unknown;
  /** The line of the lockfile where its entry begins, from 1; undefined where that is not known. */
  readonly lockedLine?: number;
  /** It comes inside the archive of the package that needs it. */
  readonly bundled: boolean;
  readonly edges: readonly PackageEdge[];
}

export interface PackageGraph {
  /** The directory whose lockfile or `node_modules` this is. */
  readonly root: string;
  /** Path of the lockfile; null where the graph was read from `node_modules`. */
  readonly lockfile: string | null;
  readonly nodes: ReadonlyMap<string, PackageNode>;
  /** Ids of the packages that are developed here, by their absolute directory. */
  readonly members: ReadonlyMap<string, string>;
  readonly unread: readonly Unread[];
}
