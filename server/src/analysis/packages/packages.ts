/**
 * The packages of a workspace: what the snapshot asks about package.json files and JavaScript or TypeScript sources.
 * Graphs, licences and imports are kept as long as nothing that they were read from changes.
 */

import path from 'node:path';
import type { Files, Unread } from '../../base/files.ts';
import { rangeTouches, type Position, type Range } from '../../base/location.ts';
import type { Finding, Fix } from '../../findings/finding.ts';
import { LicenseBase } from '../../licensing/license-base.ts';
import type { PackageLicense } from '../../licensing/package-license.ts';
import { compareWithTexts } from '../../licensing/package-license.ts';
import { ownLicense } from '../../licensing/own-license.ts';
import { loadPolicy, POLICY_FILE, type FolderPolicy, type LoadedPolicy } from '../../licensing/policy.ts';
import { readLockfile, type LockfileReader } from '../../npm/find-lockfile.ts';
import { installedManifest } from '../../npm/installed.ts';
import type { Fields, Lockfile, UnreadLockfile } from '../../npm/lockfile.ts';
import { readManifest, type Manifest } from '../../npm/manifest.ts';
import type { PackageGraph, PackageNode } from '../../npm/package-graph.ts';
import { readPackageGraph } from '../../npm/read-graph.ts';
import { addonOfSources } from '../../resolve/addon-of-sources.ts';
import type { NativePart } from '../../resolve/native-part.ts';
import type { BroughtPackage, JudgedImport, PackageSubject } from '../../resolve/package-subject.ts';
import { PACKAGE_RULES } from '../../rules/index.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { SyntaxEngine } from '../../syntax/syntax-tree.ts';
import type { Description, Explanation, Note } from '../analyzer.ts';
import type { Settings } from '../settings.ts';
import type { Libraries } from '../../libraries/library.ts';
import type { Programs } from '../programs/programs.ts';
import type { LibraryFinder } from '../library-finder.ts';
import { isSuppressed } from '../suppressions.ts';
import { TrackedCache } from '../tracked-cache.ts';
import { BuildFiles } from './build-files.ts';
import { describePackage } from './describe-package.ts';
import { explainPackage } from './explain-package.ts';
import { filesOfPackage, packageOfFile } from './find-units.ts';
import { besidesInstalled, installationStamp, isInstalled } from './installation.ts';
import { Judgements } from './judgements.ts';
import { isModuleSource, ModuleSources, type ModuleSource } from './module-sources.ts';
import { loadsOf } from './native-loads.ts';
import { NativeParts, NO_PARTS, readNativePackage, type NativePackage } from './native-parts.ts';
import { choiceFixes } from './package-fixes.ts';
import { PackageLicenses } from './package-licenses.ts';
import { packageNote } from './package-notes.ts';
import { PackageUnit } from './package-unit.ts';

/** What a question about packages is asked of. */
export interface PackageWorld {
  readonly files: Files;
  /** Workspace folders: a policy file is looked for up to them. */
  readonly roots: readonly string[];
  readonly settings: Settings;
  /** "2026-11-25" */
  readonly today: string;
  /** Lets other requests be heard between two pieces of long work; rejects where the answer is not wanted any more. */
  readonly pause: () => Promise<void>;
}

export interface JudgedPackage {
  readonly unit: PackageUnit;
  readonly subject: PackageSubject;
  /** Sources and package.json. */
  readonly sources: readonly string[];
  readonly findings: readonly Finding[];
  readonly suppressed: number;
  readonly unread: readonly Unread[];
}

/** Packages or sources that are read without a pause. */
const AT_ONCE = 50;

export class Packages {
  private readonly base: LicenseBase;
  private readonly licenses: PackageLicenses;
  private readonly sources: ModuleSources;
  private readonly lockfiles = new TrackedCache<Lockfile | UnreadLockfile>(50);
  private readonly judgements = new Judgements();
  private readonly graphs = new TrackedCache<PackageGraph>(200);
  private readonly units = new TrackedCache<PackageUnit | undefined>(500);
  private readonly native = new NativeParts();
  private readonly buildFiles = new BuildFiles();
  /** By directory: addons of packages that are not built, as they were found before the unit was asked for. */
  private readonly addons = new Map<string, readonly NativePart[]>();
  private readonly ownParts = new TrackedCache<NativePackage>(500);

