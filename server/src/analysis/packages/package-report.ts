/** A judged package in the words of reports. */

import type { ReportedDependency } from '../../findings/report.ts';
import type { JudgedDependency } from '../../resolve/package-subject.ts';
import type { JudgedUnit } from '../build-report.ts';
import type { JudgedPackage } from './packages.ts';

export interface ReportedPackage extends JudgedUnit {
  readonly dependencies: readonly ReportedDependency[];
}

export function reportedPackage({ subject, sources, findings, suppressed, unread }: JudgedPackage): ReportedPackage {
  const { id, name, directory, license, dependencies } = subject;
  return {
    unit: { id, kind: 'npm-package', name, path: directory, license: { value: license.text, evidence: license.evidence }, sources, gplOnlySymbols: [] },
    findings,
    suppressed,
    unread,
    dependencies: [...dependencies].sort(byName).map((dependency) => reportedDependency(id, dependency)),
  };
}

function byName(a: JudgedDependency, b: JudgedDependency): number {
  return a.name === b.name ? ((a.version ?? '') < (b.version ?? '') ? -1 : 1) : a.name < b.name ? -1 : 1;
}

function reportedDependency(unit: string, { name, version, license, path, arrival, judgement }: JudgedDependency): ReportedDependency {
  return {
    kind: 'npm',
    name,
    version: version ?? '',
    license: license.text,
    evidence: [...license.evidence, ...judgement.evidence],
    path,
    unit,
    arrival,
    family: judgement.family,
    ...(judgement.chosen !== null && { chosen: judgement.chosen }),
    verdict: judgement.verdict,
    reason: judgement.reason,
  };
}
