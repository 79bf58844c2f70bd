/** A kernel module with everything looked up that the rules judge: plain data, no files, no syntax. */

import type { Unread } from '../base/files.ts';
import { rangeTouches, type Location } from '../base/location.ts';
import type { KernelExport } from '../knowledge/kernel-exports.ts';
import type { KernelHistory } from '../knowledge/kernel-history.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { isGplCompatible } from '../knowledge/module-license.ts';
import type { NamedInString, SymbolUse } from '../linkage/external-name.ts';
import type { ModuleExport, OpenSymbol } from './module-linkage.ts';

export interface KernelSubject {
  /** "kernel-module:/abs/dir/foo" */
  readonly id: string;
  readonly name: string;
  readonly directory: string;
  readonly sources: readonly string[];
  /** Every MODULE_LICENSE of the module's sources, in order; replaced by the assumption under --assume-license. */
  readonly licenses: readonly DeclaredLicense[];
  readonly assumed: boolean;
  /** Licences that stand in the sources under a condition that is off. */
  readonly unbuiltLicenses: readonly DeclaredLicense[];
  /** Definitions of the kernel's own macros for exports, in the module's files or on its command line. */
  readonly ownMacros: readonly OwnMacro[];
  readonly makeFileMentions: readonly MentionInMakeFile[];
  /** SPDX tags of the module's files. */
  readonly tags: readonly TaggedFile[];
  readonly imports: readonly ImportedNamespace[];
  /** The same module against each kernel that is asked. */
  readonly targets: readonly ResolvedTarget[];
  /** Stretches of its sources under an #if that asks for a version. */
  readonly versionGuards: readonly Location[];
  /** Where its sources write names whose history in the kernel's headers is known. */
  readonly headerNames: readonly NamedPlace[];
  /** What is known of kernels over time, to look symbols up in. */
  readonly history: KernelHistory;
  readonly unread: readonly Unread[];
}

export interface NamedPlace {
  readonly name: string;
  readonly at: Location;
}

export interface DeclaredLicense {
  /** Null when it cannot be told (a macro that nobody defines). */
  readonly value: string | null;
  /** As written, for messages when there is no value. */
  readonly text: string;
  /** The string literal, or the whole macro. Absent for an assumed licence. */
  readonly location?: Location;
  /** What the source says, where a macro makes another value of it. */
  readonly written?: string;
  /** What the string goes on with behind a NUL, where the kernel stops to read. */
  readonly behindNul?: string;
  /** The macro that the source writes there, where the object's .modinfo section was read; null for an entry made by hand. */
  readonly macro?: string | null;
}

export interface OwnMacro {
  readonly name: string;
  readonly replacement: string;
  /** Absent for the command line. */
  readonly location?: Location;
}

export interface MentionInMakeFile {
  readonly name: string;
  readonly text: string;
  readonly location: Location;
}

export interface TaggedFile {
  readonly expression: string;
  readonly location: Location;
}

/** The licence for which modpost and the loader refuse GPL-only symbols; undefined where all are compatible, or none is known. */
export function incompatibleLicense({ licenses }: Pick<KernelSubject, 'licenses'>): (DeclaredLicense & { readonly value: string }) | undefined {
  return licenses.find((declared): declared is DeclaredLicense & { readonly value: string } => declared.value !== null && !isGplCompatible(declared.value));
}

/** Whether a place is under an #if that asks for a version: whoever wrote it has thought of other kernels. */
export function isUnderVersion({ file, range }: Location, guards: readonly Location[]): boolean {
  return guards.some((guard) => guard.file === file && rangeTouches(guard.range, range.start));
}

export interface ImportedNamespace {
  readonly namespace: string;
  readonly location: Location;
}

export interface ResolvedTarget {
  readonly target: KernelTarget;
  /** How the uses were found: names in the source, the bundled index, or what the linker sees. */
  readonly method: 'linker' | 'index' | 'names';
  /** Kernel exports that the module refers to, sorted by symbol. Its own exports are not among them. */
  readonly symbols: readonly ResolvedSymbol[];
  readonly exports: readonly ModuleExport[];
  /** Symbols that neither the module nor the kernel has; another module of the workspace may. */
  readonly open: readonly OpenSymbol[];
  /** Strings that name symbols. */
  readonly names: readonly NamedInString[];
  /** What the module asks for, this kernel does not export, and some other kernel has; sorted by symbol. */
  readonly missing: readonly MissingSymbol[];
}

export interface MissingSymbol {
  readonly symbol: string;
  /** Sorted by file and place; never empty. */
  readonly uses: readonly SymbolUse[];
}

export interface ResolvedSymbol {
  readonly export: KernelExport;
  /** Sorted by file and place; never empty. */
  readonly uses: readonly SymbolUse[];
  /** Where it is exported, for an export of the workspace's own. */
  readonly exportedAt?: Location;
}
