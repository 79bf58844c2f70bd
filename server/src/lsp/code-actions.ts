/**
 * Quick fixes as the protocol's code actions. They are computed again from the range: nothing is
 * remembered between publishing a diagnostic and being asked for its fixes.
 */

import { CodeActionKind, type CodeAction, type Diagnostic, type WorkspaceEdit } from 'vscode-languageserver/node';
import type { FindingWithFixes } from '../analysis/analyzer.ts';
import type { Fix, TextEdit } from '../findings/finding.ts';
import { DIAGNOSTIC_SOURCE, toDiagnostic, toRange, toSnippetEdit, toWorkspaceEdit } from './to-protocol.ts';
import { SHOW_LICENSE_COMMAND } from './virtual-documents.ts';

/** Runs in the server, which asks the client to show a document. Its arguments are a URI and a range of the protocol. */
export const OPEN_PLACE_COMMAND = 'copyleftLens.openPlace';

export interface CodeActionContext {
  /** The client's own diagnostics in the range: an action names those it solves, as the client spelled them. */
  readonly diagnostics: readonly Diagnostic[];
  readonly pageOfRule: (rule: string) => string | undefined;
  readonly uriOf: (path: string) => string;
  /** Whether the client takes edits with a part to be filled in. */
  readonly snippets: boolean;
  /** Whether it has a command that shows a chain. */
  readonly chains: boolean;
}

/** What an editor runs when it saves, if the user wants that. */
export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.copyleftLens`;

/** The client's. Its arguments are a URI and a range of the protocol. */
const SHOW_CHAIN_COMMAND = 'copyleftLens.showChain';

/** Whether a client that filters (`only`) wants quick fixes. Kinds are hierarchical, with dots. */
export function wantsQuickFixes(only: readonly CodeActionKind[] | undefined): boolean {
  return !only || only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix);
}

/** Only for a client that asks for it: it is no answer to a place. */
export function wantsFixAll(only: readonly CodeActionKind[] | undefined): boolean {
  return (only ?? []).some((kind) => FIX_ALL_KIND === kind || FIX_ALL_KIND.startsWith(`${kind}.`));
}

export function toFixAll({ title, edits = [] }: Fix, uriOf: CodeActionContext['uriOf']): CodeAction {
  return { title, kind: FIX_ALL_KIND, edit: toWorkspaceEdit(edits, uriOf) };
}

export function toCodeActions(found: readonly FindingWithFixes[], context: CodeActionContext): CodeAction[] {
  const actions = new Map<string, CodeAction>();
  for (const { finding, fixes } of found) {
    const own = finding && toDiagnostic(finding, context.pageOfRule);
    const diagnostic = own ? (context.diagnostics.find((candidate) => isSame(candidate, own)) ?? own) : undefined;
    for (const fix of fixes) {
      if (fix.showChain && !context.chains) continue;
      const action = toCodeAction(fix, diagnostic, context);
      // Two findings of one line may offer the very same thing, such as the text of one licence.
      const key = JSON.stringify([action.title, action.edit, action.command]);
      const earlier = actions.get(key);
      if (earlier && diagnostic) earlier.diagnostics?.push(diagnostic);
      else actions.set(key, action);
    }
  }
  return [...actions.values()];
}

function toCodeAction(fix: Fix, diagnostic: Diagnostic | undefined, context: CodeActionContext): CodeAction {
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    ...(diagnostic && { diagnostics: [diagnostic] }),
    ...(fix.preferred && { isPreferred: true }),
    ...(fix.edits && { edit: editOf(fix.edits, fix.placeholder, context) }),
    ...(fix.showLicense && { command: { title: fix.title, command: SHOW_LICENSE_COMMAND, arguments: [fix.showLicense] } }),
    ...(fix.showChain && { command: { title: fix.title, command: SHOW_CHAIN_COMMAND, arguments: [context.uriOf(fix.showChain.file), toRange(fix.showChain.range)] } }),
    ...(fix.open && { command: { title: fix.title, command: OPEN_PLACE_COMMAND, arguments: [context.uriOf(fix.open.file), toRange(fix.open.range)] } }),
  };
}

function editOf(edits: readonly TextEdit[], placeholder: string | undefined, { uriOf, snippets }: CodeActionContext): WorkspaceEdit {
  return placeholder !== undefined && snippets ? toSnippetEdit(edits, uriOf, placeholder) : toWorkspaceEdit(edits, uriOf);
}

function isSame(theirs: Diagnostic, ours: Diagnostic): boolean {
  return (
    theirs.source === DIAGNOSTIC_SOURCE &&
    theirs.code === ours.code &&
    theirs.message === ours.message &&
    theirs.range.start.line === ours.range.start.line &&
    theirs.range.start.character === ours.range.start.character
  );
}
