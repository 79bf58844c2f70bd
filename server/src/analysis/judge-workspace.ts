/**
 * All modules of a workspace together: what no module shows alone. It gets plain data of modules that were judged before,
 * here or on threads, and asks the engine only for what the few exports lead to that proprietary modules use.
 */

import type { Files, Unread } from '../base/files.ts';
import type { Finding } from '../findings/finding.ts';
import type { ReportedLink, ReportedSymbol } from '../findings/report.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import { isGplOnly, type KernelExport } from '../knowledge/kernel-exports.ts';
import type { KernelHistory } from '../knowledge/kernel-history.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { OwnGraph } from '../linkage/own-graph.ts';
import type { KernelSubject, ResolvedSymbol } from '../resolve/kernel-subject.ts';
import type { ModuleLinkage } from '../resolve/module-linkage.ts';
import { moduleGraph, type ModuleGraph } from '../resolve/reach.ts';
import { joinModules, type HandedTable, type JoinedModules, type Passage, type SiblingSymbol, type WorkspaceModule } from '../resolve/workspace.ts';
import { EXPORT_RULES, KERNEL_SYMBOL_RULES, WORKSPACE_RULES } from '../rules/index.ts';
import { reportedUse } from './build-report.ts';
import { unitId, withoutSuppressed } from './judge-module.ts';
import type { Resolver } from './resolve-module.ts';
import type { Settings } from './settings.ts';

export interface JudgedWorkspace {
  readonly findings: readonly Finding[];
  readonly suppressed: number;
  readonly unread: readonly Unread[];
  /** Findings of single modules that took a symbol of the workspace's own for one of the kernel's. */
  isOverruled(finding: Finding): boolean;
  /** A unit with the symbols that it takes from other modules, and with these alone; undefined where there are none. */
  siblingsOf(unit: string): KernelSubject | undefined;
  /** GPL-only symbols that a unit takes from other modules of the workspace. */
  gplOnlyOf(unit: string): readonly ReportedSymbol[];
  /** Other modules of the workspace that a unit takes symbols from. */
  usesOf(unit: string): readonly ReportedLink[];
}

/** What judging needs beside the modules' plain data. */
export interface WorkspaceRequest {
  readonly linkages: readonly ModuleLinkage[];
  readonly modules: readonly KernelModule[];
  readonly targets: readonly KernelTarget[];
  readonly resolver: Resolver;
  readonly files: Files;
  readonly settings: Settings;
}

export function judgeWorkspace(request: WorkspaceRequest): JudgedWorkspace {
  const { linkages, targets, resolver, files, settings } = request;
  const joined = joinModules(linkages);
  const graphs = new Graphs(request);
  const workspace = { modules: joined.modules, passages: passages(joined, graphs), handed: handedTables(joined, graphs) };
  const found = [
    ...joined.modules.flatMap((module) => {
      const subject = subjectOfSiblings(module, targets, resolver.history);
      return subject ? EXPORT_RULES.flatMap((rule) => rule.check(subject)) : [];
    }),
    ...WORKSPACE_RULES.flatMap((rule) => rule.check(workspace)),
  ];
  const kept = withoutSuppressed(found, (file) => resolver.sources.read(file, files, settings.maxFileSize));
  const byId = new Map(joined.modules.map((module) => [module.linkage.id, module]));
  const ofSiblings = new Set(joined.modules.flatMap(symbolsOfSiblings));
  const ofKernel = new Set(KERNEL_SYMBOL_RULES.map(({ id }) => id));
  return {
    findings: kept,
    suppressed: found.length - kept.length,
    unread: joined.unread,
    isOverruled: ({ rule, unit, data }) => ofKernel.has(rule) && ofSiblings.has(`${unit ?? ''} ${data?.['symbol'] ?? ''}`),
    siblingsOf: (unit) => (byId.has(unit) ? subjectOfSiblings(byId.get(unit)!, targets, resolver.history) : undefined),
    gplOnlyOf: (unit) => (byId.has(unit) ? reportedSiblings(byId.get(unit)!) : []),
    usesOf: (unit) => (byId.has(unit) ? reportedLinks(byId.get(unit)!) : []),
  };
}

