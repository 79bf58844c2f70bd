/** Where a licence text, as it is shown, speaks of what people look for in it. */

import { LineIndex } from '../base/line-index.ts';
import { passagesOf } from '../licensing/describe-license.ts';

export interface PassageLines {
  readonly title: string;
  /** 1-based, of the first lines of its passages. */
  readonly lines: readonly number[];
}

export function passageLines(text: string): readonly PassageLines[] {
  const index = new LineIndex(text);
  const byTitle = new Map<string, number[]>();
  for (const { title, span } of passagesOf(text)) byTitle.set(title, [...(byTitle.get(title) ?? []), index.position(span.start).line]);
  return [...byTitle].map(([title, lines]) => ({ title, lines }));
}