  /**
   * @param loadEngine for the languages of module sources
   * @param libraries whose those are that compiled code is linked with
   * @param programs what the sources of addons use
   */
  constructor(
    knowledge: KnowledgeBase,
    loadEngine: () => Promise<SyntaxEngine>,
    private readonly libraries: LibraryFinder,
    private readonly programs: Programs,
  ) {
    this.base = new LicenseBase(knowledge);
    this.licenses = new PackageLicenses(this.base);
    this.sources = new ModuleSources(loadEngine);
  }

  /** Everything about one package: its lines of package.json and its sources. */
  async judge(directory: string, world: PackageWorld): Promise<JudgedPackage | undefined> {
    const unit = await this.unit(directory, world);
    const sources = [...filesOfPackage(directory, world.files)].filter(isModuleSource);
    if (sources.length > 0) await this.sources.ready();
    return unit && this.look(unit, sources, true, world);
  }

  /** What can be found in one file; undefined for a file that is none of a package. */
  async judgeFile(file: string, world: PackageWorld): Promise<JudgedPackage | undefined> {
    // What is installed is judged where it is used.
    if (!isPackageFile(file) || file.split(path.sep).includes('node_modules')) return undefined;
    const directory = packageOfFile(file, world.files);
    const unit = directory === undefined ? undefined : await this.unit(directory, world);
    if (!unit) return undefined;
    if (isModuleSource(file)) await this.sources.ready();
    return this.look(unit, isModuleSource(file) ? [file] : [], !isModuleSource(file), world);
  }

  /** What an import or a line of package.json is about. */
  async describeAt(file: string, position: Position, world: PackageWorld): Promise<Description | undefined> {
    const place = await this.placeAt(file, position, world);
    return place && describePackage(place.range, place.brings);
  }

  /** Choices that can be recorded where the position is. */
  async choicesAt(file: string, position: Position, world: PackageWorld): Promise<readonly Fix[]> {
    const place = await this.placeAt(file, position, world);
    const judged = place && (await this.judgeFile(file, world));
    return judged ? choiceFixes(place.brings[0]!, judged.subject.policyFile, world.files) : [];
  }

  async notesIn(file: string, world: PackageWorld): Promise<readonly Note[]> {
    if (path.basename(file) !== 'package.json') return [];
    const unit = (await this.judgeFile(file, world))?.unit;
    if (unit?.manifest.file !== file) return [];
    return unit.manifest.dependencies.map((declared) => packageNote(declared, unit.broughtByLine(declared)));
  }

  /** A package by its name, among those that arrive at the package around a directory. */
  async explain(name: string, directory: string, world: PackageWorld): Promise<Explanation | undefined> {
    const own = packageOfFile(path.join(directory, 'package.json'), world.files);
    const unit = own === undefined ? undefined : await this.unit(own, world);
    return unit && explainPackage(name, unit.dependencies);
  }

  private async placeAt(file: string, position: Position, world: PackageWorld): Promise<{ range: Range; brings: readonly BroughtPackage[] } | undefined> {
    const judged = await this.judgeFile(file, world);
    if (!judged) return undefined;
    const used = [...judged.subject.imports, ...judged.subject.loads].find(({ at, brings }) => brings.length > 0 && rangeTouches(at.range, position));
    if (used) return { range: used.at.range, brings: used.brings };
    if (judged.unit.manifest.file !== file) return undefined;
    const declared = judged.unit.manifest.dependencies.find(({ range }) => rangeTouches(range, position));
    const brings = declared ? judged.unit.broughtByLine(declared) : [];
    return declared && brings.length > 0 ? { range: declared.range, brings } : undefined;
  }

