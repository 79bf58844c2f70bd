/** Places of tokens in files, for people: expanded text is at the name that was written. */

import { LineIndex } from '../base/line-index.ts';
import type { Location } from '../base/location.ts';
import type { SourceText, Token } from '../preprocess/token.ts';

const indices = new WeakMap<SourceText, LineIndex>();

export function locationAt(source: SourceText, offset: number, length: number): Location {
  let index = indices.get(source);
  if (!index) indices.set(source, (index = new LineIndex(source.text)));
  return { file: source.path, range: index.range({ start: offset, end: offset + length }) };
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
