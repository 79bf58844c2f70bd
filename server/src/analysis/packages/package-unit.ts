/** One package.json with everything that arrives at it, judged. Imports are judged when they are asked for, file by file. */

import path from 'node:path';
import type { Files, Unread } from '../../base/files.ts';
import { START_OF_FILE, type Range } from '../../base/location.ts';
import type { ModuleImport } from '../../facts/module-facts.ts';
import type { Judgement, PackageUse } from '../../licensing/judge.ts';
import type { PackageLicense } from '../../licensing/package-license.ts';
import type { FolderPolicy } from '../../licensing/policy.ts';
import type { DeclaredDependency, Manifest } from '../../npm/manifest.ts';
import type { PackageGraph, PackageNode } from '../../npm/package-graph.ts';
import type { NativePart } from '../../resolve/native-part.ts';
import { ImportTargets, type ImportTarget } from '../../resolve/import-targets.ts';
import { arrivedPackages, idsBelow, subtreeOf, weakerOf, type Arrival, type ArrivedPackage } from '../../resolve/package-paths.ts';
import type { BroughtPackage, JudgedDependency, OwnLibrary, ReportedPart, UnknownDependency } from '../../resolve/package-subject.ts';
import type { JudgementQuestion } from './judgements.ts';
import { distinctLibraries, librariesOfPart, type JudgeLibrary } from './native-libraries.ts';
import type { NativePackage } from './native-parts.ts';
import type { LicensedPackage } from './package-licenses.ts';

export interface UnitParts {
  readonly manifest: Manifest;
  readonly graph: PackageGraph;
  readonly license: PackageLicense;
  readonly policy: FolderPolicy;
  readonly licensed: (node: PackageNode) => LicensedPackage;
  /** Compiled parts of a package. */
  readonly native: (node: PackageNode) => NativePackage;
  readonly files: Files;
  readonly judge: (question: Omit<JudgementQuestion, 'policy' | 'today'>) => Judgement;
}

export class PackageUnit {
  readonly id: string;
  readonly member: PackageNode;
  readonly arrived: ReadonlyMap<string, ArrivedPackage>;
  readonly dependencies: readonly JudgedDependency[];
  private readonly targets: ImportTargets;
  private readonly brought = new Map<string, readonly BroughtPackage[]>();
  private readonly judged = new Map<string, Judgement>();
  private readonly licenses = new Map<string, LicensedPackage>();

  constructor(private readonly parts: UnitParts) {
    const { manifest, graph, files } = parts;
    this.id = `npm-package:${manifest.directory}`;
    this.member = graph.nodes.get(graph.members.get(manifest.directory)!)!;
    this.arrived = arrivedPackages(graph, this.member.id);
    this.targets = new ImportTargets(graph, manifest.directory, files);
    const lines = this.subtrees();
    this.dependencies = [...this.arrived.values()].flatMap((arrived) => this.dependency(arrived, lines));
  }

  /** For each package the names in package.json that bring it. */
  private subtrees(): Map<string, Set<string>> {
    const lines = new Map<string, Set<string>>();
    for (const edge of this.member.edges) {
      if (edge.to === null) continue;
      for (const id of idsBelow(this.parts.graph, edge.to)) lines.set(id, (lines.get(id) ?? new Set()).add(edge.name));
    }
    return lines;
  }

  private dependency({ node, arrival, path: nodes, via }: ArrivedPackage, lines: ReadonlyMap<string, ReadonlySet<string>>): JudgedDependency[] {
    const kind = arrival === 'bundled' ? 'runtime' : arrival;
    const bundled = this.parts.manifest.bundled.has(via) && arrival === 'runtime';
    const place = { at: { file: this.parts.manifest.file, range: this.lineOf(via, kind) }, alsoVia: [...(lines.get(node.id) ?? [])].filter((name) => name !== via) };
    const [itself, ...libraries] = this.bringAll(nodes, bundled ? 'bundled' : arrival);
    return [
      { id: node.id, ...itself!, ...place, direct: nodes.length === 1 },
      ...libraries.map((library) => ({ id: `${node.id}\0${library.name}`, ...library, ...place, direct: false })),
    ];
  }

  private lineOf(name: string, kind: string): Range {
    const declared = this.parts.manifest.dependencies.filter((dependency) => dependency.name === name);
    return (declared.find((dependency) => dependency.kind === kind) ?? declared[0])?.range ?? START_OF_FILE;
  }

  /** A package, and the libraries that its compiled parts bring. */
  private bringAll(nodes: readonly PackageNode[], arrival: PackageUse['arrival']): BroughtPackage[] {
    const itself = this.bring(nodes, arrival);
    const { parts } = this.parts.native(nodes.at(-1)!);
    return [itself, ...distinctLibraries(parts.flatMap((part) => librariesOfPart(part, itself.path, arrival, this.judgeLibrary)))];
  }

  /** Libraries that are loaded or linked here: `directory` tells nothing of them. */
  readonly judgeLibrary: JudgeLibrary = (license, use) => this.parts.judge({ license, project: this.parts.license, use, installed: true });