/** A module with the symbols that it takes from others, for the rules that judge symbols. */
function subjectOfSiblings({ linkage, targets }: WorkspaceModule, kernels: readonly KernelTarget[], history: KernelHistory): KernelSubject | undefined {
  if (targets.every(({ siblings }) => siblings.length === 0)) return undefined;
  return {
    ...linkage,
    unbuiltLicenses: [],
    ownMacros: [],
    makeFileMentions: [],
    tags: [],
    versionGuards: [],
    headerNames: [],
    history,
    targets: targets.flatMap(({ release, method, siblings }) => {
      const target = kernels.find((kernel) => kernel.release === release);
      return target ? [{ target, method, symbols: siblings.map(resolvedSibling), missing: [], exports: [], open: [], names: [] }] : [];
    }),
  };
}

function resolvedSibling({ symbol, uses, export: entry, exporter }: SiblingSymbol): ResolvedSymbol {
  return { export: exportOf(symbol, entry.gplOnly, entry.namespace, exporter), uses, exportedAt: entry.at };
}

function exportOf(symbol: string, gplOnly: boolean, namespace: string | null, exporter: WorkspaceModule): KernelExport {
  return { symbol, kind: gplOnly ? 'gpl' : 'plain', module: exporter.linkage.name, namespace };
}

function symbolsOfSiblings({ linkage, targets }: WorkspaceModule): string[] {
  return targets.flatMap(({ siblings }) => siblings.map((one) => `${linkage.id} ${one.symbol}`));
}

function reportedSiblings({ targets }: WorkspaceModule): ReportedSymbol[] {
  return targets.flatMap(({ release, siblings }) =>
    siblings
      .filter((one) => one.export.gplOnly)
      .map(({ symbol, uses, export: entry, exporter }) => ({
        symbol,
        exportedBy: exporter.linkage.name,
        namespace: entry.namespace,
        kernel: release,
        uses: uses.map(reportedUse),
      })),
  );
}

function reportedLinks({ targets }: WorkspaceModule): ReportedLink[] {
  const symbols = new Map<string, Set<string>>();
  for (const { symbol, exporter } of targets.flatMap(({ siblings }) => siblings)) {
    const { id } = exporter.linkage;
    symbols.set(id, (symbols.get(id) ?? new Set()).add(symbol));
  }
  return [...symbols].map(([unit, names]) => ({ unit, symbols: [...names].sort() }));
}

/** Plain exports of GPL-compatible modules that proprietary ones use. */
function passages({ modules }: JoinedModules, graphs: Graphs): Passage[] {
  const found = new Map<string, Omit<Passage, 'reaches' | 'users'> & { users: Passage['users'][number][] }>();
  for (const user of modules) {
    if (user.proprietary === undefined) continue;
    for (const { release, siblings } of user.targets) {
      for (const { symbol, uses, export: entry, exporter } of siblings) {
        if (entry.gplOnly || exporter.proprietary !== undefined) continue;
        const key = `${release} ${exporter.linkage.id} ${symbol}`;
        const passage = found.get(key) ?? { release, exporter, export: entry, users: [] };
        passage.users.push({ module: user, uses });
        found.set(key, passage);
      }
    }
  }
  return [...found.values()].map((passage) => ({
    ...passage,
    reaches: graphs.of(passage.exporter, passage.release)?.reachesOf(passage.export.symbol, graphs.gplOnly(passage.exporter, passage.release)),
  }));
}

/** Addresses that GPL-compatible modules hand to exports of proprietary ones. */
function handedTables({ modules }: JoinedModules, graphs: Graphs): HandedTable[] {
  const found: HandedTable[] = [];
  for (const giver of modules) {
    if (giver.proprietary !== undefined) continue;
    for (const { release, siblings } of giver.targets) {
      const receivers = new Map(siblings.filter(({ exporter }) => exporter.proprietary !== undefined).map((one) => [one.symbol, one]));
      const graph = receivers.size > 0 ? graphs.of(giver, release) : undefined;
      for (const handed of graph?.handed ?? []) {
        const receiver = receivers.get(handed.to);
        const reaches = receiver && graph!.reachesOfHanded(handed, graphs.gplOnly(giver, release));
        if (reaches && reaches.length > 0) {
          found.push({ release, giver, receiver: receiver.exporter, export: receiver.export, what: handed.what, at: handed.at, reaches });
        }
      }
    }
  }
  return found;
}

