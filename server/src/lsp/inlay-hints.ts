/** Notes on the lines of package.json as inlay hints behind them. */

import type { InlayHint } from 'vscode-languageserver/node';
import type { Note } from '../analysis/analyzer.ts';
import { comparePositions, type Range } from '../base/location.ts';
import { toPosition } from './to-protocol.ts';

/** @param range the part of the document that is on the screen */
export function toInlayHints(notes: readonly Note[], range: Range): InlayHint[] {
  return notes
    .filter(({ at }) => comparePositions(range.start, at) <= 0 && comparePositions(at, range.end) <= 0)
    .map(({ at, text, detail }) => ({ position: toPosition(at), label: text, tooltip: detail, paddingLeft: true }));
}
