/** Where a text writes one of some names, outside comments and strings. For a few names that are looked for in many texts. */

import type { CReference } from './c-facts.ts';
import { wordsAmong } from './c-words.ts';

export function namedPlaces(text: string, names: readonly string[]): CReference[] {
  // Most texts hold none of them, and are not taken apart for that.
  const present = names.filter((name) => text.includes(name));
  return present.length === 0 ? [] : wordsAmong(text, present);
}
