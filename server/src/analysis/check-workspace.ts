/** A check: everything below some paths is judged and put together into a report. */

import path from 'node:path';
import type { Unread } from '../base/files.ts';
import { breathe, neverCancelled, throwIfCancelled, type CancellationToken, type Progress } from '../base/runtime.ts';
import type { Finding } from '../findings/finding.ts';
import type { Report } from '../findings/report.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import { isKernelTree } from '../kbuild/read-kernel-tree.ts';
import { unclaimedFiles } from './modules-of.ts';
import type { CheckRequest, WorkspaceState } from './analyzer.ts';
import type { BpfWorld } from './bpf-objects.ts';
import { buildReport, judgedUnit, type JudgedUnit } from './build-report.ts';
import { bundledItems } from './bundled-knowledge.ts';
import { unitId } from './judge-module.ts';
import { judgeCompiledModules } from './compiled-modules.ts';
import { packagesBelow } from './packages/find-units.ts';
import { reportedPackage, type ReportedPackage } from './packages/package-report.ts';
import type { PackageWorld } from './packages/packages.ts';
import { judgedBpfUnit } from './report-bpf-object.ts';
import { mayHoldModules } from './standalone.ts';
import { NO_TARGETS } from './targets.ts';
import type { Core } from './core.ts';
import { WorkspaceModules } from './workspace-modules.ts';
import { reportedProgram, unreadOfOthers } from './programs/program-report.ts';
import { bpfWorld, packageWorld, policiesOf, programWorld } from './worlds.ts';


/** @param state whose files are asked more than once for the same */
export async function checkWorkspace(core: Core, state: WorkspaceState, request: CheckRequest): Promise<Report> {
  const { paths = state.roots, modulesOnly, token = neverCancelled, progress } = request;
  const { files } = state;
  const workspaceModules = new WorkspaceModules(core, state);
  const targets = paths.some((root) => mayHoldModules(root, files)) ? workspaceModules.targets() : NO_TARGETS;
  const modules = new Map<string, KernelModule>();
  const unread: Unread[] = [...targets.problems, ...targets.unread];
  const userspace: Finding[] = [];
  const others = new Map<string, readonly string[]>();
  for (const root of paths) {
    throwIfCancelled(token);
    const found = core.finder.below(root, files, targets.first, state.settings.maxFileSize, workspaceModules.topOf(root));
    for (const module of found.modules.filter(modulesOnly ?? (() => true))) modules.set(unitId(module), module);
    unread.push(...found.unread);
    if (modulesOnly) continue;
    others.set(root, found.others);
    if (found.others.length > 0 && isKernelTree(files, root)) unread.push(unclaimedFiles(root, found.others));
    userspace.push(...workspaceModules.judgeUserspaceSources(found.others, root, targets));
  }
  const judged = await workspaceModules.judgeAll([...modules.values()], targets, token, progress);
  const workspace = workspaceModules.judgeTogether(judged, [...modules.values()], targets);
  const beside = modulesOnly ? [] : paths;
  const compiled = beside.map((root) => judgeCompiledModules(core, state, root, targets, (id) => modules.has(id)));
  const bpfObjects = await judgeBpfObjects(core, bpfWorld(state, targets), beside, token, progress);
  const packages = await judgePackages(core, packageWorld(core, state, token), beside, token, progress);
  const programs = await judgePrograms(core, state, others, token, progress);
  const policies = policiesOf(core, state);
  return buildReport({
    version: core.environment.version,
    paths,
    assumedLicense: state.settings.assumeLicense,
    targets: targets.all,
    knowledge: bundledItems(core.knowledge),
    modules: [...judged, ...compiled.flatMap(({ units }) => units), ...bpfObjects],
    workspace,
    userspace,
    dependents: [...packages, ...programs.units],
    isSilenced: policies.isSilenced,
    policyProblems: policies.problemsAt([...state.roots, ...paths]),
    unread: [...unread, ...compiled.flatMap((found) => found.unread), ...programs.unread, ...core.knowledge.unread],
  });
}

/** @param others by path: its C files that belong to no kernel module and to no BPF object */
async function judgePrograms(
  core: Core, state: WorkspaceState, others: ReadonlyMap<string, readonly string[]>, token: CancellationToken, progress: Progress | undefined,
): Promise<{ units: ReportedPackage[]; unread: Unread[] }> {
  const units: ReportedPackage[] = [];
  const unread: Unread[] = [];
  const modules = new WorkspaceModules(core, state);
  for (const [given, sources] of others) {
    const isFolder = state.files.stat(given)?.kind === 'directory';
    const root = isFolder ? given : modules.topOf(given);
    const world = programWorld(core, state, root, () => sources, token);
    const found = isFolder
      ? await core.programs.judgeBelow(root, world, (name) => progress?.(units.length, units.length + 1, name))
      : { judged: await core.programs.judgeWith(given, root, world), unread: [] };
    units.push(...found.judged.flatMap((program) => reportedProgram(program) ?? []));
    unread.push(...found.unread, ...unreadOfOthers(root, found.judged));
  }
  return { units, unread };
}

/** The modules that a document belongs to, and nothing else. */
export async function checkModulesOf(core: Core, state: WorkspaceState, file: string, token: CancellationToken): Promise<Report> {
  const modules = new WorkspaceModules(core, state);
  const targets = modules.targets();
  const judged = await modules.judgedWith(file, token);
  const workspace = (await modules.workspaceAround(judged, token)) ?? modules.judgeTogether([], [], targets);
  return buildReport({
    version: core.environment.version,
    paths: [file],
    assumedLicense: state.settings.assumeLicense,
    targets: targets.all,
    knowledge: bundledItems(core.knowledge),
    modules: judged.map(judgedUnit),
    workspace,
    userspace: [],
    dependents: [],
    isSilenced: policiesOf(core, state).isSilenced,
    policyProblems: [],
    unread: [...targets.problems, ...targets.unread, ...core.knowledge.unread],
  });
}

async function judgePackages(
  core: Core, world: PackageWorld, paths: readonly string[], token: CancellationToken, progress: Progress | undefined,
): Promise<readonly ReportedPackage[]> {
  const directories = [...new Set(paths.flatMap((root) => packagesBelow(root, world.files)))];
  const judged: ReportedPackage[] = [];
  for (const directory of directories) {
    progress?.(judged.length, directories.length, path.basename(directory));
    const found = await core.packages.judge(directory, world);
    if (found) judged.push(reportedPackage(found));
    await breathe(token);
  }
  return judged;
}

async function judgeBpfObjects(
  core: Core, world: BpfWorld, paths: readonly string[], token: CancellationToken, progress: Progress | undefined,
): Promise<readonly JudgedUnit[]> {
  const sources = core.bpf.sourcesBelow(paths, world);
  const judged: JudgedUnit[] = [];
  for (const source of sources) {
    progress?.(judged.length, sources.length, path.basename(source));
    const object = core.bpf.judge(source, world);
    if (object) judged.push(judgedBpfUnit(object));
    await breathe(token);
  }
  return judged;
}
