/** Whose a header, a link name or a symbol is: one library of a distribution package, with its licence. Plain data. */

import type { Unread } from '../base/files.ts';
import type { Evidence } from '../findings/finding.ts';
import type { LibraryAlternative } from '../knowledge/library-licenses.ts';
import type { PackageLicense } from '../licensing/package-license.ts';

export interface Library {
  /** As people call it: "readline", "FFTW". */
  readonly name: string;
  /** Of the package it comes from ("libreadline-dev 8.2-1.3"); null where only its name is known. */
  readonly package: string | null;
  readonly version: string | null;
  /** Of the library, not of the whole source package; its evidence says where it was read. */
  readonly license: PackageLicense;
  /** high: people read it, or the headers agree. medium: a part of the copyright file, or headers that differ. low: only the copyright file of the whole package speaks. */
  readonly confidence: 'high' | 'medium' | 'low';
  /** What decides where the licence depends on how it was built ("configured with --enable-gpl"); null: nothing. */
  readonly depends: string | null;
  /** Part of the operating system or of the compiler's run time: nearly every program is linked with it. */
  readonly isSystemLibrary: boolean;
  /** -l names, without "lib" and ending. */
  readonly linkNames: readonly string[];
  /** "libreadline.so.8" */
  readonly sonames: readonly string[];
  readonly pkgConfig: readonly string[];
  /** As written between <>, from where its users look: "readline/readline.h". */
  readonly headers: readonly string[];
  /** Libraries that can take its place, with their licence and what to know about it. */
  readonly alternatives: readonly LibraryAlternative[];
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
  /** The same of many at once, which spares an index of all symbols; without those that no library is known to define. */
  bySymbols(symbols: Iterable<string>): ReadonlyMap<string, readonly FoundLibrary[]>;
  /** By what people call it, or by its package: "readline", "libreadline-dev". */
  byName(name: string): readonly FoundLibrary[] | UnknownLibrary;
  /** Undefined where the symbols of that library are not known. */
  symbolsOf(library: Library): ReadonlySet<string> | undefined;
  /** Databases and files that should have been read and were not. */
  readonly unread: readonly Unread[];
}

export function isUnknown(answer: readonly FoundLibrary[] | UnknownLibrary): answer is UnknownLibrary {
  return 'reason' in answer;
}

/** The ways in which libraries are asked for. */
export type LibraryQuestion = 'header' | 'link-name' | 'pkg-config' | 'file-name' | 'cmake-package' | 'name';

/** One place that knows libraries: the workspace, the machine, the bundled facts. Empty: it knows none. */
export interface LibrarySource {
  find(question: LibraryQuestion, name: string): readonly FoundLibrary[];
  bySymbol(symbol: string): readonly FoundLibrary[];
  bySymbols(symbols: Iterable<string>): ReadonlyMap<string, readonly FoundLibrary[]>;
  symbolsOf(library: Library): ReadonlySet<string> | undefined;
  /** A clause on what it holds: "the bundled facts on 670 libraries". */
  readonly title: string;
  readonly unread: readonly Unread[];
}
