/** What other modules of the workspace need to know of a module: what it gives and what it asks for. Plain data, which crosses threads. */

import type { Unread } from '../base/files.ts';
import type { Location } from '../base/location.ts';
import { isGplOnly, type KernelExport } from '../knowledge/kernel-exports.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { isGplCompatible } from '../knowledge/module-license.ts';
import type { SymbolUse } from '../linkage/external-name.ts';
import type { KernelSubject, ResolvedSymbol, ResolvedTarget } from './kernel-subject.ts';

/** A symbol that the module exports to others. */
export interface ModuleExport {
  readonly symbol: string;
  readonly gplOnly: boolean;
  /** "module:a,b-*" where it is for named modules only. */
  readonly namespace: string | null;
  readonly at: Location;
  /** What the source writes there, where that is known: "EXPORT_SYMBOL_GPL". */
  readonly macro?: string;
}

/** A symbol that another module may offer: the kernel proper does not have it. */
export interface OpenSymbol {
  readonly symbol: string;
  readonly uses: readonly SymbolUse[];
  /** The module of the kernel that exports a symbol of this name. */
  readonly kernelExport?: KernelExport;
}

export interface TargetLinkage {
  /** Release of the kernel. */
  readonly release: string;
  readonly version: KernelTarget['version'];
  readonly provenance: KernelTarget['provenance'];
  readonly method: ResolvedTarget['method'];
  readonly exports: readonly ModuleExport[];
  /** GPL-only exports of the kernel that it uses. */
  readonly gplOnly: readonly ResolvedSymbol[];
  readonly open: readonly OpenSymbol[];
}

export interface ModuleLinkage extends Pick<KernelSubject, 'id' | 'name' | 'directory' | 'sources' | 'licenses' | 'assumed' | 'imports'> {
  readonly targets: readonly TargetLinkage[];
  /** Sources that could not be read: they may state a licence. */
  readonly unread: readonly Unread[];
}

export function linkageOf(subject: KernelSubject): ModuleLinkage {
  const { id, name, directory, sources, licenses, assumed, imports, unread } = subject;
  return { id, name, directory, sources, licenses, assumed, imports, unread, targets: subject.targets.map(targetLinkage) };
}

function targetLinkage({ target, method, symbols, exports, open }: ResolvedTarget): TargetLinkage {
  const ofModules = symbols
    .filter((symbol) => symbol.export.module !== 'vmlinux')
    .map(({ export: kernelExport, uses }): OpenSymbol => ({ symbol: kernelExport.symbol, uses, kernelExport }));
  return {
    release: target.release,
    version: target.version,
    provenance: target.provenance,
    method,
    exports,
    gplOnly: symbols.filter((symbol) => isGplOnly(symbol.export.kind)),
    open: [...open, ...ofModules],
  };
}

/**
 * Why the kernel takes the module as proprietary; undefined where it does not. A source that could not be read may hold
 * the licence: then nothing is said.
 */
export function proprietaryLicense({ licenses, unread }: Pick<ModuleLinkage, 'licenses' | 'unread'>): string | undefined {
  const license = licenses.find((declared) => declared.value !== null && !isGplCompatible(declared.value));
  if (license) return `its licence is "${license.value!}"`;
  return licenses.length === 0 && unread.length === 0 ? 'it states no licence' : undefined;
}
