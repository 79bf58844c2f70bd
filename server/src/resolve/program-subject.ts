/** A program outside the kernel with the libraries that it uses, judged: what the rules on programs look at. Plain data. */

import type { Location } from '../base/location.ts';
import type { LinkRequest, Program } from '../build/program.ts';
import type { FoundLibrary, Library } from '../libraries/library.ts';
import type { Judgement } from '../licensing/judge.ts';
import type { LinkKind } from '../licensing/link-kinds.ts';
import type { PackageLicense } from '../licensing/package-license.ts';

export interface ProgramSubject {
  /** "program:/abs/dir/name", or "source:/abs/a.c" for a file that no build file names. */
  readonly id: string;
  readonly name: string;
  readonly kind: Program['kind'] | 'source';
  readonly directory: string;
  readonly license: PackageLicense;
  /** The file in which choices and exceptions are recorded, whether it is there or not. */
  readonly policyFile: string;
  /** With the project's own headers that they include. */
  readonly sources: readonly string[];
  readonly libraries: readonly JudgedLibrary[];
  readonly unknown: readonly UnknownLibraryUse[];
  readonly started: readonly StartedProgram[];
}

export interface JudgedLibrary extends UsedLibrary {
  readonly judgement: Judgement;
  /** "gtkterm", "libfoo", "readline": through libraries of the workspace. */
  readonly path: readonly string[];
}

/** A library that the workspace builds, on the way to one from outside. */
export interface ThroughLibrary {
  readonly name: string;
  /** Where the build links it. */
  readonly at: Location;
  readonly condition: string | null;
}

/** One library and all that shows that the program uses it. */
export interface UsedLibrary {
  readonly library: Library;
  /** Libraries of the workspace that bring it; empty: the program uses it itself. */
  readonly through: readonly ThroughLibrary[];
  readonly kind: LinkKind;
  readonly links: readonly LinkedBy[];
  readonly includes: readonly IncludedBy[];
  readonly calls: readonly CalledBy[];
  readonly loads: readonly LoadedBy[];
  /** What the evidence shows together. */
  readonly certainty: Certainty;
  /** What decides whether it is used, where something does; null: always. */
  readonly condition: UseCondition | null;
  /** How the names led to this library. */
  readonly found: FoundLibrary['evidence'];
  /** Others that offer the same headers or names: readline and libedit do so on purpose. */
  readonly alsoOffers: readonly string[];
}

export type Certainty =
  /** Linked or loaded, and used by the sources. */
  | 'used'
  /** The build asks for it, and no source is seen to use it. */
  | 'only-linked'
  /** Included and called, and no link line names it. */
  | 'not-linked'
  /** Included, and nothing of it called. */
  | 'only-included'
  /** Neither linked nor included by a name that is known: several of its functions are called. */
  | 'only-called';

export interface LinkedBy {
  readonly request: LinkRequest;
  readonly at: Location;
}

export interface IncludedBy {
  readonly header: string;
  /** "config.h" between quotes is more likely a header that the build makes than some library's. */
  readonly quoted: boolean;
  readonly at: Location;
  readonly condition: string | null;
}

export interface CalledBy {
  readonly symbol: string;
  /** What stands there, where a macro or an inline function brings the symbol; null: the symbol itself. */
  readonly through: string | null;
  readonly at: Location;
  readonly condition: string | null;
}

export interface LoadedBy {
  /** "dlopen" */
  readonly by: string;
  readonly file: string;
  readonly at: Location;
  readonly condition: string | null;
}

export interface UseCondition {
  /** "HAVE_READLINE", "--with-readline" */
  readonly text: string;
  /** Whether a configuration that is there fulfils it; null: nothing tells. */
  readonly holds: boolean | null;
  /** Where that is said: a line of config.h. */
  readonly decidedAt: Location | null;
}

/** Something that is linked or loaded, and nobody knows whose it is. */
export interface UnknownLibraryUse {
  readonly name: string;
  readonly how: 'linked' | 'loaded';
  readonly reason: string;
  readonly at: Location;
  /** The build only tries it: what decides. */
  readonly condition: string | null;
}

/** A program that the sources start: a process of its own. */
export interface StartedProgram {
  /** "popen" */
  readonly by: string;
  /** "gnuplot" */
  readonly program: string;
  readonly at: Location;
}

/**
 * The places that show it, the likeliest to be looked at first: the first include, call or load, and else the link line.
 * Of what comes through a library of the workspace it is where the program is linked with that one.
 */
export function firstPlace({ through, includes, calls, loads, links }: UsedLibrary): Location {
  return (through[0] ?? includes[0] ?? loads[0] ?? calls[0] ?? links[0])!.at;
}