/** Graphs of the functions of modules, made when they are asked for. */
class Graphs {
  private readonly modules: ReadonlyMap<string, KernelModule>;
  private readonly known = new Map<string, ModuleGraph | undefined>();
  private readonly graphs = new Map<string, readonly OwnGraph[]>();
  private readonly passable = new Map<string, ReadonlyMap<string, SiblingSymbol>>();

  constructor(private readonly request: WorkspaceRequest) {
    this.modules = new Map(request.modules.map((module) => [unitId(module), module]));
  }

  /** Undefined where the kernel's headers and the index of them are both missing. */
  of(module: WorkspaceModule, release: string): ModuleGraph | undefined {
    const key = `${release} ${module.linkage.id}`;
    if (!this.known.has(key)) this.known.set(key, this.make(module, release));
    return this.known.get(key);
  }

  /** What a name stands for that is GPL-only: an export of the kernel, or one of another module of the workspace. */
  gplOnly(module: WorkspaceModule, release: string): (name: string) => KernelExport | undefined {
    const target = this.target(release);
    const siblings = this.passableSymbols(module, release);
    return (name) => {
      const sibling = siblings.get(name);
      if (sibling) return sibling.export.gplOnly ? exportOf(name, true, sibling.export.namespace, sibling.exporter) : undefined;
      const entry = target?.exports.get(name);
      return entry && isGplOnly(entry.kind) ? entry : undefined;
    };
  }

  private make(module: WorkspaceModule, release: string): ModuleGraph | undefined {
    const target = this.target(release);
    const method = module.targets.find((one) => one.release === release)?.method;
    if (!target || method === undefined || method === 'names') return undefined;
    return moduleGraph(this.graphsOf(module, target), (symbol) => {
      const provider = this.passableSymbols(module, release).get(symbol)?.exporter;
      return provider && provider.proprietary === undefined ? this.graphsOf(provider, target) : undefined;
    });
  }

  /** The same array each time: whoever puts names together does it once. */
  private graphsOf({ linkage }: WorkspaceModule, target: KernelTarget): readonly OwnGraph[] {
    const key = `${target.release} ${linkage.id}`;
    let graphs = this.graphs.get(key);
    if (!graphs) {
      const module = this.modules.get(linkage.id);
      const { resolver, files } = this.request;
      graphs = module ? module.sources.map((source) => resolver.engine.graphOf(target, module, source, files)) : [];
      this.graphs.set(key, graphs);
    }
    return graphs;
  }

  /** Symbols that the module, and those whose plain exports it uses in its turn, take from others. */
  private passableSymbols(module: WorkspaceModule, release: string): ReadonlyMap<string, SiblingSymbol> {
    const key = `${release} ${module.linkage.id}`;
    let symbols = this.passable.get(key);
    if (!symbols) {
      symbols = new Map(this.withProviders(module, release).flatMap((one) => siblingsOn(one, release)).map((one) => [one.symbol, one]));
      this.passable.set(key, symbols);
    }
    return symbols;
  }

  /** The module, and those whose plain exports it uses in its turn: a passage can lead through several. */
  private withProviders(module: WorkspaceModule, release: string): WorkspaceModule[] {
    const found = new Set([module]);
    for (const one of found) {
      for (const { exporter, export: entry } of siblingsOn(one, release)) {
        if (!entry.gplOnly && exporter.proprietary === undefined) found.add(exporter);
      }
    }
    return [...found];
  }

  private target(release: string): KernelTarget | undefined {
    return this.request.targets.find((one) => one.release === release);
  }
}

function siblingsOn({ targets }: WorkspaceModule, release: string): readonly SiblingSymbol[] {
  return targets.find((one) => one.release === release)?.siblings ?? [];
}
