/** C files as programs need them: one quick pass over the text, each version once. Nothing is parsed. */

import { isReadable, type Files } from '../../base/files.ts';
import { LineIndex } from '../../base/line-index.ts';
import type { CDirective } from '../../facts/c-facts.ts';
import { findOpaqueText } from '../../facts/c-words.ts';
import type { CUses } from '../../facts/c-uses.ts';
import { scanCUses } from '../../facts/scan-c-uses.ts';
import { readSuppressions, type Suppressions } from '../suppressions.ts';
import { TrackedCache } from '../tracked-cache.ts';

export interface ScannedFile {
  readonly file: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly uses: CUses;
  readonly suppressions: Suppressions;
}

export function isScanned(result: ScannedFile | { readonly reason: string }): result is ScannedFile {
  return 'uses' in result;
}

export class ScannedFiles {
  private readonly scanned = new TrackedCache<ScannedFile | { readonly reason: string }>(20_000);

  /** @param maxFileSize bytes */
  read(file: string, files: Files, maxFileSize: number): ScannedFile | { readonly reason: string } {
    return this.scanned.get(`${maxFileSize} ${file}`, files, (tracked) => {
      const size = tracked.stat(file)?.size ?? 0;
      if (size > maxFileSize) return { reason: `is larger than the limit of ${(maxFileSize / 1048576).toFixed(1)} MiB and was not read` };
      const content = tracked.read(file);
      return isReadable(content) ? scan(file, content.text) : content;
    });
  }
}

function scan(file: string, text: string): ScannedFile {
  const lines = new LineIndex(text);
  return { file, text, lines, uses: scanCUses(text), suppressions: readSuppressions(file, directivesOf(text), lines) };
}

/** Few files have any. */
function directivesOf(text: string): CDirective[] {
  if (!text.includes('copyleft-lens-ignore')) return [];
  return findOpaqueText(text).comments.flatMap((span) => {
    const comment = text.slice(span.start, span.end);
    return comment.includes('copyleft-lens-ignore') ? [{ text: comment, span }] : [];
  });
}
