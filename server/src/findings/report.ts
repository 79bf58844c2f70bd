/**
 * The result of a check: the contract which text, JSON, the editor's summary and every later view render.
 * Its JSON form is described by docs/report.schema.json, and a test holds it to that.
 */

import type { Unread } from '../base/files.ts';
import type { Evidence, Finding, Severity } from './finding.ts';

/** Something the answers rest on that shipped with the product or was read from the machine. */
export interface KnowledgeItem {
  readonly name: string;
  readonly source: string;
  readonly version: string;
  /** sha256, hexadecimal; absent for what is read from the machine. */
  readonly checksum?: string;
  /** Path from the product's root, for what shipped with it. */
  readonly file?: string;
}

export interface LicenseStatement {
  /** As written ("Dual MIT/GPL", "MIT OR GPL-3.0-or-later"); null where there is none. */
  readonly value: string | null;
  readonly evidence: readonly Evidence[];
}

export interface ChainEntry {
  readonly kind: string;
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  /** Configuration options that decided for this definition. */
  readonly options?: readonly string[];
}

export interface ReportedUse {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What stands there; differs from the symbol when a macro or inline brings it. */
  readonly text: string;
  readonly chain: readonly ChainEntry[];
}

export interface ReportedSymbol {
  readonly symbol: string;
  readonly exportedBy: string;
  readonly namespace: string | null;
  /** Release of the kernel that was asked. */
  readonly kernel: string;
  readonly uses: readonly ReportedUse[];
}

/** What one kernel makes of a module. */
export interface ReportedVerdict {
  readonly kernel: string;
  /** How the symbols were found: by what the linker sees, by the bundled index, or by names in the source. */
  readonly method: 'linker' | 'index' | 'names';
  /** Distinct GPL-only symbols that the module uses there. */
  readonly gplOnlySymbols: number;
  /** Distinct symbols for which it breaks there, under the licence that it was judged by. */
  readonly breaking: number;
  /** And for which it would, were its licence not GPL-compatible: "Proprietary", "MIT", any string that the kernel does not know. */
  readonly breakingIfProprietary: number;
}

/** A symbol that breaks the module on one of the kernels, and what all of them make of it. */
export interface ReportedSymbolRow {
  readonly symbol: string;
  readonly kernels: readonly {
    readonly kernel: string;
    readonly state: 'plain' | 'gpl-only' | 'not-exported' | 'not-used';
    readonly breaks: 'gpl-only' | 'not-exported' | 'namespace-not-imported' | 'for-other-modules' | null;
  }[];
}

export interface ReportedUnit {
  /** Unique in the report: "kernel-module:/abs/dir/foo". */
  readonly id: string;
  readonly kind: 'kernel-module' | 'bpf-object' | 'npm-package' | 'program' | 'library';
  readonly name: string;
  readonly path: string;
  readonly license: LicenseStatement;
  readonly sources: readonly string[];
  /** Filled for every kernel module and BPF object, whatever its licence. */
  readonly gplOnlySymbols: readonly ReportedSymbol[];
  /** How the symbols were found: by what the linker sees, by the bundled index, or by names in the source. */
  readonly method?: 'linker' | 'index' | 'names';
  /** For a kernel module, in the order of the kernels that were asked. */
  readonly kernels?: readonly ReportedVerdict[];
  /** For a kernel module: which of its symbols break on which kernel. */
  readonly symbolMatrix?: readonly ReportedSymbolRow[];
  /** Of a BPF object. */
  readonly programs?: readonly ReportedProgram[];
  /** Other units of the report that it takes symbols from. */
  readonly uses?: readonly ReportedLink[];
}

export interface ReportedLink {
  /** Id of the unit that has them. */
  readonly unit: string;
  /** Sorted. */
  readonly symbols: readonly string[];
}

/** Whether a unit is judged against kernels. */
export function isKernelUnit({ kind }: ReportedUnit): boolean {
  return kind === 'kernel-module' || kind === 'bpf-object';
}

/** Why a program of a BPF object needs a GPL-compatible licence on some kernels. */
export interface ReportedNeed {
  readonly kind: 'helper' | 'kernel-function' | 'program-type' | 'structure';
  readonly name: string;
  readonly kernels: readonly string[];
}

export interface ReportedProgram {
  readonly name: string;
  readonly section: string;
  /** Type that libbpf gives to programs of the section; null where it has no rule. */
  readonly type: string | null;
  readonly file: string;
  readonly line: number;
  /** Empty where no GPL-compatible licence is needed. */
  readonly needsGpl: readonly ReportedNeed[];
}

export interface ReportedDependency {
  readonly kind: string;
  readonly name: string;
  /** Empty where nobody gave it one. */
  readonly version: string;
  readonly license: string | null;
  /** For the licence, in order of trust; then for the judgement. */
  readonly evidence: readonly Evidence[];
  /** "app", "a", "b@2.1": the shortest way from the unit. */
  readonly path: readonly string[];
  /** Id of the unit that depends on it. */
  readonly unit?: string;
  /** How it arrives: "runtime", "bundled", "optional", "peer", "development". */
  readonly arrival?: string;
  /** Of the licence that is judged, after a choice: "strong-copyleft", "permissive", "missing", … */
  readonly family?: string;
  /** The side of an OR that was judged, recorded or taken as the mildest. */
  readonly chosen?: string;
  /** What the two licences mean together: "fine", "obligation", "incompatible", … with the reason in one clause. */
  readonly verdict?: string;
  readonly reason?: string;
  /** Of a library: what shows that it is used ("used", "only-linked", "not-linked", "only-included", "only-called"). */
  readonly certainty?: string;
  /** Of a library: its names that the sources use. */
  readonly symbols?: readonly string[];
  /** What decides whether it is used: "defined(HAVE_READLINE)". */
  readonly condition?: string;
}

export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly knowledge: readonly KnowledgeItem[];
  /** What was judged, against which kernel, under which assumption. */
  readonly subject: {
    readonly paths: readonly string[];
    readonly kernels: readonly string[];
    readonly assumedLicense: string | null;
  };
  readonly units: readonly ReportedUnit[];
  readonly dependencies: readonly ReportedDependency[];
  readonly findings: readonly Finding[];
  readonly unread: readonly Unread[];
  readonly summary: ReportSummary;
}

export interface ReportSummary {
  readonly units: number;
  readonly files: number;
  readonly findings: Readonly<Record<Severity, number>>;
  /** Findings that the source silences with a reason. */
  readonly suppressed: number;
  readonly unread: number;
}
