/** Whose a header, a link name or a symbol is: one library of a distribution package, with its licence. Plain data. */

import type { Evidence } from '../findings/finding.ts';
import type { PackageLicense } from '../licensing/package-license.ts';

export interface Library {
  /** As people call it: "readline", "FFTW". */
  readonly name: string;
  /** Of the package it comes from ("libreadline-dev 8.2-1.3"); null where only its name is known. */
  readonly package: string | null;
  readonly version: string | null;
  /** Of the library, not of the whole source package; its evidence says where it was read. */
  readonly license: PackageLicense;
  /** What decides where the licence depends on how it was built ("configured with --enable-gpl"); null: nothing. */
  readonly depends: string | null;
  /** -l names, without "lib" and ending. */
  readonly linkNames: readonly string[];
  /** "libreadline.so.8" */
  readonly sonames: readonly string[];
  /** Libraries that can take its place, with their licence and what to know about it. */
  readonly alternatives: readonly { readonly name: string; readonly license: string; readonly note: string }[];
  readonly homepage: string | null;
}

/** How a library was found, and whether that can be trusted alone: readline and libedit share header names on purpose. */
export interface FoundLibrary {
  readonly library: Library;
  readonly evidence: readonly Evidence[];
}

export interface UnknownLibrary {
  /** A clause: "no package of this machine has a header of this name, and the bundled facts know none". */
  readonly reason: string;
}

/**
 * What can be asked. Several answers: one header or link name that several libraries offer, the likeliest first.
 * An empty list never stands for "unknown": that has its reason.
 */
export interface Libraries {
  /** @param include as written between <> or "": "readline/readline.h" */
  byHeader(include: string): readonly FoundLibrary[] | UnknownLibrary;
  /** "readline" of -lreadline. */
  byLinkName(name: string): readonly FoundLibrary[] | UnknownLibrary;
  byPkgConfig(name: string): readonly FoundLibrary[] | UnknownLibrary;
  /** "libreadline.so.8", also without version or as a path. */
  byFileName(name: string): readonly FoundLibrary[] | UnknownLibrary;
  byCMakePackage(name: string): readonly FoundLibrary[] | UnknownLibrary;
  /** Libraries known to define a symbol; empty: none that is known. */
  bySymbol(symbol: string): readonly FoundLibrary[];
  /** Undefined where the symbols of that library are not known. */
  symbolsOf(library: Library): ReadonlySet<string> | undefined;
}
