/** One package of the workspace with all that arrives at it, judged: what the rules on packages look at. Plain data. */

import type { Location } from '../base/location.ts';
import type { Evidence } from '../findings/finding.ts';
import type { ModuleImport } from '../facts/module-facts.ts';
import type { Arrival, Judgement } from '../licensing/judge.ts';
import type { LinkKind } from '../licensing/link-kinds.ts';
import type { PackageLicense } from '../licensing/package-license.ts';
import type { PackageOrigin } from '../npm/package-graph.ts';

export interface BroughtPackage {
  /** As it calls itself; an import or package.json may use an alias. */
  readonly name: string;
  readonly version: string | null;
  readonly origin: PackageOrigin;
  /** Where it is; null where it is not installed. */
  readonly directory: string | null;
  readonly homepage: string | null;
  readonly license: PackageLicense;
  readonly arrival: Arrival | LinkKind;
  /** "app", "a", "b@2.1": from the package of the workspace to this one. */
  readonly path: readonly string[];
  /** The package.json that wants it: of the last but one of the path. */
  readonly wantedBy: string | null;
  readonly judgement: Judgement;
  /** What it is and what shows it, where it is no npm package but a library that compiled code brings. */
  readonly native: NativeUse | null;
}

export interface NativeUse {
  readonly kind: 'library';
  readonly evidence: readonly Evidence[];
}

/** A package that package.json brings, directly or not. */
export interface JudgedDependency extends BroughtPackage {
  readonly id: string;
  /** Where package.json lists the first step of the path. */
  readonly at: Location;
  readonly direct: boolean;
  /** Other lines of package.json that would bring it as well. */
  readonly alsoVia: readonly string[];
}

export interface JudgedImport {
  readonly import: ModuleImport;
  readonly at: Location;
  /** The imported package first, then what it needs to run. */
  readonly brings: readonly BroughtPackage[];
}

/** A place of a source that loads compiled code by itself: an addon, or a library by FFI. */
export interface JudgedLoad {
  /** "koffi", "require", "bindings" */
  readonly by: string;
  readonly at: Location;
  readonly brings: readonly BroughtPackage[];
}

/** A compiled part of the package or of what it depends on. */
export interface ReportedPart {
  readonly name: string;
  readonly kind: 'native-addon' | 'library';
  /** "app", "better-sqlite3@12.0.0", "better_sqlite3.node" */
  readonly path: readonly string[];
  readonly at: Location;
  readonly from: 'compiled' | 'sources';
  /** The package that it is part of. */
  readonly owner: Pick<BroughtPackage, 'version' | 'license' | 'arrival'> & { readonly judgement: Judgement | null };
}

/** A line of package.json that leads to nothing: it is neither installed nor in the lockfile. */
export interface UnknownDependency {
  readonly name: string;
  readonly wanted: string;
  readonly at: Location;
}

export interface PackageSubject {
  /** "npm-package:/abs/dir" */
  readonly id: string;
  readonly name: string;
  readonly directory: string;
  /** Its package.json. */
  readonly manifest: string;
  readonly license: PackageLicense;
  /** The file in which choices and exceptions are recorded, whether it is there or not. */
  readonly policyFile: string;
  readonly dependencies: readonly JudgedDependency[];
  readonly unknown: readonly UnknownDependency[];
  readonly imports: readonly JudgedImport[];
  readonly loads: readonly JudgedLoad[];
  /** Libraries that compiled files of the package itself bring, with the file. */
  readonly own: readonly OwnLibrary[];
  readonly parts: readonly ReportedPart[];
}

export interface OwnLibrary extends BroughtPackage {
  readonly at: Location;
}
