/**
 * The counts above MODULE_LICENSE as the protocol's code lenses. They show what has been judged; when judging a document
 * changes them, the client is asked to fetch them again.
 */

import type { CodeLens, Command } from 'vscode-languageserver/node';
import type { LicenseLens } from '../analysis/license-lenses.ts';
import { toRange } from './to-protocol.ts';

/** The client's: asks what another licence would mean for the module of a document. Its argument is a URI. */
export const WHAT_IF_COMMAND = 'copyleftLens.whatIf';

/** The client's: shows the summary of the workspace. */
export const SHOW_SUMMARY_COMMAND = 'copyleftLens.showSummary';

/** @param has which of the two commands a client has; without, its lenses are text alone */
export function toCodeLenses(lenses: readonly LicenseLens[], uri: string, has: { readonly whatIf: boolean; readonly summary: boolean }): CodeLens[] {
  return lenses.map(({ range, title, about }) => ({ range: toRange(range), command: commandOf(title, about, uri, has) }));
}

function commandOf(title: string, about: LicenseLens['about'], uri: string, { whatIf, summary }: { readonly whatIf: boolean; readonly summary: boolean }): Command {
  if (about === 'module' && whatIf) return { title, command: WHAT_IF_COMMAND, arguments: [uri] };
  if (about === 'packages' && summary) return { title, command: SHOW_SUMMARY_COMMAND };
  return { title, command: '' };
}

export interface LensRefresher {
  /** Notes what a client was told of a document. */
  told(uri: string, lenses: readonly LicenseLens[]): void;
  /** After a document was judged: asks the client to fetch again where it was told something else. */
  judged(uri: string, lenses: readonly LicenseLens[]): void;
  forget(uri: string): void;
}

export function createLensRefresher(refresh: () => void): LensRefresher {
  const shown = new Map<string, string>();
  return {
    told: (uri, lenses) => void shown.set(uri, textOf(lenses)),
    judged(uri, lenses) {
      if ((shown.get(uri) ?? textOf([])) !== textOf(lenses)) refresh();
    },
    forget: (uri) => void shown.delete(uri),
  };
}

/** Titles alone: an editor moves lenses with the text. */
function textOf(lenses: readonly LicenseLens[]): string {
  return lenses.map(({ title }) => title).join('\n');
}
