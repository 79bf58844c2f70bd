/** Where a licence text, as it is shown, speaks of what people look for in it. */

import { LineIndex } from '../base/line-index.ts';
import type { Range } from '../base/location.ts';
import { passagesOf, type Passage } from '../licensing/describe-license.ts';

export interface PassageLines {
  readonly title: string;
  /** 1-based, of the first lines of its passages. */
  readonly lines: readonly number[];
}

export interface LicensePassage {
  readonly effect: Passage['effect'];
  /** "licence of the whole, linking": one paragraph may speak of several things. */
  readonly title: string;
  readonly range: Range;
}

/** Begins the table above a licence text, which is none of its passages. */
export const CONTENTS_HEAD = 'It speaks of';

export function passageLines(text: string): readonly PassageLines[] {
  const index = new LineIndex(text);
  const byTitle = new Map<string, number[]>();
  for (const { title, span } of passagesOf(text)) byTitle.set(title, [...(byTitle.get(title) ?? []), index.position(span.start).line]);
  return [...byTitle].map(([title, lines]) => ({ title, lines }));
}

/** Each paragraph once: by the heaviest of what it does. */
export function licensePassages(text: string): readonly LicensePassage[] {
  const index = new LineIndex(text);
  const found = new Map<number, LicensePassage>();
  for (const { title, effect, span } of passagesOf(text)) {
    if (text.startsWith(CONTENTS_HEAD, span.start)) continue;
    const known = found.get(span.start);
    found.set(span.start, known ? { ...known, title: `${known.title}, ${title}`, effect: heavier(known.effect, effect) } : { effect, title, range: index.range(span) });
  }
  return [...found.values()];
}

const WEIGHT: readonly Passage['effect'][] = ['triggers', 'requires', 'withholds'];

function heavier(a: Passage['effect'], b: Passage['effect']): Passage['effect'] {
  return WEIGHT.indexOf(a) <= WEIGHT.indexOf(b) ? a : b;
}
