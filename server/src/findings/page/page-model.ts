/**
 * What the report page shows, as plain data: the report, counted and grouped. It judges nothing; severities, families
 * and verdicts are those of the report. Files are numbers into a list of names, so that a mailed page tells no more of a
 * machine than those, and an editor opens only what is in its report.
 */

import type { Finding, Severity } from '../finding.ts';
import type { KnowledgeItem, Report } from '../report.ts';
import { compareCounts, countSeverities, type Counts } from './counts.ts';
import { FileTable, type Place } from './file-table.ts';
import { headline, type Headline } from './headline.ts';
import { pageEvidence, type PageEvidence } from './page-evidence.ts';
import { pagePackages, type PagePackage } from './page-packages.ts';
import { pageUnits, type PageUnit } from './page-units.ts';

export interface PageModel {
  /** What was judged, as people call it: names of folders. */
  readonly title: string;
  /** ISO 8601; null where it is shown as soon as it is made. */
  readonly madeAt: string | null;
  readonly tool: Report['tool'];
  readonly kernels: readonly string[];
  readonly assumedLicense: string | null;
  readonly headline: Headline;
  readonly summary: Report['summary'];
  /** Names; a `Place` holds an index. */
  readonly files: readonly string[];
  /** In the order of the report. */
  readonly findings: readonly PageFinding[];
  /** The worst first. */
  readonly filesWithFindings: readonly FileCounts[];
  readonly units: readonly PageUnit[];
  /** Each once, however many units depend on it. */
  readonly packages: readonly PagePackage[];
  readonly unread: readonly PageUnread[];
  readonly knowledge: readonly KnowledgeItem[];
}

export interface PageFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
  /** Index into `units`. */
  readonly unit?: number;
  readonly evidence: readonly PageEvidence[];
}

export interface FileCounts {
  readonly file: number;
  readonly counts: Counts;
}

export interface PageUnread {
  readonly place: Place;
  readonly reason: string;
}

export interface PageOptions {
  /** Absolute paths of the folders that names of files start from. */
  readonly roots: readonly string[];
  readonly madeAt: string | null;
}

export interface Page {
  readonly model: PageModel;
  /** Absolute paths of `model.files`: for whoever opens them, and in no page. */
  readonly paths: readonly string[];
}

export function pageOf(report: Report, { roots, madeAt }: PageOptions): Page {
  const files = new FileTable(roots);
  const unitNumbers = new Map(report.units.map(({ id }, i) => [id, i]));
  const findings = report.findings.map((finding) => pageFinding(finding, files, unitNumbers));
  const model: PageModel = {
    title: files.title,
    madeAt,
    tool: report.tool,
    kernels: report.subject.kernels,
    assumedLicense: report.subject.assumedLicense,
    headline: headline(report),
    summary: report.summary,
    files: files.names,
    findings,
    filesWithFindings: filesWithFindings(findings),
    units: pageUnits(report, files, unitNumbers),
    packages: pagePackages(report, files, unitNumbers),
    unread: report.unread.map(({ file, line = 1, reason }) => ({ place: { file: files.add(file), line, column: 1 }, reason })),
    knowledge: report.knowledge,
  };
  return { model, paths: files.paths };
}

function pageFinding(finding: Finding, files: FileTable, unitNumbers: ReadonlyMap<string, number>): PageFinding {
  const { rule, severity, message, evidence } = finding;
  const unit = unitNumbers.get(finding.unit ?? '');
  return { rule, severity, message, place: files.place(finding), ...(unit !== undefined && { unit }), evidence: evidence.map((one) => pageEvidence(one, files)) };
}

function filesWithFindings(findings: readonly PageFinding[]): FileCounts[] {
  const groups = new Map<number, PageFinding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.place.file);
    if (group) group.push(finding);
    else groups.set(finding.place.file, [finding]);
  }
  return [...groups].map(([file, group]) => ({ file, counts: countSeverities(group) })).sort((a, b) => compareCounts(a.counts, b.counts) || a.file - b.file);
}
