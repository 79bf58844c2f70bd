/** Which kernel modules a path or a file belongs to: those that make files build, and sources that stand alone. */

import path from 'node:path';
import type { Files, Unread } from '../base/files.ts';
import { directoriesThatMayBuild } from '../kbuild/find-make-files.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import { readKernelModules } from '../kbuild/read-kernel-modules.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { includedSources, looksLikeBpfSource, saysThatItIsForBpf } from './bpf-sources.ts';
import { isRead, type CSources } from './c-sources.ts';
import { looksLikeKernelModule, standaloneModule, walkFiles } from './standalone.ts';
import { TrackedCache } from './tracked-cache.ts';

export interface FoundModules {
  readonly modules: readonly KernelModule[];
  readonly unread: readonly Unread[];
  /** C files that belong to no module. */
  readonly others: readonly string[];
}

type Project = Pick<FoundModules, 'modules' | 'unread'>;

export class ModuleFinder {
  private readonly projects = new TrackedCache<Project>(200);

  constructor(private readonly sources: CSources) {}

  /**
   * Everything at or below a path.
   * @param top where the search for the make files of a single file ends
   */
  below(root: string, files: Files, target: KernelTarget | null, maxFileSize: number, top = path.dirname(root)): FoundModules {
    const kind = files.stat(root)?.kind;
    if (kind === undefined) return { modules: [], unread: [{ file: root, reason: 'does not exist' }], others: [] };
    if (kind === 'file') return this.ofFile(root, top, files, target, maxFileSize);
    const project = this.project(root, files, target);
    return this.withStandalone(root, project, files, maxFileSize);
  }

  /**
   * The modules that a source is linked into, or that include it as a header.
   * @param top where the search for make files ends: the opened folder
   */
  ofFile(file: string, top: string, files: Files, target: KernelTarget | null, maxFileSize: number): FoundModules {
    const unread: Unread[] = [];
    for (const directory of directoriesThatMayBuild(files, file, top)) {
      const project = this.project(directory, files, target);
      unread.push(...project.unread);
      const modules = project.modules.filter((module) => this.holds(module, file, files, maxFileSize));
      if (modules.length > 0) return { modules, unread, others: [] };
    }
    if (!file.endsWith('.c')) return { modules: [], unread, others: [] };
    const read = this.sources.read(file, files, maxFileSize);
    if (!isRead(read)) return { modules: [], unread: [...unread, { file, reason: read.reason }], others: [] };
    if (looksLikeBpfSource(read, this.sources, files, maxFileSize)) return { modules: [], unread, others: [] };
    return looksLikeKernelModule(read.statements) ? { modules: [standaloneModule(file)], unread, others: [] } : { modules: [], unread, others: [file] };
  }

  private project(directory: string, files: Files, target: KernelTarget | null): Project {
    const key = `${target?.release ?? ''} ${directory}`;
    return this.projects.get(key, files, (tracked) => readKernelModules({ files: tracked, root: directory, target }));
  }

  private holds(module: KernelModule, file: string, files: Files, maxFileSize: number): boolean {
    return module.sources.some((source) => {
      if (source.path === file) return true;
      if (source.language !== 'c' || !file.endsWith('.h')) return false;
      const read = this.sources.read(source.path, files, maxFileSize);
      if (!isRead(read)) return false;
      return this.sources.headersOf(read, source.flags, files, maxFileSize).some((header) => header.file === file);
    });
  }

  private withStandalone(root: string, project: Project, files: Files, maxFileSize: number): FoundModules {
    const claimed = new Set(project.modules.flatMap((module) => module.sources.map((source) => source.path)));
    const modules = [...project.modules];
    const unread = [...project.unread];
    const unclaimed: string[] = [];
    const inBpfObjects = new Set<string>();
    for (const { path: file, name } of walkFiles(root, files)) {
      if (!name.endsWith('.c') || claimed.has(file)) continue;
      const read = this.sources.read(file, files, maxFileSize);
      if (!isRead(read)) unread.push({ file, reason: read.reason });
      // Beside modules that make files name, an unclaimed source is one that they include or do not build.
      else if (project.modules.length === 0 && looksLikeKernelModule(read.statements) && !saysThatItIsForBpf(read)) modules.push(standaloneModule(file));
      else if (!looksLikeBpfSource(read, this.sources, files, maxFileSize)) unclaimed.push(file);
      else for (const part of includedSources(read)) inBpfObjects.add(part); // a source for BPF is an object of its own
    }
    const others = unclaimed.filter((file) => !inBpfObjects.has(file));
    return { modules, unread, others };
  }
}

/** Of a kernel's own tree, whose programs are not judged. */
export function unclaimedFiles(root: string, unclaimed: readonly string[]): Unread {
  if (unclaimed.length === 1) return { file: unclaimed[0]!, reason: 'is part of no kernel module and was not judged' };
  const examples = unclaimed.slice(0, 3).map((file) => path.relative(root, file));
  const more = unclaimed.length > examples.length ? ', …' : '';
  return { file: root, reason: `holds ${unclaimed.length} C files that are part of no kernel module and were not judged (${examples.join(', ')}${more})` };
}
