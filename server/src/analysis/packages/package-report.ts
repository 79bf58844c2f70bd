/** A judged package in the words of reports. */

import type { ReportedDependency } from '../../findings/report.ts';
import type { BroughtPackage, ReportedPart } from '../../resolve/package-subject.ts';
import type { JudgedUnit } from '../build-report.ts';
import { distinctLibraries } from './native-libraries.ts';
import type { JudgedPackage } from './packages.ts';

export interface ReportedPackage extends JudgedUnit {
  readonly dependencies: readonly ReportedDependency[];
}

export function reportedPackage({ subject, sources, findings, suppressed, unread }: JudgedPackage): ReportedPackage {
  const { id, name, directory, license, dependencies, own, loads, parts } = subject;
  const arrived = [...dependencies, ...distinctLibraries([...own, ...loads.flatMap(({ brings }) => brings)])];
  return {
    unit: { id, kind: 'npm-package', name, path: directory, license: { value: license.text, evidence: license.evidence }, sources, gplOnlySymbols: [] },
    findings,
    suppressed,
    unread,
    dependencies: [...arrived.sort(byName).map((dependency) => reportedDependency(id, dependency)), ...parts.map((part) => reportedPart(id, part))],
  };
}

function byName(a: BroughtPackage, b: BroughtPackage): number {
  return a.name === b.name ? ((a.version ?? '') < (b.version ?? '') ? -1 : 1) : a.name < b.name ? -1 : 1;
}

function reportedDependency(unit: string, { name, version, license, path, arrival, judgement, native }: BroughtPackage): ReportedDependency {
  return {
    kind: native?.kind ?? 'npm',
    name,
    version: version ?? '',
    license: license.text,
    evidence: [...(native?.evidence ?? []), ...license.evidence, ...judgement.evidence],
    path,
    unit,
    arrival,
    family: judgement.family,
    ...(judgement.chosen !== null && { chosen: judgement.chosen }),
    verdict: judgement.verdict,
    reason: judgement.reason,
  };
}

/** Addons have the licence of the package that they are a part of, and are judged with it. */
function reportedPart(unit: string, { name, path, at, from, owner }: ReportedPart): ReportedDependency {
  const { judgement, license, version, arrival } = owner;
  const shows = { message: from === 'compiled' ? 'a compiled file of the package' : 'the package builds it', location: at };
  return {
    kind: 'native-addon',
    name,
    version: version ?? '',
    license: license.text,
    evidence: [shows],
    path,
    unit,
    arrival,
    ...(judgement && { family: judgement.family, verdict: judgement.verdict, reason: judgement.reason }),
  };
}
