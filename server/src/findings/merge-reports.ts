/** One report of several that were made under different settings: folders of a workspace with a kernel or a licence each. */

import { SEVERITIES, type Severity } from './finding.ts';
import type { Report } from './report.ts';

/** @param reports at least one */
export function mergeReports(reports: readonly Report[]): Report {
  const [first, ...others] = reports;
  if (!first) throw new Error('no report to merge');
  if (others.length === 0) return first;
  const units = reports.flatMap((report) => report.units);
  const findings = distinct(reports.flatMap((report) => report.findings));
  const unread = distinct(reports.flatMap((report) => report.unread));
  const assumed = new Set(reports.map(({ subject }) => subject.assumedLicense));
  return {
    ...first,
    knowledge: distinct(reports.flatMap((report) => report.knowledge)),
    subject: {
      paths: reports.flatMap(({ subject }) => subject.paths),
      kernels: distinct(reports.flatMap(({ subject }) => subject.kernels)),
      // Where folders are judged under different assumptions none holds for all of them; each unit says what it was judged by.
      assumedLicense: assumed.size === 1 ? first.subject.assumedLicense : null,
    },
    units,
    dependencies: distinct(reports.flatMap((report) => report.dependencies)),
    findings,
    unread,
    summary: {
      units: units.length,
      files: new Set(units.flatMap(({ sources }) => sources)).size,
      findings: Object.fromEntries(SEVERITIES.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length])) as Record<Severity, number>,
      suppressed: reports.reduce((sum, { summary }) => sum + summary.suppressed, 0),
      unread: unread.length,
    },
  };
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
