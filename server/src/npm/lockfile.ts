/**
 * What every lockfile says, in one shape. A reader turns the text of its kind into this; places on the disk are
 * looked for afterwards, for all kinds alike.
 */

import type { DependencyKind, PackageOrigin } from './package-graph.ts';

export interface LockedEdge {
  readonly name: string;
  readonly wanted: string;
  readonly kind: DependencyKind;
  /** Key of a locked package; null where the lockfile has no answer. */
  readonly to: string | null;
}

export interface LockedPackage {
  readonly key: string;
  readonly name: string;
  readonly version: string | null;
  readonly origin: PackageOrigin;
  readonly license?: unknown;
  /** Of its entry, from 1, where the form of the lockfile makes that easy to tell. */
  readonly line?: number;
  /** Directory, relative to the lockfile's, where the lockfile itself tells it. */
  readonly place?: string;
  readonly bundled?: boolean;
  readonly edges: readonly LockedEdge[];
}

export interface Lockfile {
  readonly packages: ReadonlyMap<string, LockedPackage>;
  /** Keys of the packages that are developed here, by directory relative to the lockfile's ("" for its own). */
  readonly members: ReadonlyMap<string, string>;
  /** Where a member's dependency leads to. The manifest on the screen may already say something that no install has seen. */
  readonly resolve: (member: string, name: string, wanted: string) => string | null;
}

/** Why a lockfile's text says nothing. */
export interface UnreadLockfile {
  readonly reason: string;
}

export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The entries of an object that have texts as values, such as the dependencies of a manifest. */
export function textEntries(value: unknown): [string, string][] {
  return Object.entries(fields(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** What kind of place a specifier or the address of a download names. */
export function originOf(address: string | null): PackageOrigin {
  if (address === null) return 'registry';
  if (/^(?:git[+:@]|github:|gitlab:|bitbucket:|gist:)|\.git(?:#|$)|codeload\.github\.com/.test(address)) return 'git';
  if (/^(?:file:|link:|portal:|\.{1,2}\/)/.test(address)) return /\.t(?:ar\.)?gz$/.test(address) ? 'tarball' : 'folder';
  if (/^workspace:/.test(address)) return 'workspace';
  // Registries have "/-/" before the archive's name; other addresses are an archive of somebody's own.
  if (/^https?:/.test(address)) return /\/-\//.test(address) ? 'registry' : 'tarball';
  return 'registry';
}
