/** What the kernel's verifier is handed when the object file of a BPF source is loaded: the programs, and what each calls. */

import type { Location } from '../base/location.ts';
import type { Unread } from '../base/files.ts';
import type { SymbolUse } from './external-name.ts';

/** A call that leaves the object: a helper, by its number, a function of the kernel, by its name, or something that nothing declares. */
export interface BpfCall {
  /** Name that the program calls it by. */
  readonly name: string;
  /** Number of a helper; undefined for a function of the kernel. */
  readonly helper: number | undefined;
  /** False where no header that was found declares it: what it is, its name has to tell. */
  readonly declared: boolean;
  readonly uses: readonly SymbolUse[];
}

export interface BpfProgram {
  /** Name of the function. */
  readonly name: string;
  /** Name of its section, as written: "tracepoint/syscalls/sys_enter_openat". */
  readonly section: string;
  readonly at: Location;
  /** Sorted by name. */
  readonly calls: readonly BpfCall[];
  /** Structures of the kernel whose members it reads through pointers that the verifier knows; sorted by name. */
  readonly structures: readonly { readonly name: string; readonly uses: readonly SymbolUse[] }[];
}

export interface BpfObject {
  readonly programs: readonly BpfProgram[];
  /** String of the section "license"; undefined where there is none. Null where its text cannot be told. */
  readonly license: { readonly value: string | null; readonly at: Location } | undefined;
  readonly unread: readonly Unread[];
}
