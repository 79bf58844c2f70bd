/** A kernel module with everything looked up that the rules judge: plain data, no files, no syntax. */

import type { Unread } from '../base/files.ts';
import type { Location } from '../base/location.ts';
import type { KernelExport } from '../knowledge/kernel-exports.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { SymbolUse } from '../linkage/external-name.ts';

export interface KernelSubject {
  /** "kernel-module:/abs/dir/foo" */
  readonly id: string;
  readonly name: string;
  readonly directory: string;
  readonly sources: readonly string[];
  /** Every MODULE_LICENSE of the module's sources, in order; replaced by the assumption under --assume-license. */
  readonly licenses: readonly DeclaredLicense[];
  readonly assumed: boolean;
  readonly imports: readonly ImportedNamespace[];
  /** The same module against each kernel that is asked. */
  readonly targets: readonly ResolvedTarget[];
  readonly unread: readonly Unread[];
}

export interface DeclaredLicense {
  /** Null when it cannot be told (a macro that nobody defines). */
  readonly value: string | null;
  /** As written, for messages when there is no value. */
  readonly text: string;
  /** The string literal, or the whole macro. Absent for an assumed licence. */
  readonly location?: Location;
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
}

export interface ResolvedSymbol {
  readonly export: KernelExport;
  /** Sorted by file and place; never empty. */
  readonly uses: readonly SymbolUse[];
}
