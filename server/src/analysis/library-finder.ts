/**
 * The libraries that a state of the files knows, kept while they hold: bundled facts for ever, those of the machine until its
 * package database changes, those of the workspace until one of the files that they were read from does.
 */

import type { Files } from '../base/files.ts';
import { createBundledLibraries } from '../libraries/bundled-libraries.ts';
import { createLibraries } from '../libraries/create-libraries.ts';
import type { Libraries, LibrarySource } from '../libraries/library.ts';
import { createMachineLibraries, MACHINE_DATABASES, type MachineSources } from '../libraries/machine-libraries.ts';
import { LicenseBase } from '../licensing/license-base.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { untracked } from './tracked-cache.ts';

interface Known {
  readonly machine: MachineSources;
  readonly all: Libraries;
}

export class LibraryFinder {
  private readonly base: LicenseBase;
  private bundled: LibrarySource | undefined;
  private readonly known = new Map<string, Known>();

  constructor(knowledge: KnowledgeBase) {
    this.base = new LicenseBase(knowledge);
  }

  /** @param files asked in a way that is recorded for the databases alone; what is in them does not change without them. */
  librariesFor(files: Files): Libraries {
    const state = MACHINE_DATABASES.map((file) => files.stat(file)?.version ?? '').join('\n');
    const known = this.known.get(state);
    if (known) return known.all;
    this.known.clear();
    const machine = createMachineLibraries(untracked(files), this.base);
    const all = createLibraries([machine.forBuilding, (this.bundled ??= createBundledLibraries(this.base.knowledge)), machine.forRunning]);
    this.known.set(state, { machine, all });
    return all;
  }
}
