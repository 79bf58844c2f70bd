/**
 * The face of the core: what the command line and the language server ask. An analyzer holds what stays
 * (grammars, knowledge, caches); a snapshot is one state of the files and settings, and answers from that alone.
 */

import type { ByteStore } from '../base/byte-store.ts';
import type { Files, Unread } from '../base/files.ts';
import type { FilesView } from '../base/files-view.ts';
import type { Location, Position, Range } from '../base/location.ts';
import type { CancellationToken, Logger, Progress } from '../base/runtime.ts';
import type { Finding, Fix } from '../findings/finding.ts';
import type { KnowledgeItem, Report } from '../findings/report.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import type { ChainStep } from '../linkage/external-name.ts';
import type { JudgedModuleUnit } from './build-report.ts';
import type { FirstAnswer } from './first-answer.ts';
import type { LicenseLens } from './license-lenses.ts';
import type { ModulePool } from './module-pool.ts';
import type { Settings } from './settings.ts';
import type { LicenseChoice } from './what-if.ts';

export interface Analyzer {
  /** One state of the world. Making one costs nothing; work happens when it is asked and is cached by file version. */
  snapshot(state: WorkspaceState): Snapshot;
  /** Everything bundled, with origin and checksum. */
  knowledge(): readonly KnowledgeItem[];
  /** Licences to ask about: "what if this module were …?" */
  licenseChoices(): readonly LicenseChoice[];
  /** What the kernel makes of a licence string: a clause. */
  meaningOfLicense(license: string): string;
  /** Full text of an SPDX licence; undefined for an unknown id. */
  licenseText(spdxId: string): Promise<LicenseText | undefined>;
  /** To be called when nobody waits for an answer: puts what was found out about kernel headers away for the next start. */
  rest(): void;
}

/** As a setting names it. */
export interface KnownKernel {
  /** A build directory, or a version. */
  readonly name: string;
  readonly release: string;
  readonly source: string;
}

export interface LicenseText {
  readonly spdxId: string;
  readonly name: string;
  readonly text: string;
  readonly source: string;
}

export interface WorkspaceState {
  readonly files: Files;
  /** What `files` are made of, for other threads to make the same; without, they are those of the disk. */
  readonly view?: FilesView;
  /** Absolute paths of the workspace folders, or of what the command line was given. */
  readonly roots: readonly string[];
  readonly settings: Settings;
}

export interface Snapshot {
  /** Judges all units under the given paths (files or directories; default: the roots). */
  check(request?: CheckRequest): Promise<Report>;
  /** Judges the kernel modules that a document belongs to, together with those that they have to do with, and reports on them alone. */
  checkModulesOf(file: string, token?: CancellationToken): Promise<Report>;
  /** Judges modules that were found before: what a thread of a ModulePool does. */
  judgeModules(modules: readonly KernelModule[]): Promise<readonly JudgedModuleUnit[]>;
  /** Findings of one document, in the order of the text; suppressed ones left out. */
  findingsIn(file: string, token?: CancellationToken): Promise<readonly Finding[]>;
  /** The same in all files of the units that the document belongs to. */
  findingsAround(file: string, token?: CancellationToken): Promise<readonly Finding[]>;
  /** How many sources there are below the roots; counting ends at the limit. */
  countSources(limit: number): Promise<number>;
  /** What can be said of a document at once; undefined where `findingsIn` does not take long. */
  firstFindingsIn(file: string, token?: CancellationToken): Promise<FirstAnswer | undefined>;
  /** What is known of the name at a place; undefined where nothing is. */
  describeAt(file: string, position: Position, token?: CancellationToken): Promise<Description | undefined>;
  /** The name at a place and what it leads to, step by step down to the kernel's exports; undefined where that is nothing. */
  callTreeAt(file: string, position: Position, token?: CancellationToken): Promise<CallTree | undefined>;
  /** What an editor may write behind lines of a document; nothing for most files. */
  notesIn(file: string, token?: CancellationToken): Promise<readonly Note[]>;
  /** What stands above each MODULE_LICENSE of a document, of what has been judged so far: nothing is judged for it. */
  lensesIn(file: string): Promise<readonly LicenseLens[]>;
  /** The same state with every unit judged as if it had that licence. */
  assuming(license: string): Snapshot;
  /** Quick fixes for the findings that touch a range, and what can be done there where nothing is found. */
  fixesIn(file: string, range: Range, token?: CancellationToken): Promise<readonly FindingWithFixes[]>;
  /** All that can be mended in a document without asking anybody; undefined where that is nothing. */
  mechanicalFixIn(file: string, token?: CancellationToken): Promise<Fix | undefined>;
  /** The kernels that modules are judged against, and why these. */
  kernels(): Promise<KernelChoice>;
  /** Kernels that can be judged against: built headers on this machine, then bundled facts. */
  knownKernels(): Promise<readonly KnownKernel[]>;
  /** `explain`: what a symbol, a C library, a package or a licence is. */
  explain(name: string): Promise<Explanation | undefined>;
}

