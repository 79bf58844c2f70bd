/**
 * MODULE_LICENSE, MODULE_IMPORT_NS, EXPORT_SYMBOL… found by spelling (kernel: include/linux/module.h,
 * include/linux/export.h). A syntax tree is no help where unknown macros stand around them.
 */

import type { Span } from '../base/location.ts';
import type { ModuleMacro, ModuleMacroArgument } from './c-facts.ts';
import { unescapeC } from './c-words.ts';

const MODULE_MACRO = /\b(MODULE_LICENSE|MODULE_IMPORT_NS|EXPORT_(?:UNUSED_)?SYMBOL\w*)\s*\(/g;

/** @param isOpaque whether an offset lies in a comment, a string or a macro definition, which are not code. */
export function findModuleMacros(text: string, isOpaque: (offset: number) => boolean): ModuleMacro[] {
  const result: ModuleMacro[] = [];
  for (const match of text.matchAll(MODULE_MACRO)) {
    if (isOpaque(match.index)) continue;
    const read = readArguments(text, match.index + match[0].length);
    if (read) result.push({ macro: match[1]!, span: { start: match.index, end: read.end }, arguments: read.arguments });
  }
  return result;
}

const ARGUMENT_LEXEME = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|[(),;]/g;

/** Reads up to the parenthesis that closes the call; undefined when the text ends or a statement does before it. */
function readArguments(text: string, start: number): { arguments: ModuleMacroArgument[]; end: number } | undefined {
  const spans: Span[] = [];
  let depth = 1;
  let argumentStart = start;
  ARGUMENT_LEXEME.lastIndex = start;
  for (let match; (match = ARGUMENT_LEXEME.exec(text)); ) {
    const lexeme = match[0];
    if (lexeme === ';') return undefined;
    if (lexeme === '(') depth++;
    if ((lexeme === ',' && depth === 1) || (lexeme === ')' && --depth === 0)) {
      spans.push({ start: argumentStart, end: match.index });
      argumentStart = match.index + 1;
      if (lexeme === ')') return { arguments: spans.map((span) => argument(text, span)), end: argumentStart };
    }
  }
  return undefined;
}

function argument(text: string, span: Span): ModuleMacroArgument {
  const raw = text.slice(span.start, span.end);
  const trimmed = raw.trim();
  const start = span.start + raw.indexOf(trimmed);
  return { text: trimmed, span: { start, end: start + trimmed.length }, string: stringValue(trimmed) };
}

/** Value of adjacent string literals, comments between them ignored; null when anything else stands there. */
export function stringValue(text: string): string | null {
  let value = '';
  let found = false;
  const rest = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"((?:\\[\s\S]|[^"\\\n])*)"/g, (_, inside) => {
    if (inside !== undefined) {
      value += unescapeC(inside as string);
      found = true;
    }
    return '';
  });
  return found && rest.replace(/\\\r?\n/g, '').trim() === '' ? value : null;
}
