/**
 * The libraries that a state of the files knows, kept while they hold: bundled facts for ever, those of the machine until its
 * package database changes, those of the workspace until one of the files that they were read from does.
 */

import type { Files } from '../base/files.ts';
import { createBundledLibraries } from '../libraries/bundled-libraries.ts';
import { createLibraries } from '../libraries/create-libraries.ts';
import type { Libraries, LibrarySource } from '../libraries/library.ts';
import { createMachineLibraries, MACHINE_DATABASES, type MachineSources } from '../libraries/machine-libraries.ts';
import { createPkgConfigLibraries } from '../libraries/pkg-config-libraries.ts';
import { createWorkspaceLibraries } from '../libraries/workspace-libraries.ts';
import { LicenseBase } from '../licensing/license-base.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { TrackedCache, untracked } from './tracked-cache.ts';

interface Machine extends MachineSources {
  readonly byPkgConfig: LibrarySource;
}

export class LibraryFinder {
  private readonly base: LicenseBase;
  private facts: LibrarySource | undefined;
  /** By what the package databases of the machine were when they were read. */
  private machine: { readonly state: string; readonly sources: Machine } | undefined;
  private readonly workspaces = new TrackedCache<LibrarySource>(50);
  private joined: { readonly sources: readonly LibrarySource[]; readonly libraries: Libraries } | undefined;

  constructor(knowledge: KnowledgeBase) {
    this.base = new LicenseBase(knowledge);
  }

  /** @param files of the machine the databases alone are recorded as read; what is in them does not change without them. */
  librariesFor(files: Files, roots: readonly string[]): Libraries {
    const workspace = this.workspaces.get(roots.join('\n'), files, (tracked) => createWorkspaceLibraries(roots, tracked, this.base, this.bundled));
    const { forBuilding, byPkgConfig, forRunning } = this.machineOf(files);
    const sources = [workspace, forBuilding, byPkgConfig, this.bundled, forRunning];
    if (!this.joined || this.joined.sources.some((source, i) => source !== sources[i])) this.joined = { sources, libraries: createLibraries(sources) };
    return this.joined.libraries;
  }

  private get bundled(): LibrarySource {
    return (this.facts ??= createBundledLibraries(this.base.knowledge));
  }

  private machineOf(files: Files): Machine {
    const state = MACHINE_DATABASES.map((file) => files.stat(file)?.version ?? '').join('\n');
    if (this.machine?.state === state) return this.machine.sources;
    const plain = untracked(files);
    const sources = { ...createMachineLibraries(plain, this.base), byPkgConfig: createPkgConfigLibraries(plain, this.bundled) };
    this.machine = { state, sources };
    return sources;
  }
}
