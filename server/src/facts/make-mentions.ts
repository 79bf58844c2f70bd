/** Lines of a make file that edit or override the kernel's macros for exports and licences; asking whether a kernel has them is no edit. */

import type { Span } from '../base/location.ts';

export interface MakeMention {
  readonly name: string;
  /** The line, without white space around it. */
  readonly text: string;
  readonly span: Span;
}

const NAME = '(EXPORT_(?:UNUSED_)?SYMBOL(?:_\\w+)?|MODULE_LICENSE|license_is_gpl_compatible)';
/** A substitution, as sed and perl write it, or -D on a command line. */
const EDIT = new RegExp(`\\bs([/|,#!@~])(?:(?!\\1).)*\\b${NAME}\\b|-D\\s*${NAME}\\b`);

export function makeMentions(text: string): MakeMention[] {
  const found: MakeMention[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const match = /^\s*#/.test(line) ? null : EDIT.exec(line);
    const name = match?.[2] ?? match?.[3];
    if (match && name !== undefined) {
      const at = start + match.index + match[0].indexOf(name);
      found.push({ name, text: line.trim(), span: { start: at, end: at + name.length } });
    }
    start += line.length + 1;
  }
  return found;
}
