/** What a JavaScript or TypeScript file loads that is compiled: native addons, and libraries by FFI. Plain data. */

import type { Span } from '../base/location.ts';

/** A native addon that the file loads by itself. */
export interface AddonLoad {
  /** How, as people write it: "require", "bindings", "node-gyp-build", "process.dlopen". */
  readonly by: string;
  /**
   * Where it can be, relative to the file, with GAP for what only the running program knows: "./build/Release/x.node".
   * Empty for loaders that look through the package themselves.
   */
  readonly paths: readonly string[];
  /** The name that such a loader is asked for; null: whatever addon the package has. */
  readonly name: string | null;
  readonly span: Span;
}

export interface UsedSymbol {
  readonly name: string;
  readonly span: Span;
}

/** A library that is loaded by its name. */
export interface LibraryLoad {
  /** "koffi", "ffi-napi", "ffi-rs", "bun:ffi", "node:ffi", "Deno.dlopen" */
  readonly api: string;
  /** file-name: "libreadline.so.8" or a path. link-name: "readline", as after -l. */
  readonly by: 'file-name' | 'link-name';
  /** Several where it depends on the system, or where one is tried after the other. Directories can have gaps. */
  readonly names: readonly string[];
  /** Of the name. */
  readonly span: Span;
  readonly symbols: readonly UsedSymbol[];
}

export interface NativeFacts {
  readonly addons: readonly AddonLoad[];
  readonly libraries: readonly LibraryLoad[];
  /** What is loaded, and cannot be told: a clause. */
  readonly unknown: readonly { readonly span: Span; readonly reason: string }[];
}

export const NO_NATIVE_FACTS: NativeFacts = { addons: [], libraries: [], unknown: [] };
