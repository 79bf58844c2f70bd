/** The kernel modules of a workspace in one state of it: found, linked and judged, each alone and together. */

import path from 'node:path';
import type { Files } from '../base/files.ts';
import { breathe, type CancellationToken, type Progress } from '../base/runtime.ts';
import type { Finding } from '../findings/finding.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import { isKernelTree } from '../kbuild/read-kernel-tree.ts';
import type { WorkspaceState } from './analyzer.ts';
import { judgedUnit, type JudgedModuleUnit } from './build-report.ts';
import { isRead, type ReadCFile, type UnreadCFile } from './c-sources.ts';
import { judgeModule, unitId, withoutSuppressed, type JudgedModule } from './judge-module.ts';
import { judgeWorkspace, type JudgedWorkspace } from './judge-workspace.ts';
import { USERSPACE_RULES } from '../rules/index.ts';
import { judgeOnThreads, worthThreads } from './module-pool.ts';
import type { ChosenTargets } from './targets.ts';
import { userspaceSource } from './userspace-sources.ts';
import type { Core } from './core.ts';


export class WorkspaceModules {
  private readonly files: Files;

  constructor(
    private readonly core: Core,
    private readonly state: WorkspaceState,
  ) {
    this.files = state.files;
  }

  async judgeModules(modules: readonly KernelModule[]): Promise<readonly JudgedModuleUnit[]> {
    await this.core.sources.ready();
    const targets = this.targets();
    return modules.map((module) => judgedUnit(this.judge(module, targets)));
  }

  async judgeAll(
    modules: readonly KernelModule[],
    targets: ChosenTargets,
    token: CancellationToken,
    progress: Progress | undefined,
  ): Promise<readonly JudgedModuleUnit[]> {
    const { pool } = this.core.environment;
    if (pool && worthThreads(modules, targets)) {
      return judgeOnThreads(modules, this.state, pool, (batch) => this.judgeModules(batch), token, progress);
    }
    const judged: JudgedModuleUnit[] = [];
    if (modules.length > 0) await this.core.sources.ready();
    for (const module of modules) {
      progress?.(judged.length, modules.length, `${module.name}.ko`);
      judged.push(judgedUnit(this.judge(module, targets)));
      await breathe(token);
    }
    return judged;
  }

  judge(module: KernelModule, targets: ChosenTargets): JudgedModule {
    const { core, files, state } = this;
    const key = JSON.stringify([module, targets.all.map((target) => target.release), state.settings]);
    return core.judged.get(key, files, (tracked) => judgeModule(module, targets.all, core, tracked, state.settings));
  }

  /** Sources that are part of no module. The kernel's own tree has programs of its own, under its own licence. */
  judgeUserspaceSources(sources: readonly string[], top: string, targets: ChosenTargets): Finding[] {
    const { core, files, state } = this;
    if (sources.length === 0 || isKernelTree(files, top)) return [];
    const read = (file: string): ReadCFile | UnreadCFile => core.sources.read(file, files, state.settings.maxFileSize);
    const found = sources.flatMap((file) => {
      const source = read(file);
      const program = isRead(source) ? userspaceSource(source, top, targets.all, files) : undefined;
      return program ? USERSPACE_RULES.flatMap((rule) => rule.check(program)) : [];
    });
    return withoutSuppressed(found, read);
  }

  judgeTogether(judged: readonly Pick<JudgedModule, 'linkage'>[], modules: readonly KernelModule[], targets: ChosenTargets): JudgedWorkspace {
    const { core, files, state } = this;
    const linkages = judged.map(({ linkage }) => linkage);
    return judgeWorkspace({ linkages, modules, targets: targets.all, resolver: core, files, settings: state.settings });
  }

  /**
   * The modules that have to do with those of a document, judged together; undefined where there are none. In a kernel's own
   * tree, whose modules know each other by Module.symvers, that is left to `check`.
   */
  async workspaceAround(judged: readonly JudgedModule[], token: CancellationToken): Promise<JudgedWorkspace | undefined> {
    const targets = this.targets();
    const modules = this.connectedWith(judged.map(({ subject }) => subject), targets);
    if (modules.length === 0) return undefined;
    const together: JudgedModule[] = [];
    for (const module of modules) {
      await this.linkAhead(module, targets, token);
      together.push(this.judge(module, targets));
    }
    return this.judgeTogether(together, modules, targets);
  }

  /** The modules of the workspace that have to do with some, these among them; none where they stand alone. */
  connectedWith(some: readonly Pick<KernelModule, 'directory' | 'name'>[], targets: ChosenTargets): readonly KernelModule[] {
    const { core, files, state } = this;
    if (some.length === 0 || state.roots.some((root) => isInKernelTree(files, root))) return [];
    const { maxFileSize } = state.settings;
    const found = state.roots.flatMap((root) => core.finder.below(root, files, targets.first, maxFileSize).modules);
    const all = new Map(found.map((module) => [unitId(module), module]));
    const modules = core.connections.connected(some.flatMap((module) => all.get(unitId(module)) ?? []), [...all.values()], files, maxFileSize);
    return modules.length < 2 ? [] : modules;
  }

  async judgedWith(file: string, token: CancellationToken): Promise<JudgedModule[]> {
    if (!/\.[ch]$/.test(file)) return [];
    const targets = this.targets();
    const judged: JudgedModule[] = [];
    for (const module of await this.modulesWith(file, targets, token)) {
      await this.linkAhead(module, targets, token);
      judged.push(this.judge(module, targets));
    }
    return judged;
  }

  async modulesWith(file: string, targets: ChosenTargets, token: CancellationToken): Promise<readonly KernelModule[]> {
    const { core, files, state } = this;
    const { modules } = core.finder.ofFile(file, this.topOf(file), files, targets.first, state.settings.maxFileSize);
    if (modules.length > 0) await core.sources.ready();
    await breathe(token);
    return modules;
  }

  /** Where the search for the make files of a file ends: the opened folder. */
  topOf(file: string): string {
    return this.state.roots.find((root) => file.startsWith(root + path.sep)) ?? path.dirname(file);
  }

  /** Links the sources of a module one by one, so that other requests are heard in between; judging it then finds them linked. */
  async linkAhead(module: KernelModule, targets: ChosenTargets, token: CancellationToken): Promise<void> {
    const { core, files, state } = this;
    for (const target of targets.all) {
      if (!target.headers) continue;
      for (const source of module.sources) {
        if (core.engine.hasSeen(target, module, source)) continue;
        if (source.language === 'c' && !isRead(core.sources.read(source.path, files, state.settings.maxFileSize))) continue;
        core.engine.link(target, module, source, files);
        await breathe(token);
      }
    }
  }

  targets(): ChosenTargets {
    return this.core.targets.choose(this.state.settings.kernels, this.files);
  }
}

/** Also of a part of such a tree, opened alone. */
function isInKernelTree(files: Files, directory: string): boolean {
  if (isKernelTree(files, directory)) return true;
  const parent = path.dirname(directory);
  return parent !== directory && isInKernelTree(files, parent);
}
