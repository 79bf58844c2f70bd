/** Which packages have files by which addons are built. Of an installation each package is looked at once, not at each edit. */

import path from 'node:path';
import type { Files } from '../../base/files.ts';
import { isInstalled } from './installation.ts';

/** What node-gyp, CMake.js and napi-rs build addons by. */
const NAMES = ['binding.gyp', 'CMakeLists.txt', 'Cargo.toml'];

/** Packages that are remembered. */
const KEPT = 50_000;

export class BuildFiles {
  private readonly known = new Map<string, { readonly stamp: string; readonly any: boolean }>();

  /** @param stamp of the installation that the package is part of */
  anyIn(directory: string, stamp: string, files: Files): boolean {
    // What is no part of an installation is being worked on.
    if (!isInstalled(directory)) return NAMES.some((name) => files.stat(path.join(directory, name))?.kind === 'file');
    const known = this.known.get(directory);
    if (known?.stamp === stamp) return known.any;
    // Its licence and its compiled files are looked for in the same list.
    const any = files.list(directory).some(({ name, kind }) => kind === 'file' && NAMES.includes(name));
    this.known.delete(directory);
    this.known.set(directory, { stamp, any });
    if (this.known.size > KEPT) this.known.delete(this.known.keys().next().value!);
    return any;
  }
}
