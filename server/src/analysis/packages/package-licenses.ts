/** The licence of each package of a graph, read once per state of its files. */

import type { Files } from '../../base/files.ts';
import { compareWithTexts, licenseOfPackage, type PackageLicense } from '../../licensing/package-license.ts';
import type { LicenseBase } from '../../licensing/license-base.ts';
import { installedManifest } from '../../npm/installed.ts';
import { textOf, type Fields } from '../../npm/lockfile.ts';
import type { PackageNode } from '../../npm/package-graph.ts';
import { isInstalled } from './installation.ts';

export interface LicensedPackage {
  readonly name: string;
  readonly version: string | null;
  /** Null where it is not installed, whatever the lockfile says. */
  readonly directory: string | null;
  readonly homepage: string | null;
  readonly license: PackageLicense;
}

/** Packages whose licence is remembered. */
const KEPT = 50_000;

export class PackageLicenses {
  private readonly installed = new Map<string, { readonly stamp: string; readonly licensed: LicensedPackage }>();

  constructor(private readonly base: LicenseBase) {}

  /**
   * @param lockfile path of the lockfile that knows the package
   * @param stamp of the installation that the package is part of
   */
  of(node: PackageNode, lockfile: string | null, stamp: string, files: Files): LicensedPackage {
    // What is no part of an installation is being worked on.
    if (node.directory === null || !isInstalled(node.directory)) return this.read(node, lockfile, files);
    const key = keyOf(node, lockfile);
    const known = this.installed.get(key);
    if (known?.stamp === stamp) return known.licensed;
    const licensed = this.read(node, lockfile, files);
    this.installed.delete(key);
    this.installed.set(key, { stamp, licensed });
    if (this.installed.size > KEPT) this.installed.delete(this.installed.keys().next().value!);
    return licensed;
  }

  /** Whether a part of an installation has not been read yet. */
  isToRead(node: PackageNode, lockfile: string | null, stamp: string): boolean {
    return node.directory !== null && isInstalled(node.directory) && this.installed.get(keyOf(node, lockfile))?.stamp !== stamp;
  }

  private read(node: PackageNode, lockfile: string | null, files: Files): LicensedPackage {
    const found = node.directory === null ? null : installedManifest(node.directory, files);
    // What lies there may be another version than the lockfile means: then it says nothing about this one.
    const manifest = found !== null && node.origin !== 'workspace' && node.version !== null && found['version'] !== node.version ? null : found;
    const installed = manifest !== null || (node.directory !== null && node.origin === 'workspace');
    const input = {
      name: node.name,
      version: node.version,
      directory: installed ? node.directory : null,
      manifest,
      lockfile: typeof node.lockedLicense === 'string' && lockfile !== null ? { value: node.lockedLicense, file: lockfile, ...(node.lockedLine !== undefined && { line: node.lockedLine }) } : null,
    };
    return {
      name: textOf(manifest?.['name']) ?? node.name,
      version: textOf(manifest?.['version']) ?? node.version,
      directory: input.directory,
      homepage: homepageOf(manifest),
      license: compareWithTexts(licenseOfPackage(input, files, this.base), input, files, this.base),
    };
  }
}

function keyOf({ directory, version }: PackageNode, lockfile: string | null): string {
  return `${lockfile ?? ''}\0${directory}\0${version ?? ''}`;
}

function homepageOf(manifest: Fields | null): string | null {
  const homepage = textOf(manifest?.['homepage']);
  return homepage !== null && /^https?:\/\//.test(homepage) ? homepage : null;
}