  private async look(unit: PackageUnit, sources: readonly string[], withDependencies: boolean, world: PackageWorld): Promise<JudgedPackage> {
    const unread: Unread[] = [];
    const read: ModuleSource[] = [];
    for (const [i, file] of sources.entries()) {
      const source = this.sources.read(file, world.files, world.settings.maxFileSize);
      if ('reason' in source) unread.push({ file, reason: source.reason });
      else read.push(source);
      if (i % AT_ONCE === AT_ONCE - 1) await world.pause();
    }
    const imports = read.flatMap((source) => importsOf(source, unit, unread));
    const loads = read.flatMap((source) => loadsOf(source, unit, () => this.libraries.librariesFor(world.files, world.roots), unread));
    const policy = this.policy(unit.manifest.directory, world);
    const subject: PackageSubject = {
      id: unit.id,
      name: unit.manifest.name,
      directory: unit.manifest.directory,
      manifest: unit.manifest.file,
      license: unit.license,
      policyFile: policy.file ?? path.join(topOf(unit.manifest.directory, world.roots), POLICY_FILE),
      dependencies: withDependencies ? unit.dependencies : [],
      unknown: withDependencies ? unit.unknown() : [],
      imports,
      loads,
      own: withDependencies ? unit.ownLibraries() : [],
      parts: withDependencies ? unit.nativeParts() : [],
    };
    const found = PACKAGE_RULES.flatMap((rule) => rule.check(subject));
    const suppressions = new Map(read.map((source) => [source.file, source.suppressions]));
    const kept = found.filter((finding) => !isSuppressed(finding, suppressions.get(finding.file)?.active ?? []));
    const refused = read.flatMap((source) => source.suppressions.refused.map((finding) => ({ ...finding, unit: unit.id })));
    return {
      unit,
      subject,
      sources: [unit.manifest.file, ...sources],
      findings: [...kept, ...refused, ...(withDependencies ? policy.problems : [])],
      suppressed: found.length - kept.length,
      unread: [...unread, ...(withDependencies ? [...unit.graph.unread, ...unit.unreadParts()] : [])],
    };
  }

  private async unit(directory: string, world: PackageWorld): Promise<PackageUnit | undefined> {
    await this.readAhead(directory, world);
    const addons = await this.readAddons(directory, world);
    return this.unitAtOnce(directory, world, addons);
  }

  /** Reads the sources of addons that are not built; what they use is part of the answer. */
  private async readAddons(directory: string, world: PackageWorld): Promise<string> {
    const { files, settings, today, pause } = world;
    const stamp = installationStamp(directory, files);
    const graph = this.graph(directory, stamp, files, settings.maxFileSize);
    const found: NativePart[] = [];
    for (const node of graph.nodes.values()) {
      const place = node.directory;
      if (place === null) continue;
      if (!this.buildFiles.anyIn(place, stamp, files)) {
        this.addons.delete(place);
        continue;
      }
      const isBuilt = this.nativePartsOf({ ...node, directory: place }, graph, stamp, world, false).parts.length > 0;
      const subjects = isBuilt ? [] : await this.programs.addonsOf(place, { files, settings, today, pause, isKernels: () => false });
      const parts = subjects.map(addonOfSources);
      this.addons.set(place, parts);
      found.push(...parts);
    }
    return found.length === 0 ? '' : JSON.stringify(found.map(({ name, at, libraries, unknown }) => [name, at, libraries.map(({ library, kind, steps }) => [library.name, library.license.text, kind, steps]), unknown]));
  }

  /** Reads the licences of what is installed, which takes a while where there are thousands; the unit finds them read. */
  private async readAhead(directory: string, { files, settings, pause }: PackageWorld): Promise<void> {
    const stamp = installationStamp(directory, files);
    const graph = this.graph(directory, stamp, files, settings.maxFileSize);
    let read = 0;
    for (const node of graph.nodes.values()) {
      if (!this.licenses.isToRead(node, graph.lockfile, stamp)) continue;
      this.licenses.of(node, graph.lockfile, stamp, files);
      if (++read % AT_ONCE === 0) await pause();
    }
  }

