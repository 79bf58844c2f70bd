/** Wires the core: grammars, knowledge and caches, and the snapshots that answer from them. */

import path from 'node:path';
import { isReadable, type Files, type Unread } from '../base/files.ts';
import { rememberedFiles } from '../base/remembered-files.ts';
import { LineIndex } from '../base/line-index.ts';
import { rangeTouches, type Position, type Range } from '../base/location.ts';
import { neverCancelled, throwIfCancelled, type CancellationToken, type Progress } from '../base/runtime.ts';
import type { Finding } from '../findings/finding.ts';
import type { Report } from '../findings/report.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import { isKernelTree } from '../kbuild/read-kernel-tree.ts';
import { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { loadWasmEngine } from '../syntax/wasm-engine.ts';
import type {
  Analyzer,
  AnalyzerEnvironment,
  CallTree,
  CheckRequest,
  Description,
  Explanation,
  FindingWithFixes,
  KernelChoice,
  Note,
  Snapshot,
  WorkspaceState,
} from './analyzer.ts';
import { BpfObjects, type BpfWorld } from './bpf-objects.ts';
import { ModuleConnections } from './connected-modules.ts';
import { buildReport, judgedUnit, type JudgedModuleUnit, type JudgedUnit } from './build-report.ts';
import { callTree } from './call-tree.ts';
import { CSources, isRead, type ReadCFile, type UnreadCFile } from './c-sources.ts';
import { describeLicense, describeUse } from './describe.ts';
import { bundledItems, licenseText } from './bundled-knowledge.ts';
import { explain } from './explain.ts';
import { firstAnswer, type FirstAnswer } from './first-answer.ts';
import { fixesOf } from './fixes.ts';
import { compareFindings, judgeModule, unitId, withoutSuppressed, type JudgedModule } from './judge-module.ts';
import { judgeWorkspace, type JudgedWorkspace } from './judge-workspace.ts';
import { KernelEngine } from './kernel-engine.ts';
import { licenseLenses, type LastJudged, type LicenseLens } from './license-lenses.ts';
import { ModuleFinder } from './modules-of.ts';
import { packagesBelow } from './packages/find-units.ts';
import { packageFixes } from './packages/package-fixes.ts';
import { reportedPackage, type ReportedPackage } from './packages/package-report.ts';
import { Packages, type PackageWorld } from './packages/packages.ts';
import { isPackageRule, USERSPACE_RULES } from '../rules/index.ts';
import { PolicySuppressions } from './policy-suppressions.ts';
import { POLICY_FILE } from '../licensing/policy.ts';
import { judgedBpfUnit } from './report-bpf-object.ts';
import type { Resolver } from './resolve-module.ts';
import { judgeOnThreads, worthThreads } from './module-pool.ts';
import { mayHoldModules } from './standalone.ts';
import { NO_TARGETS, TargetChooser, type ChosenTargets } from './targets.ts';
import { TrackedCache } from './tracked-cache.ts';
import { userspaceSource } from './userspace-sources.ts';
import { licenseChoices, meaningToKernel } from './what-if.ts';

export async function createAnalyzer(environment: AnalyzerEnvironment): Promise<Analyzer> {
  const syntax = await loadWasmEngine(environment.productFile, ['c']);
  const knowledge = new KnowledgeBase(environment.productFile);
  const history = knowledge.history();
  const sources = new CSources(syntax);
  const core: Core = {
    environment,
    knowledge,
    sources,
    engine: new KernelEngine({
      logger: environment.logger,
      history,
      keptUnits: environment.keptUnits ?? 0,
      headerStore: environment.headerStore,
      version: environment.version,
    }),
    history,
    finder: new ModuleFinder(sources),
    targets: new TargetChooser(knowledge, environment.runningKernel),
    judged: new TrackedCache(5_000),
    connections: new ModuleConnections(sources),
    packages: new Packages(knowledge, () => loadWasmEngine(environment.productFile, ['typescript', 'tsx', 'javascript'])),
    bpf: new BpfObjects(knowledge, sources, environment.logger),
    lastJudged: new Map(),
  };
  return {
    snapshot: (state) => new CoreSnapshot(core, state),
    knowledge: () => bundledItems(knowledge),
    licenseChoices,
    meaningOfLicense: meaningToKernel,
    licenseText: (spdxId) => licenseText(knowledge, spdxId),
    rest: () => core.engine.storeHeaders(),
  };
}

/** Documents whose lenses are known: as many as somebody has open. */
const REMEMBERED_FILES = 100;

interface Core extends Resolver {
  readonly environment: AnalyzerEnvironment;
  readonly knowledge: KnowledgeBase;
  readonly finder: ModuleFinder;
  readonly targets: TargetChooser;
  readonly judged: TrackedCache<JudgedModule>;
  readonly packages: Packages;
  readonly connections: ModuleConnections;
  readonly bpf: BpfObjects;
  /** By settings and file: its modules as they were judged last, for lenses. */
  readonly lastJudged: Map<string, readonly LastJudged[]>;
}

class CoreSnapshot implements Snapshot {
  private readonly files: Files;

  constructor(
    private readonly core: Core,
    private readonly state: WorkspaceState,
  ) {
    this.files = state.files;
  }

  /** This snapshot for the length of one answer: a file that many modules read is asked for once. */
  private forOneAnswer(): CoreSnapshot {
    return new CoreSnapshot(this.core, { ...this.state, files: rememberedFiles(this.files) });
  }

  check(request: CheckRequest = {}): Promise<Report> {
    return this.forOneAnswer().report(request);
  }

  private async report({ paths = this.state.roots, only = () => true, token = neverCancelled, progress }: CheckRequest): Promise<Report> {
    const { core, files, state } = this;
    const targets = paths.some((root) => mayHoldModules(root, files)) ? this.targets() : NO_TARGETS;
    const modules = new Map<string, KernelModule>();
    const unread: Unread[] = [...targets.problems, ...targets.unread];
    const programs: Finding[] = [];
    for (const root of paths) {
      throwIfCancelled(token);
      const found = core.finder.below(root, files, targets.first, state.settings.maxFileSize, this.topOf(root));
      for (const module of found.modules.filter(only)) modules.set(unitId(module), module);
      unread.push(...found.unread);
      programs.push(...this.judgePrograms(found.others, root, targets));
    }
    const judged = await this.judgeAll([...modules.values()], targets, token, progress);
    const workspace = this.judgeTogether(judged, [...modules.values()], targets);
    const bpfObjects = await this.judgeBpfObjects(paths, targets, token, progress);
    const packages = await this.judgePackages(paths, token, progress);
    const policies = this.policies();
    return buildReport({
      version: core.environment.version,
      paths,
      assumedLicense: state.settings.assumeLicense,
      targets: targets.all,
      knowledge: bundledItems(core.knowledge),
      modules: [...judged, ...bpfObjects],
      workspace,
      programs,
      packages,
      isSilenced: policies.isSilenced,
      policyProblems: policies.problemsAt([...state.roots, ...paths]),
      unread: [...unread, ...core.knowledge.unread],
    });
  }

  async checkModulesOf(file: string, token: CancellationToken = neverCancelled): Promise<Report> {
    const { core, state } = this;
    const targets = this.targets();
    const judged = await this.judgedWith(file, token);
    const workspace = (await this.forOneAnswer().workspaceAround(judged, token)) ?? this.judgeTogether([], [], targets);
    return buildReport({
      version: core.environment.version,
      paths: [file],
      assumedLicense: state.settings.assumeLicense,
      targets: targets.all,
      knowledge: bundledItems(core.knowledge),
      modules: judged.map(judgedUnit),
      workspace,
      packages: [],
      programs: [],
      isSilenced: this.policies().isSilenced,
      policyProblems: [],
      unread: [...targets.problems, ...targets.unread, ...core.knowledge.unread],
    });
  }

  private async judgePackages(paths: readonly string[], token: CancellationToken, progress: Progress | undefined): Promise<readonly ReportedPackage[]> {
    const directories = [...new Set(paths.flatMap((root) => packagesBelow(root, this.files)))];
    const judged: ReportedPackage[] = [];
    for (const directory of directories) {
      progress?.(judged.length, directories.length, path.basename(directory));
      const found = await this.core.packages.judge(directory, this.world(token));
      if (found) judged.push(reportedPackage(found));
      await breathe();
      throwIfCancelled(token);
    }
    return judged;
  }

  private async judgeBpfObjects(
    paths: readonly string[],
    targets: ChosenTargets,
    token: CancellationToken,
    progress: Progress | undefined,
  ): Promise<readonly JudgedUnit[]> {
    const world = { ...this.state, targets: targets.all };
    const sources = this.core.bpf.sourcesBelow(paths, world);
    const judged: JudgedUnit[] = [];
    for (const source of sources) {
      progress?.(judged.length, sources.length, path.basename(source));
      const object = this.core.bpf.judge(source, world);
      if (object) judged.push(judgedBpfUnit(object));
      await breathe();
      throwIfCancelled(token);
    }
    return judged;
  }

  private bpfWorld(): BpfWorld {
    return { ...this.state, targets: this.targets().all };
  }

  private policies(): PolicySuppressions {
    const { files, roots, today } = this.world();
    return new PolicySuppressions(files, roots, today);
  }

  private world(token: CancellationToken = neverCancelled): PackageWorld {
    const { files, roots, settings } = this.state;
    const pause = async (): Promise<void> => {
      await breathe();
      throwIfCancelled(token);
    };
    return { files, roots, settings, pause, today: this.core.environment.today?.() ?? new Date().toISOString().slice(0, 10) };
  }

  judgeModules(modules: readonly KernelModule[]): readonly JudgedModuleUnit[] {
    const targets = this.targets();
    return modules.map((module) => judgedUnit(this.judge(module, targets)));
  }

  private async judgeAll(
    modules: readonly KernelModule[],
    targets: ChosenTargets,
    token: CancellationToken,
    progress: Progress | undefined,
  ): Promise<readonly JudgedModuleUnit[]> {
    const { pool } = this.core.environment;
    if (pool && worthThreads(modules, targets)) {
      return judgeOnThreads(modules, this.state.settings, pool, (batch) => this.judgeModules(batch), token, progress);
    }
    const judged: JudgedModuleUnit[] = [];
    for (const module of modules) {
      progress?.(judged.length, modules.length, `${module.name}.ko`);
      judged.push(judgedUnit(this.judge(module, targets)));
      await breathe();
      throwIfCancelled(token);
    }
    return judged;
  }

  async findingsIn(file: string, token: CancellationToken = neverCancelled): Promise<readonly Finding[]> {
    const policies = this.policies();
    if (path.basename(file) === POLICY_FILE) return policies.problemsAt([path.dirname(file)]);
    const judged = await this.judgedWith(file, token);
    const ofModules = judged.flatMap(({ findings }) => findings);
    const workspace = await this.forOneAnswer().workspaceAround(judged, token);
    this.remember(file, judged.map(({ subject }) => ({ subject, siblings: workspace?.siblingsOf(subject.id) })));
    const ofPackage = (await this.core.packages.judgeFile(file, this.world(token)))?.findings ?? [];
    const kept = workspace ? ofModules.filter((finding) => !workspace.isOverruled(finding)) : ofModules;
    const ofBpf = this.core.bpf.judgeFile(file, this.bpfWorld()).flatMap(({ findings }) => findings);
    const ofProgram = judged.length === 0 && file.endsWith('.c') ? this.judgePrograms([file], this.topOf(file), this.targets()) : [];
    const found = [...kept, ...(workspace?.findings ?? []), ...ofBpf, ...ofPackage, ...ofProgram];
    return ofDocument(file, found.filter((finding) => !policies.isSilenced(finding)));
  }

  async firstFindingsIn(file: string, token: CancellationToken = neverCancelled): Promise<FirstAnswer | undefined> {
    if (!file.endsWith('.c')) return undefined;
    const { core, files, state } = this;
    const targets = this.targets();
    const modules = await this.modulesWith(file, targets, token);
    const around = this.forOneAnswer().connectedWith(modules, targets);
    const answer = firstAnswer(file, modules, around, targets.all, core, files, state.settings);
    const policies = this.policies();
    return answer && { ...answer, findings: ofDocument(file, answer.findings.filter((finding) => !policies.isSilenced(finding))) };
  }

  async describeAt(file: string, position: Position, token: CancellationToken = neverCancelled): Promise<Description | undefined> {
    for (const { subject, findings } of await this.judgedWith(file, token)) {
      const description = describeUse(subject, findings, file, position) ?? describeLicense(subject, findings, file, position);
      if (description) return description;
    }
    return this.core.bpf.describeAt(file, position, this.bpfWorld()) ?? this.core.packages.describeAt(file, position, this.world(token));
  }

  async lensesIn(file: string): Promise<readonly LicenseLens[]> {
    if (!/\.[ch]$/.test(file)) return [];
    const { core, files, state } = this;
    const source = core.sources.read(file, files, state.settings.maxFileSize);
    if (!isRead(source) || !statesLicense(source)) return [];
    return licenseLenses(source, core.lastJudged.get(this.keyOf(file)) ?? []);
  }

  private remember(file: string, judged: readonly LastJudged[]): void {
    const { lastJudged } = this.core;
    lastJudged.delete(this.keyOf(file));
    lastJudged.set(this.keyOf(file), judged);
    if (lastJudged.size > REMEMBERED_FILES) lastJudged.delete(lastJudged.keys().next().value!);
  }

  private keyOf(file: string): string {
    return JSON.stringify([file, this.state.settings]);
  }

  assuming(license: string): Snapshot {
    return new CoreSnapshot(this.core, { ...this.state, settings: { ...this.state.settings, assumeLicense: license } });
  }

  async callTreeAt(file: string, position: Position, token: CancellationToken = neverCancelled): Promise<CallTree | undefined> {
    for (const { subject } of await this.judgedWith(file, token)) {
      const tree = callTree(subject, file, position);
      if (tree) return tree;
    }
    return undefined;
  }

  async fixesIn(file: string, range: Range, token: CancellationToken = neverCancelled): Promise<readonly FindingWithFixes[]> {
    const findings = (await this.findingsIn(file, token)).filter(
      (finding) => rangeTouches(finding.range, range.start) || rangeTouches(range, finding.range.start),
    );
    const choices = findings.length > 0 ? [] : await this.core.packages.choicesAt(file, range.start, this.world(token));
    const besides = choices.length > 0 ? [{ finding: null, fixes: choices }] : [];
    if (findings.length === 0) return besides;
    const content = this.files.read(file);
    if (!isReadable(content)) return besides;
    const document = { text: content.text, lines: new LineIndex(content.text) };
    const world = this.world();
    return findings.map((finding) => ({
      finding,
      fixes: isPackageRule(finding.rule) ? packageFixes(finding, document, this.files, world.today) : fixesOf(finding, document),
    }));
  }

  async notesIn(file: string, token: CancellationToken = neverCancelled): Promise<readonly Note[]> {
    throwIfCancelled(token);
    return this.core.packages.notesIn(file, this.world(token));
  }

  async explain(name: string): Promise<Explanation | undefined> {
    return explain(name, this.core.knowledge, this.targets().all) ?? this.explainPackage(name);
  }

  /** In the packages of the workspace folders themselves. */
  private async explainPackage(name: string): Promise<Explanation | undefined> {
    for (const root of this.state.roots) {
      const explanation = await this.core.packages.explain(name, root, this.world());
      if (explanation) return explanation;
    }
    return undefined;
  }

  async kernels(): Promise<KernelChoice> {
    const { all, explanations, problems } = this.targets();
    return { chosen: all.map(({ release }, i) => ({ release, explanation: explanations[i]! })), problems };
  }

  private targets(): ChosenTargets {
    return this.core.targets.choose(this.state.settings.kernels, this.files);
  }

  private judge(module: KernelModule, targets: ChosenTargets): JudgedModule {
    const { core, files, state } = this;
    const key = JSON.stringify([module, targets.all.map((target) => target.release), state.settings]);
    return core.judged.get(key, files, (tracked) => judgeModule(module, targets.all, core, tracked, state.settings));
  }

  /** Sources that are part of no module. The kernel's own tree has programs of its own, under its own licence. */
  private judgePrograms(sources: readonly string[], top: string, targets: ChosenTargets): Finding[] {
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

  private judgeTogether(judged: readonly Pick<JudgedModule, 'linkage'>[], modules: readonly KernelModule[], targets: ChosenTargets): JudgedWorkspace {
    const { core, files, state } = this;
    const linkages = judged.map(({ linkage }) => linkage);
    return judgeWorkspace({ linkages, modules, targets: targets.all, resolver: core, files, settings: state.settings });
  }

  /**
   * The modules that have to do with those of a document, judged together; undefined where there are none. In a kernel's own
   * tree, whose modules know each other by Module.symvers, that is left to `check`.
   */
  private async workspaceAround(judged: readonly JudgedModule[], token: CancellationToken): Promise<JudgedWorkspace | undefined> {
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
  private connectedWith(some: readonly Pick<KernelModule, 'directory' | 'name'>[], targets: ChosenTargets): readonly KernelModule[] {
    const { core, files, state } = this;
    if (some.length === 0 || state.roots.some((root) => isKernelTree(files, root))) return [];
    const { maxFileSize } = state.settings;
    const found = state.roots.flatMap((root) => core.finder.below(root, files, targets.first, maxFileSize).modules);
    const all = new Map(found.map((module) => [unitId(module), module]));
    const modules = core.connections.connected(some.flatMap((module) => all.get(unitId(module)) ?? []), [...all.values()], files, maxFileSize);
    return modules.length < 2 ? [] : modules;
  }

  private async judgedWith(file: string, token: CancellationToken): Promise<JudgedModule[]> {
    if (!/\.[ch]$/.test(file)) return [];
    const targets = this.targets();
    const judged: JudgedModule[] = [];
    for (const module of await this.modulesWith(file, targets, token)) {
      await this.linkAhead(module, targets, token);
      judged.push(this.judge(module, targets));
    }
    return judged;
  }

  /** Where the search for the make files of a file ends: the opened folder. */
  private topOf(file: string): string {
    return this.state.roots.find((root) => file.startsWith(root + path.sep)) ?? path.dirname(file);
  }

  private async modulesWith(file: string, targets: ChosenTargets, token: CancellationToken): Promise<readonly KernelModule[]> {
    const { core, files, state } = this;
    const { modules } = core.finder.ofFile(file, this.topOf(file), files, targets.first, state.settings.maxFileSize);
    await breathe();
    throwIfCancelled(token);
    return modules;
  }

  /** Links the sources of a module one by one, so that other requests are heard in between; judging it then finds them linked. */
  private async linkAhead(module: KernelModule, targets: ChosenTargets, token: CancellationToken): Promise<void> {
    const { core, files, state } = this;
    for (const target of targets.all) {
      if (!target.headers) continue;
      for (const source of module.sources) {
        if (core.engine.hasSeen(target, module, source)) continue;
        if (source.language === 'c' && !isRead(core.sources.read(source.path, files, state.settings.maxFileSize))) continue;
        core.engine.link(target, module, source, files);
        await breathe();
        throwIfCancelled(token);
      }
    }
  }
}

/** Two modules that share a source may find the same in it. */
function ofDocument(file: string, findings: readonly Finding[]): readonly Finding[] {
  const distinct = new Map<string, Finding>();
  for (const finding of findings) {
    if (finding.file === file) distinct.set(JSON.stringify([finding.rule, finding.range, finding.message]), finding);
  }
  return [...distinct.values()].sort(compareFindings);
}

function statesLicense({ statements }: ReadCFile): boolean {
  return statements.moduleMacros.some(({ macro }) => macro === 'MODULE_LICENSE');
}

/** Lets waiting messages (a newer edit, a cancellation) come in between two pieces of work. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
