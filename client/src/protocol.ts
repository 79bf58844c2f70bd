/** What the server tells beside the protocol, as plain data. The server renders it; see server/src/lsp/explorer.ts. */

import { Range, Uri } from 'vscode';

export type Severity = 'error' | 'warning' | 'information' | 'hint';
export type Grouping = 'unit' | 'license' | 'file';

export interface ProtocolRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface FindingNode {
  readonly id: string;
  /** A kind of unit, or one of these. */
  readonly kind: 'license' | 'file' | 'finding' | 'evidence' | 'unread' | 'group' | (string & {});
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly severity: Severity | null;
  readonly location?: { readonly uri: string; readonly range: ProtocolRange };
  readonly rule?: string;
  readonly children: readonly FindingNode[];
}

export interface FindingCounts {
  readonly kernels: readonly string[];
  readonly counts: Readonly<Record<Severity, number>>;
  readonly unread: number;
  readonly files: readonly { readonly uri: string; readonly severity: Severity; readonly tooltip: string }[];
}

/** Null where the check failed; a large workspace is left alone until somebody asks. */
export type FindingsTold = FindingCounts | { readonly leftAlone: true } | null;

export function countsOf(told: FindingsTold): FindingCounts | undefined {
  return told && 'counts' in told ? told : undefined;
}

export interface LicensePassage {
  readonly effect: 'triggers' | 'requires' | 'withholds';
  readonly title: string;
  readonly range: ProtocolRange;
}

export interface KnownKernel {
  readonly name: string;
  readonly release: string;
  readonly source: string;
}

export function toRange({ start, end }: ProtocolRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}

export function toUri(uri: string): Uri {
  return Uri.parse(uri, true);
}
