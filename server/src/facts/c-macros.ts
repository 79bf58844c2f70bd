/** Macro definitions of a C file, read from its text. */

import type { CMacro } from './c-facts.ts';
import { identifiersOf } from './c-words.ts';

const DEFINE =
  /^([ \t]*#[ \t]*define[ \t]+)([A-Za-z_]\w*)(\([^)]*\))?((?:\\\r?\n|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|[^\n])*)/gm;

/** @param isComment whether an offset lies in a comment or a string, where a # begins nothing. */
export function findMacros(text: string, isComment: (offset: number) => boolean): CMacro[] {
  const found: CMacro[] = [];
  for (const match of text.matchAll(DEFINE)) {
    const [whole, head, name, parameters, replacement] = match as unknown as [string, string, string, string | undefined, string];
    const start = match.index;
    if (isComment(start + head.length)) continue;
    const nameStart = start + head.length;
    const end = start + whole.length;
    const own = parameters === undefined ? [] : identifiersOf(parameters, { start: 0, end: parameters.length }).map((word) => word.name);
    found.push({
      name,
      nameSpan: { start: nameStart, end: nameStart + name.length },
      span: { start, end },
      replacement: replacement.trim(),
      functionLike: parameters !== undefined,
      references: identifiersOf(text, { start: end - replacement.length, end }).filter((word) => !own.includes(word.name)),
    });
  }
  return found;
}
