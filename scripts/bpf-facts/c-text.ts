/** The little of C that the readers of the kernel's tables need: files without comments, and blocks by their braces. */

import fs from 'node:fs';

export interface CText {
  readonly file: string;
  /** Comments and conditional directives taken out: both sides of an #if are read. */
  readonly text: string;
}

export function readCText(file: string): CText {
  const text = fs
    .readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/^\s*#\s*(?:if|ifdef|ifndef|else|elif|endif)\b.*$/gm, '');
  return { file, text };
}

/** The block that opens at `start`, braces included. */
export function bracesFrom(text: string, start: number): string {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return text.slice(start, at + 1);
  }
  return text.slice(start);
}
