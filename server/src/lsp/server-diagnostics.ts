/** What the server says of itself for a bug report, as Markdown: no text and no name of a file of the workspace. */

import { RequestType } from 'vscode-languageserver/node';
import type { KernelChoice } from '../analysis/analyzer.ts';
import type { KnowledgeItem, Report } from '../findings/report.ts';

/** Ours, for a client that collects what a bug report needs. */
export const DiagnosticsRequest = new RequestType<Record<string, never>, string | null, void>('copyleftLens/diagnostics');

export interface ServerState {
  readonly version: string;
  /** Of the process: "node 20.1.0, linux x64", "180 MB". */
  readonly runtime: readonly string[];
  readonly knowledge: readonly KnowledgeItem[];
  readonly kernels: KernelChoice;
  /** The newest of the workspace. */
  readonly report: Report | undefined;
  readonly openDocuments: number;
  readonly timings: readonly string[];
}

export function serverDiagnostics({ version, runtime, knowledge, kernels, report, openDocuments, timings }: ServerState): string {
  return [
    section('Server', [`version ${version}`, ...runtime, `open documents: ${openDocuments}`]),
    section('Kernels', [...kernels.chosen.map(({ explanation }) => explanation), ...kernels.problems.map(({ file, reason }) => `asked for in vain: ${file} ${reason}`)]),
    section('Workspace', report ? workspaceLines(report) : ['not checked yet']),
    section('Timings', timings),
    section('Knowledge', knowledge.map(({ name, source, version: of, checksum }) => `${name}: ${source} ${of}${checksum === undefined ? '' : ` (${checksum.slice(0, 12)})`}`)),
  ].join('\n\n');
}

/** Counts alone. */
function workspaceLines({ summary, units, findings, dependencies, unread }: Report): string[] {
  return [
    `${summary.units} units (${counted(units.map(({ kind }) => kind))}), ${summary.files} files, ${dependencies.length} dependencies`,
    `findings: ${counted(findings.map(({ rule }) => rule))}; ${summary.suppressed} suppressed`,
    `not read: ${counted(unread.map(({ reason }) => withoutNames(reason)))}`,
  ];
}

function counted(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts.size === 0 ? 'none' : [...counts].map(([name, number]) => `${number} × ${name}`).join(', ');
}

/** A reason may quote the source, or name a file. */
function withoutNames(reason: string): string {
  return reason.replace(/["“`'][^"”`']*["”`']/g, '…').replace(/\S*[/\\]\S*/g, '…').replace(/:.*/, '');
}

function section(title: string, lines: readonly string[]): string {
  return `## ${title}\n\n${(lines.length > 0 ? lines : ['none']).map((line) => `- ${line}`).join('\n')}`;
}
