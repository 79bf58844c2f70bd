/** One state of the files and settings, and what is answered from that alone. */

import path from 'node:path';
import { isReadable, type Files } from '../base/files.ts';
import { rememberedFiles } from '../base/remembered-files.ts';
import { LineIndex } from '../base/line-index.ts';
import { comparePositions, rangeTouches, type Position, type Range } from '../base/location.ts';
import { neverCancelled, throwIfCancelled, type CancellationToken } from '../base/runtime.ts';
import type { Finding, Fix } from '../findings/finding.ts';
import type { Report } from '../findings/report.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import type { CallTree, CheckRequest, Description, Explanation, FindingWithFixes, KernelChoice, KnownKernel, Note, Snapshot, WorkspaceState } from './analyzer.ts';
import type { JudgedModuleUnit } from './build-report.ts';
import { callTree } from './call-tree.ts';
import { isRead, type ReadCFile } from './c-sources.ts';
import { describeLicense, describeUse } from './describe.ts';
import { explain } from './explain.ts';
import { explainLibrary } from './explain-library.ts';
import { firstAnswer, type FirstAnswer } from './first-answer.ts';
import { fixesOf, mechanicalFix } from './fixes.ts';
import { knownKernels } from './known-kernels.ts';
import { compareFindings } from './judge-module.ts';
import { licenseLenses, type LicenseLens } from './license-lenses.ts';
import { packageLenses } from './packages/package-lenses.ts';
import { POLICY_FILE } from '../licensing/policy.ts';
import type { Core } from './core.ts';
import { checkModulesOf, checkWorkspace } from './check-workspace.ts';
import { WorkspaceModules } from './workspace-modules.ts';
import { walkFiles } from './standalone.ts';
import { symbolNotes } from './symbol-notes.ts';
import type { ProgramWorld } from './programs/programs.ts';
import { bpfWorld, packageWorld, policiesOf, programWorld } from './worlds.ts';

/** C, JavaScript and TypeScript. */
const SOURCE = /\.(?:c|[cm]?[jt]sx?)$/;

/** Documents whose lenses are known: as many as somebody has open. */
const REMEMBERED_FILES = 100;

export class CoreSnapshot implements Snapshot {
  private readonly files: Files;
  private readonly modules: WorkspaceModules;
  /** Who is answered about a document asks about its units next. */
  private lastAround: { readonly file: string; readonly found: readonly Finding[] } | undefined;

  constructor(
    private readonly core: Core,
    private readonly state: WorkspaceState,
  ) {
    this.files = state.files;
    this.modules = new WorkspaceModules(core, state);
  }

  check(request: CheckRequest = {}): Promise<Report> {
    return checkWorkspace(this.core, this.forOneAnswer(), request);
  }

  checkModulesOf(file: string, token: CancellationToken = neverCancelled): Promise<Report> {
    return checkModulesOf(this.core, this.forOneAnswer(), file, token);
  }

  judgeModules(modules: readonly KernelModule[]): Promise<readonly JudgedModuleUnit[]> {
    return this.modules.judgeModules(modules);
  }

  /** This state for the length of one answer: a file that many modules read is asked for once. */
  private forOneAnswer(): WorkspaceState {
    return { ...this.state, files: rememberedFiles(this.files) };
  }

  async findingsIn(file: string, token: CancellationToken = neverCancelled): Promise<readonly Finding[]> {
    if (path.basename(file) === POLICY_FILE) return policiesOf(this.core, this.state).problemsAt([path.dirname(file)]);
    const found = await this.judgeAround(file, token);
    this.lastAround = { file, found };
    return ofDocument(file, found);
  }

  async findingsAround(file: string, token: CancellationToken = neverCancelled): Promise<readonly Finding[]> {
    return this.lastAround?.file === file ? this.lastAround.found : this.judgeAround(file, token);
  }