  /** @param addons tells apart what was found of the sources of addons */
  private unitAtOnce(directory: string, world: PackageWorld, addons: string): PackageUnit | undefined {
    const { files, settings, today, roots } = world;
    const key = JSON.stringify([directory, settings.assumeLicense, settings.distribution, settings.maxFileSize, roots, today, addons]);
    return this.units.get(key, files, (everything) => {
      const stamp = installationStamp(directory, everything);
      const tracked = besidesInstalled(everything, files);
      const manifest = readManifest(path.join(directory, 'package.json'), tracked);
      if (!manifest) return undefined;
      const graph = this.graph(directory, stamp, tracked, settings.maxFileSize);
      if (!graph.members.has(directory)) return undefined;
      const { policy } = this.policy(directory, { ...world, files: tracked });
      return new PackageUnit({
        manifest,
        graph,
        license: this.ownLicense(manifest, graph.root, policy, settings, tracked),
        policy,
        licensed: (node) => this.licenses.of(node, graph.lockfile, stamp, tracked),
        native: (node) => this.nativePartsOf(node, graph, stamp, { ...world, files: tracked }),
        files: tracked,
        judge: (question) => this.judgements.of({ ...question, policy, today }, this.base),
      });
    });
  }

  /** Of an installed package once for an installation; of one that is worked on each time when files of it may have changed. */
  private nativePartsOf({ directory }: PackageNode, graph: PackageGraph, stamp: string, { files, roots }: PackageWorld, withSources = true): NativePackage {
    if (directory === null) return NO_PARTS;
    const sources = withSources ? (this.addons.get(directory) ?? []) : [];
    const libraries = (): Libraries => this.libraries.librariesFor(files, roots);
    const isOther = (place: string): boolean => graph.members.has(place);
    const compiled = isInstalled(directory)
      ? this.native.of(directory, stamp, files, libraries, isOther)
      : this.ownParts.get(JSON.stringify([directory, graph.root]), files, (tracked) => readNativePackage(directory, tracked, libraries, isOther));
    return sources.length === 0 ? compiled : { ...compiled, parts: [...compiled.parts, ...sources] };
  }

  private graph(directory: string, stamp: string, files: Files, maxFileSize: number): PackageGraph {
    return this.graphs.get(JSON.stringify([directory, stamp, maxFileSize]), files, (tracked) =>
      readPackageGraph(directory, besidesInstalled(tracked, files), maxFileSize, this.readLockfile),
    );
  }

  private readonly readLockfile: LockfileReader = (file, files, maxFileSize) =>
    this.lockfiles.get(`${maxFileSize} ${file}`, files, (tracked) => readLockfile(file, tracked, maxFileSize));

  private policy(directory: string, { files, roots, today, settings }: PackageWorld): LoadedPolicy {
    return loadPolicy(directory, topOf(directory, roots), files, today, settings.distribution);
  }

  /** Assumed, or decided in the policy, or stated by the package, or stated for the whole workspace. */
  private ownLicense({ directory, json }: Manifest, top: string, policy: FolderPolicy, { assumeLicense }: Settings, files: Files): PackageLicense {
    const of = (place: string, manifest: Fields | null): PackageLicense => {
      const input = { name: '', version: null, directory: place, manifest, lockfile: null };
      return compareWithTexts(ownLicense(input, assumeLicense, policy, files, this.base), input, files, this.base);
    };
    const own = of(directory, json);
    return own.state === 'missing' && top !== directory ? of(top, installedManifest(top, files)) : own;
  }
}

function isPackageFile(file: string): boolean {
  const name = path.basename(file);
  return name === 'package.json' || name === POLICY_FILE || isModuleSource(file);
}

function topOf(directory: string, roots: readonly string[]): string {
  return roots.find((root) => directory === root || directory.startsWith(root + path.sep)) ?? directory;
}

function importsOf(source: ModuleSource, unit: PackageUnit, unread: Unread[]): JudgedImport[] {
  for (const span of source.computed) {
    const { line } = source.lines.position(span.start);
    unread.push({ file: source.file, reason: 'imports a module whose name only the running program knows', line });
  }
  return source.imports.flatMap((wanted): JudgedImport[] => {
    const target = unit.targetOf(source.file, wanted);
    const at = { file: source.file, range: source.lines.range(wanted.span) };
    if (target.kind === 'none') return [];
    if (target.kind === 'package') return [{ import: wanted, at, brings: unit.broughtBy(target.id, wanted.typeOnly) }];
    unread.push({ file: source.file, reason: `imports "${wanted.specifier}", whose licence is not known: ${target.reason}`, line: at.range.start.line });
    return [];
  });
}
