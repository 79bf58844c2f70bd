/** Places of tokens in files, for people: expanded text is at the name that was written. */

import { LineIndex } from '../base/line-index.ts';
import type { Location } from '../base/location.ts';
import { currentPlace } from '../preprocess/moved-text.ts';
import type { SourceText, Token } from '../preprocess/token.ts';

const indices = new WeakMap<SourceText, LineIndex>();

export function locationAt(source: SourceText, offset: number, length: number): Location {
  const place = currentPlace(source, offset);
  let index = indices.get(place.source);
  if (!index) indices.set(place.source, (index = new LineIndex(place.source.text)));
  return { file: source.path, range: index.range({ start: place.offset, end: place.offset + length }) };
}

/** The token of the text as written whose macro expansion led to this one. */
export function writtenToken(token: Token): Token {
  let result = token;
  while (result.expansion) result = result.expansion.at;
  return result;
}

export function locationOf(token: Token): Location {
  const written = writtenToken(token);
  return locationAt(written.source, written.offset, written.text.length);
}
