/**
 * All kernel modules of a workspace joined: a symbol that one of them exports and another uses leads from the one to the
 * other. Only an export of the kernel proper goes before (scripts/mod/modpost.c, sym_add_exported: a module that is built
 * outside of the kernel may export what one of the kernel's modules exports, and then it is the one that counts).
 */

import type { Unread } from '../base/files.ts';
import type { Location } from '../base/location.ts';
import type { KernelExport } from '../knowledge/kernel-exports.ts';
import { modulesTaintedByName } from '../knowledge/tainted-names.ts';
import type { SymbolUse } from '../linkage/external-name.ts';
import type { Reach } from './reach.ts';
import { proprietaryLicense, type ModuleExport, type ModuleLinkage, type TargetLinkage } from './module-linkage.ts';

export interface WorkspaceModule {
  readonly linkage: ModuleLinkage;
  /** Why the loader takes it as proprietary; undefined where it does not. */
  readonly proprietary: string | undefined;
  readonly targets: readonly WorkspaceTarget[];
}

export interface WorkspaceTarget extends TargetLinkage {
  /** Symbols that it takes from other modules of the workspace. */
  readonly siblings: readonly SiblingSymbol[];
}

export interface SiblingSymbol {
  readonly symbol: string;
  readonly uses: readonly SymbolUse[];
  readonly export: ModuleExport;
  readonly exporter: WorkspaceModule;
  /** An export of one of the kernel's own modules that this one stands in for. */
  readonly kernelExport?: KernelExport;
}

/** A plain export of a GPL-compatible module that a proprietary one uses, and what it leads to. */
export interface Passage {
  readonly release: string;
  readonly exporter: WorkspaceModule;
  readonly export: ModuleExport;
  readonly users: readonly { readonly module: WorkspaceModule; readonly uses: readonly SymbolUse[] }[];
  /** Undefined where only names were looked at: then nobody knows what the function does. */
  readonly reaches: readonly Reach[] | undefined;
}

/** Functions of a GPL-compatible module that it hands to a function of a proprietary one. */
export interface HandedTable {
  readonly release: string;
  readonly giver: WorkspaceModule;
  readonly receiver: WorkspaceModule;
  /** The receiver's export that takes it. */
  readonly export: ModuleExport;
  readonly what: string;
  readonly at: Location;
  readonly reaches: readonly Reach[];
}

/** What the rules on workspaces judge. */
export interface Workspace {
  readonly modules: readonly WorkspaceModule[];
  readonly passages: readonly Passage[];
  readonly handed: readonly HandedTable[];
}

export interface JoinedModules {
  readonly modules: readonly WorkspaceModule[];
  /** Exports that several modules have. */
  readonly unread: readonly Unread[];
}

export function joinModules(linkages: readonly ModuleLinkage[]): JoinedModules {
  const modules = linkages.map((linkage) => ({ linkage, proprietary: proprietaryReason(linkage), targets: [] as WorkspaceTarget[] }));
  const unread: Unread[] = [];
  const releases = new Set(linkages.flatMap(({ targets }) => targets.map(({ release }) => release)));
  for (const release of releases) {
    const exporters = exportersOn(release, modules);
    unread.push(...exportedTwice(exporters));
    for (const module of modules) {
      const target = module.linkage.targets.find((one) => one.release === release);
      if (target) module.targets.push({ ...target, siblings: siblingsOf(module, target, exporters) });
    }
  }
  return { modules, unread: [...new Map(unread.map((one) => [`${one.file} ${one.reason}`, one])).values()] };
}

function proprietaryReason(linkage: ModuleLinkage): string | undefined {
  return proprietaryLicense(linkage) ?? modulesTaintedByName(linkage.name);
}

interface Offer {
  readonly exporter: WorkspaceModule;
  readonly export: ModuleExport;
}

function exportersOn(release: string, modules: readonly WorkspaceModule[]): Map<string, Offer[]> {
  const exporters = new Map<string, Offer[]>();
  for (const exporter of modules) {
    const offered = exporter.linkage.targets.find((one) => one.release === release)?.exports ?? [];
    for (const one of new Map(offered.map((entry) => [entry.symbol, entry])).values()) {
      const offers = exporters.get(one.symbol);
      if (offers) offers.push({ exporter, export: one });
      else exporters.set(one.symbol, [{ exporter, export: one }]);
    }
  }
  return exporters;
}

function siblingsOf(module: WorkspaceModule, target: TargetLinkage, exporters: ReadonlyMap<string, readonly Offer[]>): SiblingSymbol[] {
  return target.open.flatMap(({ symbol, uses, kernelExport }) => {
    const offer = nearest(module, exporters.get(symbol) ?? []);
    return offer ? [{ symbol, uses, ...offer, ...(kernelExport && { kernelExport }) }] : [];
  });
}

/** Of several modules that export a symbol, the one with the longest part of the path in common. */
function nearest(module: WorkspaceModule, offers: readonly Offer[]): Offer | undefined {
  const others = offers.filter(({ exporter }) => exporter !== module);
  if (others.length < offers.length) return undefined; // its own
  if (others.length < 2) return others[0];
  const parts = module.linkage.directory.split('/');
  const shared = ({ exporter }: Offer): number => {
    const theirs = exporter.linkage.directory.split('/');
    const differs = parts.findIndex((part, i) => part !== theirs[i]);
    return differs < 0 ? parts.length : differs;
  };
  return others.reduce((best, one) => (shared(one) > shared(best) ? one : best));
}

function exportedTwice(exporters: ReadonlyMap<string, readonly Offer[]>): Unread[] {
  return [...exporters].flatMap(([symbol, offers]) => {
    if (offers.length < 2) return [];
    const { export: one } = offers[0]!;
    const names = offers.map(({ exporter }) => `${exporter.linkage.name}.ko`).join(' and ');
    const reason = `${symbol} is exported by ${names}: only one of them can be loaded, and each module is judged with the nearest`;
    return [{ file: one.at.file, line: one.at.range.start.line, reason }];
  });
}
