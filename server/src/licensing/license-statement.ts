/**
 * A licence file without a licence's text, which says in a sentence what applies: "licensed under the GNU General Public
 * License Version 2 or later, or under commercial terms". Read only where every word of an item names a licence.
 */

import type { Span } from '../base/location.ts';
import { parseLicenseExpression, type LicenseExpression } from '../knowledge/license-expression.ts';
import { correctExpression } from './correct-expression.ts';

export interface LicenseStatement {
  readonly expression: LicenseExpression;
  readonly span: Span;
}

/** A sentence that grants, and how far what it names may stand behind it. */
const GRANT = /\b(?:licen[cs]ed|available|distributed|released|offered)(?:\s+to\s+you)?(?:,[^.]{0,60}?)?\s+under\b|\bunder\s+the\s+terms\s+of\b/gi;
const REACH = 700;
const NEGATED = /\b(?:not|never|no longer|isn't|formerly|previously)\b[^.]{0,40}$/i;
const SPEAKS_OF_A_LICENSE = /^(?!see\b|which\b|that\b|a copy\b).*(?:\blicen[cs]e|\bgpl|\bpublic\b)/is;
const COMMERCIAL = /\bcommercial\b|\bsubscription\b|\bproprietary\b/i;

export function readStatement(text: string): LicenseStatement | undefined {
  for (const { index, 0: words } of text.matchAll(GRANT)) {
    if (NEGATED.test(text.slice(Math.max(0, index - 60), index))) continue;
    const behind = text.slice(index + words.length, index + words.length + REACH);
    const said = readItems(endOfStatement(behind));
    if (said) return { expression: said, span: { start: index, end: index + words.length + endOfStatement(behind).trimEnd().length } };
  }
  return undefined;
}

/** A sentence, or a list behind a colon up to the paragraph after it. */
function endOfStatement(text: string): string {
  const list = /^[^\n.]*:\s*\n/.test(text);
  const end = list ? text.search(/\n\s*\n(?!\s*(?:[*+-]|\d+[.)])\s)/) : text.search(/\.(?:\s|$)|\n\s*\n/);
  return end < 0 ? text : text.slice(0, end);
}

function readItems(statement: string): LicenseExpression | undefined {
  const plain = statement.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/<[^>]*>|[*_`]/g, ' ').replace(/\((?:see|the "|https?:)[^)]*\)/gi, ' ');
  const items = plain.split(/[;\n]\s*(?:[+-]|\d+[.)])?|,?\s+(?:or|and)\s+(?!(?:any\s+)?(?:later|newer)\b)|,\s+/i).map((item) => item.replace(/^[\s.:,]*(?:or\s+|either\s+|both\s+|and\s+)*/i, '').trim());
  const licenses = items.flatMap((item) => licenseOf(item) ?? []);
  if (licenses.length === 0) return undefined;
  // Of a choice one side is enough; where all bind, one that was not read would be missed.
  if (!isChoice(statement) && items.some((item) => !licenseOf(item) && SPEAKS_OF_A_LICENSE.test(item))) return undefined;
  const named = [...new Set([...licenses, ...(items.some((item) => COMMERCIAL.test(item) || /^the [^.]*(?:terms|agreement)\b/i.test(item)) && isChoice(statement) ? ['LicenseRef-commercial'] : [])])];
  const expression = parseLicenseExpression(named.join(isChoice(statement) ? ' OR ' : ' AND '));
  return 'reason' in expression ? undefined : expression;
}

function isChoice(statement: string): boolean {
  return /\bor\b(?!\s+(?:any\s+)?(?:later|newer|its)\b)/i.test(statement) || /\beither\b|\bdual\b|your (?:choice|option)/i.test(statement);
}

/** "the GNU General Public License Version 2 or later" */
function licenseOf(item: string): string | undefined {
  const name = item.replace(/^(?:under\s+)?(?:the\s+)?(?:terms\s+(?:and conditions\s+)?of\s+)?/i, '').replace(/\s+as published by.*$/is, '').trim();
  return name.length < 3 || name.length > 100 ? undefined : correctExpression(name.replace(/[.,]$/, ''))?.text;
}
