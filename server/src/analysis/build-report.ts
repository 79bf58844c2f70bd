/** Puts judged modules together into the report that every view renders. */

import type { Unread } from '../base/files.ts';
import type { Evidence, Finding, Severity } from '../findings/finding.ts';
import type { KnowledgeItem, Report, ReportedSymbol, ReportedUnit, ReportedUse } from '../findings/report.ts';
import { speaksOfGpl } from '../knowledge/kernel-exports.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { SymbolUse } from '../linkage/external-name.ts';
import type { KernelSubject, ResolvedTarget } from '../resolve/kernel-subject.ts';
import { symbolMatrix } from '../resolve/symbol-matrix.ts';
import { compareFindings, type JudgedModule } from './judge-module.ts';
import { kernelVerdicts } from './kernel-verdicts.ts';
import { reportedRow } from './reported-row.ts';
import { withSiblings } from './sibling-verdicts.ts';
import type { ReportedPackage } from './packages/package-report.ts';
import type { ModuleLinkage } from '../resolve/module-linkage.ts';
import type { JudgedWorkspace } from './judge-workspace.ts';

/** What a report needs of a judged unit: plain data, which can come from another thread. */
export interface JudgedUnit {
  readonly unit: ReportedUnit;
  readonly findings: readonly Finding[];
  readonly suppressed: number;
  readonly unread: readonly Unread[];
}

/** A kernel module, with what concerns others of the workspace. */
export interface JudgedModuleUnit extends JudgedUnit {
  readonly linkage: ModuleLinkage;
}

export function judgedUnit(module: JudgedModule): JudgedModuleUnit {
  const { findings, suppressed, subject, linkage } = module;
  return { unit: reportedModule(subject), findings, suppressed, unread: subject.unread, linkage };
}

export interface ReportParts {
  readonly version: string;
  readonly paths: readonly string[];
  readonly assumedLicense: string | null;
  readonly targets: readonly KernelTarget[];
  readonly knowledge: readonly KnowledgeItem[];
  readonly modules: readonly JudgedUnit[];
  readonly workspace: JudgedWorkspace;
  /** What sources of programs take of the kernel. */
  readonly userspace: readonly Finding[];
  /** Packages and programs, with what they depend on. */
  readonly dependents: readonly ReportedPackage[];
  /** Whether the policy file silences a finding. */
  readonly isSilenced: (finding: Finding) => boolean;
  readonly policyProblems: readonly Finding[];
  readonly unread: readonly Unread[];
}

export function buildReport(parts: ReportParts): Report {
  const { workspace } = parts;
  const modules = parts.modules.map((module) => {
    const unit = withSiblings(module.unit, workspace.siblingsOf(module.unit.id));
    const uses = workspace.usesOf(unit.id);
    return { ...module, unit: { ...unit, gplOnlySymbols: [...unit.gplOnlySymbols, ...workspace.gplOnlyOf(unit.id)], ...(uses.length > 0 && { uses }) } };
  });
  const judged: readonly JudgedUnit[] = [...modules, ...parts.dependents];
  const ofUnits = judged.flatMap((unit) => unit.findings).filter((finding) => !workspace.isOverruled(finding));
  const found = distinct([...ofUnits, ...workspace.findings, ...parts.userspace, ...parts.policyProblems]).sort(compareFindings);
  const findings = found.filter((finding) => !parts.isSilenced(finding));
  const units = judged.map(({ unit }) => unit);
  const unread = distinct([...parts.unread, ...judged.flatMap((unit) => unit.unread), ...workspace.unread]);
  return {
    schemaVersion: 1,
    tool: { name: 'copyleft-lens', version: parts.version },
    knowledge: [...parts.targets.map(targetKnowledge), ...parts.knowledge],
    subject: {
      paths: parts.paths,
      kernels: parts.targets.map((target) => target.release),
      assumedLicense: parts.assumedLicense,
    },
    units,
    dependencies: parts.dependents.flatMap((unit) => unit.dependencies),
    findings,
    unread,
    summary: {
      units: units.length,
      files: new Set(units.flatMap((unit) => unit.sources)).size,
      findings: countBySeverity(findings),
      suppressed: judged.reduce((sum, unit) => sum + unit.suppressed, workspace.suppressed + found.length - findings.length),
      unread: unread.length,
    },
  };
}

/** A header that two modules share brings the same plain facts twice. */
function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

function targetKnowledge({ release, provenance }: KernelTarget): KnowledgeItem {
  return { name: `kernel ${release}`, ...provenance };
}

export function reportedModule(subject: KernelSubject): ReportedUnit {
  return {
    id: subject.id,
    kind: 'kernel-module',
    name: subject.name,
    path: subject.directory,
    license: { value: licenseValue(subject), evidence: subject.licenses.map(licenseEvidence) },
    sources: subject.sources,
    gplOnlySymbols: subject.targets.flatMap(reportedSymbols),
    ...(subject.targets[0] && { method: subject.targets[0].method }),
    ...verdictsOf(subject),
  };
}

/** Counts by kernel, and the symbols behind them. */
function verdictsOf(subject: KernelSubject): Required<Pick<ReportedUnit, 'kernels' | 'symbolMatrix'>> {
  const matrix = symbolMatrix(subject);
  return { kernels: kernelVerdicts(subject, matrix), symbolMatrix: matrix.map(reportedRow) };
}

function licenseValue(subject: KernelSubject): string | null {
  const values = [...new Set(subject.licenses.map((license) => license.value ?? license.text))];
  return values.length > 0 ? values.join(' + ') : null;
}

function licenseEvidence(license: KernelSubject['licenses'][number]): Evidence {
  if (!license.location) return { message: `assumed: ${license.text}` };
  return { message: license.text, location: license.location };
}

function reportedSymbols({ target, symbols }: ResolvedTarget): ReportedSymbol[] {
  return symbols
    .filter((symbol) => speaksOfGpl(symbol.export.kind))
    .map((symbol) => ({
      symbol: symbol.export.symbol,
      exportedBy: symbol.export.module,
      namespace: symbol.export.namespace,
      kernel: target.release,
      uses: symbol.uses.map(reportedUse),
    }));
}

export function reportedUse({ at, text, chain }: SymbolUse): ReportedUse {
  return {
    file: at.file,
    line: at.range.start.line,
    column: at.range.start.column,
    text,
    chain: chain.map(({ kind, name, location, options }) => ({
      kind,
      name,
      ...(options && { options }),
      ...(location && { file: location.file, line: location.range.start.line }),
    })),
  };
}
