/** A C source that is no part of a kernel module and includes headers of the C library: a program, looked at for what it takes of the kernel. */

import type { Location } from '../base/location.ts';
import type { Provenance } from '../knowledge/kernel-target.ts';

export interface UserspaceSource {
  readonly file: string;
  /** The include that shows that it is a program: "stdio.h". */
  readonly library: { readonly path: string; readonly location: Location };
  /** Includes of headers that the kernel keeps for itself. */
  readonly internal: readonly InternalInclude[];
}

export interface InternalInclude {
  /** As written: "linux/list.h". */
  readonly path: string;
  readonly location: Location;
  /** The header; absolute. */
  readonly header: string;
  readonly release: string;
  readonly provenance: Provenance;
}
