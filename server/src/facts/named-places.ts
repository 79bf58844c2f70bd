/** Where a text writes one of some names, outside comments and strings. For a few names that are looked for in many texts. */

import type { CReference } from './c-facts.ts';
import { identifiersOf } from './c-words.ts';

export function namedPlaces(text: string, names: readonly string[]): CReference[] {
  // Most texts hold none of them, and are not taken apart for that.
  if (!names.some((name) => text.includes(name))) return [];
  const wanted = new Set(names);
  return identifiersOf(text, { start: 0, end: text.length }).filter(({ name }) => wanted.has(name));
}