  private bring(nodes: readonly PackageNode[], arrival: BroughtPackage['arrival']): BroughtPackage {
    const node = nodes.at(-1)!;
    const licensed = this.licensed(node);
    const names = nodes.slice(0, -1).map((step) => this.licensed(step).name);
    const way = [this.parts.manifest.name, ...names, licensed.version === null ? licensed.name : `${licensed.name}@${licensed.version}`];
    const parent = nodes.at(-2);
    const before = parent ? this.licensed(parent).directory : null;
    return {
      ...licensed,
      origin: node.origin,
      arrival,
      path: way,
      wantedBy: nodes.length === 1 ? this.parts.manifest.file : before === null ? null : path.join(before, 'package.json'),
      native: null,
      judgement: this.judge(node, licensed, { name: licensed.name, version: licensed.version, arrival, direct: nodes.length === 1, path: way }),
    };
  }

  private licensed(node: PackageNode): LicensedPackage {
    let licensed = this.licenses.get(node.id);
    if (!licensed) this.licenses.set(node.id, (licensed = this.parts.licensed(node)));
    return licensed;
  }

  private judge(node: PackageNode, { license, directory }: LicensedPackage, use: PackageUse): Judgement {
    const key = `${use.arrival} ${use.direct} ${node.id}`;
    let judgement = this.judged.get(key);
    if (!judgement) this.judged.set(key, (judgement = this.parts.judge({ license, project: this.parts.license, use, installed: directory !== null })));
    return judgement;
  }

  targetOf(file: string, wanted: ModuleImport): ImportTarget {
    return this.targets.of(file, wanted);
  }

  /** What an import of a package brings: the package, and what that needs to run, unless only its types are meant. */
  broughtBy(target: string, typeOnly: boolean): readonly BroughtPackage[] {
    // What only development lists is not shipped, whichever source imports it.
    return this.broughtAs(target, typeOnly ? 'type-only' : (this.arrived.get(target)?.arrival ?? 'runtime'));
  }

  private broughtAs(target: string, how: BroughtPackage['arrival']): readonly BroughtPackage[] {
    const key = `${how} ${target}`;
    let brought = this.brought.get(key);
    if (!brought) {
      const ways = subtreeOf(this.parts.graph, target).slice(0, how === 'type-only' ? 1 : undefined);
      brought = ways.flatMap(({ path: nodes, arrival }) => (how === 'type-only' ? [this.bring(nodes, how)] : this.bringAll(nodes, weakerOf(how as Arrival, arrival))));
      this.brought.set(key, brought);
    }
    return brought;
  }

  /** The package's own compiled parts. */
  get own(): NativePackage {
    return this.parts.native(this.member);
  }

  /** Libraries that the package's own compiled parts bring, each at the file. */
  ownLibraries(): readonly OwnLibrary[] {
    // Sources have their findings where they use a library.
    const compiled = this.own.parts.filter(({ from }) => from === 'compiled');
    return distinctLibraries(compiled.flatMap((part) => librariesOfPart(part, [this.parts.manifest.name], 'runtime', this.judgeLibrary).map((library) => ({ ...library, at: part.at }))));
  }

  /** Every compiled part that arrives, the package's own first. */
  nativeParts(): readonly ReportedPart[] {
    const own = { version: this.member.version, license: this.parts.license, arrival: 'runtime' as const, judgement: null };
    const ofPackages = [...this.arrived.values()].flatMap(({ node, arrival, path: nodes }) => {
      const { parts } = this.parts.native(node);
      if (parts.length === 0) return [];
      const owner = this.bring(nodes, arrival);
      return parts.map((part) => ({ ...plainPart(part), path: [...owner.path, part.name], owner }));
    });
    return [...this.own.parts.map((part) => ({ ...plainPart(part), path: [this.parts.manifest.name, part.name], owner: own })), ...ofPackages];
  }

  /** Compiled files of packages that arrive, and were not read. */
  unreadParts(): readonly Unread[] {
    return [this.member, ...[...this.arrived.values()].map(({ node }) => node)].flatMap((node) => this.parts.native(node).unread);
  }

  /** What a line of package.json brings; nothing where the package is not known. */
  broughtByLine({ name, kind }: DeclaredDependency): readonly BroughtPackage[] {
    const to = this.member.edges.find((edge) => edge.name === name && edge.kind === kind)?.to ?? null;
    return to === null ? [] : this.broughtAs(to, kind);
  }

  /** Lines that lead to nothing. What is optional, or for others to bring, may well be absent. */
  unknown(): readonly UnknownDependency[] {
    const { file, dependencies } = this.parts.manifest;
    return dependencies
      .filter(({ name, kind }) => (kind === 'runtime' || kind === 'development') && this.member.edges.every((edge) => edge.name !== name || edge.to === null))
      .map(({ name, wanted, range }) => ({ name, wanted, at: { file, range } }));
  }

  get manifest(): Manifest {
    return this.parts.manifest;
  }

  get graph(): PackageGraph {
    return this.parts.graph;
  }

  get policy(): FolderPolicy {
    return this.parts.policy;
  }

  get license(): PackageLicense {
    return this.parts.license;
  }
}

function plainPart({ name, kind, at, from }: NativePart): Pick<ReportedPart, 'name' | 'kind' | 'at' | 'from'> {
  return { name, kind, at, from };
}