  private async judgeAround(file: string, token: CancellationToken): Promise<readonly Finding[]> {
    const policies = policiesOf(this.core, this.state);
    const judged = await this.modules.judgedWith(file, token);
    const ofModules = judged.flatMap(({ findings }) => findings);
    const workspace = await new WorkspaceModules(this.core, this.forOneAnswer()).workspaceAround(judged, token);
    remember(this.core.lastJudged, this.keyOf(file), judged.map(({ subject }) => ({ subject, siblings: workspace?.siblingsOf(subject.id) })));
    const judgedPackage = await this.core.packages.judgeFile(file, packageWorld(this.core, this.state, token));
    if (judgedPackage) remember(this.core.lastPackages, this.keyOf(file), judgedPackage.subject.dependencies);
    const ofPackage = judgedPackage?.findings ?? [];
    const kept = workspace ? ofModules.filter((finding) => !workspace.isOverruled(finding)) : ofModules;
    const ofBpf = this.core.bpf.judgeFile(file, bpfWorld(this.state, this.modules.targets())).flatMap(({ findings }) => findings);
    const ofProgram = judged.length === 0 && file.endsWith('.c') ? this.modules.judgeUserspaceSources([file], this.modules.topOf(file), this.modules.targets()) : [];
    const ofLibraries = judged.length > 0 ? [] : (await this.core.programs.judgeWith(file, this.modules.topOf(file), this.programWorld(file, token))).flatMap(({ findings }) => findings);
    const found = [...kept, ...(workspace?.findings ?? []), ...ofBpf, ...ofPackage, ...ofProgram, ...ofLibraries];
    return distinct(found.filter((finding) => !policies.isSilenced(finding)));
  }

  async countSources(limit: number): Promise<number> {
    let count = 0;
    for (const root of this.state.roots) {
      for (const { name } of walkFiles(root, this.files)) if (SOURCE.test(name) && ++count >= limit) return count;
    }
    return count;
  }

  async firstFindingsIn(file: string, token: CancellationToken = neverCancelled): Promise<FirstAnswer | undefined> {
    if (!file.endsWith('.c')) return undefined;
    const { core, files, state } = this;
    const targets = this.modules.targets();
    const modules = await this.modules.modulesWith(file, targets, token);
    const around = new WorkspaceModules(this.core, this.forOneAnswer()).connectedWith(modules, targets);
    const answer = firstAnswer(file, modules, around, targets.all, core, files, state.settings);
    const policies = policiesOf(this.core, this.state);
    return answer && { ...answer, findings: ofDocument(file, answer.findings.filter((finding) => !policies.isSilenced(finding))) };
  }

  async describeAt(file: string, position: Position, token: CancellationToken = neverCancelled): Promise<Description | undefined> {
    const judged = await this.modules.judgedWith(file, token);
    for (const { subject, findings } of judged) {
      const description = describeUse(subject, findings, file, position) ?? describeLicense(subject, findings, file, position);
      if (description) return description;
    }
    const other = this.core.bpf.describeAt(file, position, bpfWorld(this.state, this.modules.targets())) ??
      (judged.length > 0 ? undefined : await this.core.programs.describeAt(file, position, this.modules.topOf(file), this.programWorld(file, token))) ?? (await this.core.packages.describeAt(file, position, packageWorld(this.core, this.state, token)));
    return other && { ...other, said: (await this.findingsIn(file, token)).some((finding) => finding.severity !== 'hint' && comparePositions(finding.range.start, other.range.start) === 0) };
  }

  private programWorld(file: string, token: CancellationToken): ProgramWorld {
    const { core, files, state } = this;
    const top = this.modules.topOf(file);
    return programWorld(core, state, top, () => core.finder.below(top, files, this.modules.targets().first, state.settings.maxFileSize).others, token);
  }

  async lensesIn(file: string): Promise<readonly LicenseLens[]> {
    const { core, files, state } = this;
    if (path.basename(file) === 'package.json') return packageLenses(file, core.lastPackages.get(this.keyOf(file)), files);
    if (!/\.[ch]$/.test(file)) return [];
    const source = core.sources.read(file, files, state.settings.maxFileSize);
    if (!isRead(source) || !statesLicense(source)) return [];
    return licenseLenses(source, core.lastJudged.get(this.keyOf(file)) ?? []);
  }

  private keyOf(file: string): string {
    return JSON.stringify([file, this.state.settings]);
  }

