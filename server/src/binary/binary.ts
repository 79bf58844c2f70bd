/** What a compiled file says of itself and asks of others. Plain data. */

export interface Binary {
  readonly kind: 'executable' | 'shared-library' | 'object' | 'archive' | 'kernel-module';
  /** "libreadline.so.8": NEEDED entries in their order. */
  readonly needed: readonly string[];
  readonly soname: string | null;
  /** Where the loader looks for these first (RUNPATH, or RPATH), as written: "$ORIGIN/../lib". */
  readonly searchPath: readonly string[];
  /** Symbols asked of others, and those offered to others; with version ("GLIBC_2.34") where there is one. */
  readonly imported: readonly BinarySymbol[];
  readonly exported: readonly BinarySymbol[];
  /** Of a kernel module: each tag of .modinfo in its order ("license" → "GPL"). */
  readonly modinfo: readonly { readonly tag: string; readonly value: string }[];
  /** Parts that could not be read, each a clause: members of an archive that are of another format, or gone. */
  readonly unread: readonly string[];
}

export interface BinarySymbol {
  readonly name: string;
  readonly version: string | null;
  readonly weak: boolean;
  readonly isFunction: boolean;
}

/** Why a file could not be read: a clause. */
export interface UnreadBinary {
  readonly reason: string;
}