export interface KernelChoice {
  readonly chosen: readonly { readonly release: string; readonly explanation: string }[];
  /** Kernels that were asked for and are not there. */
  readonly problems: readonly Unread[];
}

export interface CheckRequest {
  readonly paths?: readonly string[];
  /** Judges these kernel modules and nothing else; without it, everything is judged. */
  readonly modulesOnly?: (module: KernelModule) => boolean;
  readonly token?: CancellationToken;
  readonly progress?: Progress;
}

export interface FindingWithFixes {
  /** Null for what can be done although nothing is wrong. */
  readonly finding: Finding | null;
  readonly fixes: readonly Fix[];
}

/** A word of ours behind the text of a line. */
export interface Note {
  readonly at: Position;
  readonly text: string;
  readonly detail: string;
}

/** A hover card in plain parts; views turn it into Markdown or terminal text. They show them in this order. */
export interface Description {
  readonly range: Range;
  readonly name: string;
  /** One sentence: the verdict for this name in this unit. */
  readonly verdict: string;
  /** Whether a finding at the place says the verdict, with the chain and the export as evidence. */
  readonly said: boolean;
  /** From the user's line to the symbol, one step a row; empty for a direct use. */
  readonly chain: readonly { readonly text: string; readonly location?: Location }[];
  /** What else there is to know: alternatives, history, … in the order to show. */
  readonly facts: readonly DescribedFact[];
}

export interface DescribedFact {
  readonly label: string;
  readonly value: string;
  readonly location?: Location;
  /** For whoever wants to know exactly: shown last, and small. */
  readonly detail?: boolean;
  /** Part of the evidence of a finding at the place. */
  readonly said?: boolean;
}

/** A name, and the macros, inline functions and symbols that it brings in. */
export interface CallTree {
  readonly name: string;
  /** "macro", "inline", …, or for a kernel's symbol how it is exported: "GPL-only, exported by vmlinux (6.12.1)". */
  readonly detail: string;
  readonly kind: ChainStep['kind'] | 'symbol';
  readonly location?: Location;
  readonly children: readonly CallTree[];
}

export interface Explanation {
  readonly name: string;
  readonly kind: 'symbol' | 'license' | 'package' | 'library';
  readonly sections: readonly { readonly title: string; readonly lines: readonly string[] }[];
  /** Licence text where a licence was asked for. */
  readonly text?: string;
}

export interface AnalyzerEnvironment {
  readonly logger: Logger;
  /** Reads a file that ships with the product; throws where it is missing. */
  readonly productFile: (name: string) => Uint8Array;
  /** Other threads for large checks of files on disk; without, all work is done on this one. */
  readonly pool?: ModulePool;
  /** Of how many C sources to remember what makes their next edit quick, for each kernel; none where nobody edits. */
  readonly keptUnits?: number;
  /** Where what was found out about kernel headers outlives the process; without, every process reads them anew. */
  readonly headerStore?: ByteStore;
  /** Release of the running kernel: its headers are the likeliest to be meant. */
  readonly runningKernel?: string;
  /** Where libraries are installed, with their headers and what the package database says of them; without, this machine. */
  readonly systemRoot?: string;
  /** "2026-11-25", which exceptions to a policy expire by; the machine's own date where it is left out. */
  readonly today?: () => string;
  /** Of the product, for reports. */
  readonly version: string;
}
