/**
 * The only place that knows both our words and the protocol's. Ours count lines and columns from 1
 * and name files by path; the protocol counts from 0 and names documents by URI. Both count columns
 * in UTF-16 code units, so no text is needed to convert.
 */

import {
  DiagnosticSeverity,
  type CreateFile,
  type Diagnostic,
  type Location as ProtocolLocation,
  type Position as ProtocolPosition,
  type Range as ProtocolRange,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { archiveUri } from './virtual-documents.ts';
import type { Location, Position, Range } from '../base/location.ts';
import type { Evidence, Finding, Severity, TextEdit } from '../findings/finding.ts';

/** Shown in front of every diagnostic; also how our own are recognised among others. */
export const DIAGNOSTIC_SOURCE = 'Copyleft Lens';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function fromPosition(position: ProtocolPosition): Position {
  return { line: position.line + 1, column: position.character + 1 };
}

export function fromRange(range: ProtocolRange): Range {
  return { start: fromPosition(range.start), end: fromPosition(range.end) };
}

export function toPosition(position: Position): ProtocolPosition {
  return { line: Math.max(0, position.line - 1), character: Math.max(0, position.column - 1) };
}

export function toRange(range: Range): ProtocolRange {
  return { start: toPosition(range.start), end: toPosition(range.end) };
}

/** Path of a document on a disk; undefined for other schemes (untitled, git, …), which have no unit to be judged in. */
export function pathOfUri(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath : undefined;
}

export function uriOfPath(path: string): string {
  return archiveUri(path) ?? URI.file(path).toString();
}

export function toLocation(location: Location): ProtocolLocation {
  return { uri: uriOfPath(location.file), range: toRange(location.range) };
}

/** @param pageOfRule URI of the page that explains a rule. */
export function toDiagnostic(finding: Finding, pageOfRule: (rule: string) => string | undefined): Diagnostic {
  const page = pageOfRule(finding.rule);
  // Evidence that is at no place (an export of a kernel without headers) is shown at the finding's own.
  const related = finding.evidence.map(({ location = finding, ...evidence }) => ({
    location: toLocation(location),
    message: evidenceText(evidence),
  }));
  return {
    range: toRange(finding.range),
    severity: SEVERITY[finding.severity],
    source: DIAGNOSTIC_SOURCE,
    code: finding.rule,
    ...(page && { codeDescription: { href: page } }),
    message: finding.message,
    ...(related.length > 0 && { relatedInformation: related }),
  };
}

/** @param uriOf the client's own spelling of a URI where it has the document open, which need not be ours. */
export function toWorkspaceEdit(edits: readonly TextEdit[], uriOf: (path: string) => string): WorkspaceEdit {
  if (edits.some(({ creates }) => creates)) {
    return { documentChanges: [...creations(edits, uriOf), ...edits.map(({ file, range, newText }) => ({ textDocument: { uri: uriOf(file), version: null }, edits: [{ range: toRange(range), newText }] }))] };
  }
  const changes: NonNullable<WorkspaceEdit['changes']> = {};
  for (const { file, range, newText } of edits) {
    (changes[uriOf(file)] ??= []).push({ range: toRange(range), newText });
  }
  return { changes };
}

/** The same for a client with snippets: the placeholder ends up selected, to be typed over. */
export function toSnippetEdit(edits: readonly TextEdit[], uriOf: (path: string) => string, placeholder: string): WorkspaceEdit {
  return {
    documentChanges: [
      ...creations(edits, uriOf),
      ...edits.map(({ file, range, newText }) => ({
        textDocument: { uri: uriOf(file), version: null },
        edits: [{ range: toRange(range), snippet: { kind: 'snippet' as const, value: snippetOf(newText, placeholder) } }],
      })),
    ],
  };
}

/** Files that an edit begins; one that somebody made in the meantime is left as it is. */
function creations(edits: readonly TextEdit[], uriOf: (path: string) => string): CreateFile[] {
  const files = new Set(edits.filter(({ creates }) => creates).map(({ file }) => file));
  return [...files].map((file) => ({ kind: 'create', uri: uriOf(file), options: { ignoreIfExists: true } }));
}

function snippetOf(text: string, placeholder: string): string {
  const literal = (part: string) => part.replace(/[\\$}]/g, '\\$&');
  const at = text.indexOf(placeholder);
  if (at < 0) return literal(text);
  return `${literal(text.slice(0, at))}\${1:${literal(placeholder)}}${literal(text.slice(at + placeholder.length))}`;
}

function evidenceText({ message, source }: Evidence): string {
  return source ? `${message} [${source}]` : message;
}