  assuming(license: string): Snapshot {
    return new CoreSnapshot(this.core, { ...this.state, settings: { ...this.state.settings, assumeLicense: license } });
  }

  async callTreeAt(file: string, position: Position, token: CancellationToken = neverCancelled): Promise<CallTree | undefined> {
    for (const { subject } of await this.modules.judgedWith(file, token)) {
      const tree = callTree(subject, file, position);
      if (tree) return tree;
    }
    return undefined;
  }

  async fixesIn(file: string, range: Range, token: CancellationToken = neverCancelled): Promise<readonly FindingWithFixes[]> {
    const findings = (await this.findingsIn(file, token)).filter(
      (finding) => rangeTouches(finding.range, range.start) || rangeTouches(range, finding.range.start),
    );
    const choices = findings.length > 0 ? [] : await this.core.packages.choicesAt(file, range.start, packageWorld(this.core, this.state, token));
    const besides = choices.length > 0 ? [{ finding: null, fixes: choices }] : [];
    if (findings.length === 0) return besides;
    const content = this.files.read(file);
    if (!isReadable(content)) return besides;
    const document = { text: content.text, lines: new LineIndex(content.text) };
    return findings.map((finding) => ({ finding, fixes: fixesOf(finding, document, packageWorld(this.core, this.state)) }));
  }

  async mechanicalFixIn(file: string, token: CancellationToken = neverCancelled): Promise<Fix | undefined> {
    const content = this.files.read(file);
    if (!isReadable(content)) return undefined;
    const document = { text: content.text, lines: new LineIndex(content.text) };
    const findings = await this.findingsIn(file, token);
    return mechanicalFix(findings.flatMap((finding) => fixesOf(finding, document, packageWorld(this.core, this.state))));
  }

  async notesIn(file: string, token: CancellationToken = neverCancelled): Promise<readonly Note[]> {
    throwIfCancelled(token);
    if (!/\.[ch]$/.test(file)) return this.core.packages.notesIn(file, packageWorld(this.core, this.state, token));
    return symbolNotes((await this.modules.judgedWith(file, token)).map(({ subject }) => subject), file);
  }

  async explain(name: string): Promise<Explanation | undefined> {
    const fromKnowledge = explain(name, this.core.knowledge, this.modules.targets().all);
    if (fromKnowledge?.kind === 'symbol') return fromKnowledge;
    const library = explainLibrary(name, this.core.libraries.librariesFor(this.files, this.state.roots));
    // "zlib" is a library and the name of its licence.
    if (library && fromKnowledge) return { ...fromKnowledge, sections: [...library.sections, ...fromKnowledge.sections] };
    return library ?? fromKnowledge ?? this.explainPackage(name);
  }

  /** In the packages of the workspace folders themselves. */
  private async explainPackage(name: string): Promise<Explanation | undefined> {
    for (const root of this.state.roots) {
      const explanation = await this.core.packages.explain(name, root, packageWorld(this.core, this.state));
      if (explanation) return explanation;
    }
    return undefined;
  }

  async knownKernels(): Promise<readonly KnownKernel[]> {
    return knownKernels(this.files, this.core.knowledge);
  }

  async kernels(): Promise<KernelChoice> {
    const { all, explanations, problems } = this.modules.targets();
    return { chosen: all.map(({ release }, i) => ({ release, explanation: explanations[i]! })), problems };
  }
}

function remember<T>(remembered: Map<string, T>, key: string, value: T): void {
  remembered.delete(key);
  remembered.set(key, value);
  if (remembered.size > REMEMBERED_FILES) remembered.delete(remembered.keys().next().value!);
}

function ofDocument(file: string, findings: readonly Finding[]): readonly Finding[] {
  return distinct(findings.filter((finding) => finding.file === file));
}

/** Two modules that share a source may find the same in it. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const found = new Map(findings.map((finding) => [JSON.stringify([finding.rule, finding.file, finding.range, finding.message]), finding]));
  return [...found.values()].sort(compareFindings);
}

function statesLicense({ statements }: ReadCFile): boolean {
  return statements.moduleMacros.some(({ macro }) => macro === 'MODULE_LICENSE');
}
