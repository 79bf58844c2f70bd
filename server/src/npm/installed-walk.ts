/** Reads packages from `node_modules` into a graph, one from the other. */

import path from 'node:path';
import type { Files } from '../base/files.ts';
import { findInstalled, installedManifest } from './installed.ts';
import { originOf, textEntries, textOf, type Fields } from './lockfile.ts';
import type { PackageNode } from './package-graph.ts';

/** Adds packages from `node_modules`, with what they need in turn. Ids are real directories. */
export class InstalledWalk {
  private readonly open: string[] = [];

  /** @param own ids of the packages that are developed here, by name: they need no install to be found */
  constructor(
    private readonly nodes: Map<string, PackageNode>,
    private readonly own: ReadonlyMap<string, string>,
    private readonly files: Files,
  ) {}

  find(from: string, name: string): string | null {
    const directory = findInstalled(from, name, this.files) ?? this.own.get(name) ?? null;
    if (directory !== null && !this.nodes.has(directory)) this.open.push(directory);
    return directory;
  }

  finish(bundled = false): void {
    for (let directory; (directory = this.open.pop()); ) {
      if (!this.nodes.has(directory) && !this.isOwn(directory)) this.nodes.set(directory, this.node(directory, installedManifest(directory, this.files) ?? {}, bundled));
    }
  }

  private isOwn(directory: string): boolean {
    return [...this.own.values()].includes(directory);
  }

  private node(directory: string, manifest: Fields, bundled: boolean): PackageNode {
    const lists = [
      ['runtime', 'dependencies'],
      ['optional', 'optionalDependencies'],
      ['peer', 'peerDependencies'],
    ] as const;
    const inModules = directory.split(path.sep).includes('node_modules');
    return {
      id: directory,
      name: textOf(manifest['name']) ?? path.basename(directory),
      version: textOf(manifest['version']),
      origin: inModules ? originOf(textOf(manifest['_resolved'])) : 'folder',
      directory,
      lockedLicense: undefined,
      bundled,
      edges: lists.flatMap(([kind, list]) =>
        textEntries(manifest[list]).map(([name, wanted]) => ({ name, wanted, kind, to: this.find(directory, name) })),
      ),
    };
  }
}
