/** Statements of a C file from its text alone: a few regular expressions outside comments and strings. */

import type { Span } from '../base/location.ts';
import type { CDirective, CInclude, CStatements } from './c-facts.ts';
import { findMacros } from './c-macros.ts';
import { findOpaqueText, inSpans } from './c-words.ts';
import { kernelOnlySpans } from './kernel-conditions.ts';
import { findModuleMacros } from './module-macros.ts';
import { findVersionGuards } from './version-guards.ts';
import { findSpdxTags } from './spdx-tags.ts';

export function readStatements(text: string): CStatements {
  const { comments, strings } = findOpaqueText(text);
  const isComment = inSpans(comments);
  const isString = inSpans(strings);
  const macros = findMacros(text, isComment);
  const inMacro = inSpans(macros.map((macro) => macro.span));
  return {
    macros,
    includes: findIncludes(text, isComment),
    moduleMacros: findModuleMacros(text, (offset) => isComment(offset) || isString(offset) || inMacro(offset)),
    versionGuards: findVersionGuards(text, isComment),
    directives: comments.flatMap((span) => directive(text, span)),
    tags: findSpdxTags(text, comments),
  };
}

const INCLUDE = /^([ \t]*#[ \t]*include(?:_next)?[ \t]*)(?:"([^"\n]+)"|<([^>\n]+)>)/gm;

function findIncludes(text: string, isComment: (offset: number) => boolean): CInclude[] {
  const found: CInclude[] = [];
  const kernelOnly = inSpans(text.includes('__KERNEL__') ? kernelOnlySpans(text, isComment) : []);
  for (const match of text.matchAll(INCLUDE)) {
    const start = match.index + match[1]!.length;
    if (isComment(start)) continue;
    found.push({ path: (match[2] ?? match[3])!, quoted: match[2] !== undefined, kernelOnly: kernelOnly(start), span: { start, end: match.index + match[0].length } });
  }
  return found;
}

function directive(text: string, span: Span): CDirective[] {
  const comment = text.slice(span.start, span.end);
  return comment.includes('copyleft-lens-ignore') ? [{ text: comment, span }] : [];
}
