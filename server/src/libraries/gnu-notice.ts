/**
 * The notice by which a file puts itself under a GNU licence, in the many words that people give it: "under the terms of
 * either the GNU Lesser General Public License … version 3 …, or the GNU General Public License …, or both in parallel".
 */

import { parseLicenseExpression, type LicenseExpression } from '../knowledge/license-expression.ts';

/** "Mozilla Public License" is none of them: GNU, General, Lesser, Library or Affero has to be there. */
const NAME = String.raw`(?:GNU['’]?s?\s+(?=\w)|(?=(?:Lesser|Library|Affero|General)\s))(?:(?<kind>Lesser|Library|Affero)\s+(?:GNU\s+)?)?(?:General\s+)?Public\s+Licen[cs]e(?:\s*\((?:the\s+)?"?A?L?GPL"?\))?|(?:GNU\s+)?(?<short>A?GPL|LGPL)`;
const VERSION = String.raw`v(?:er(?:sion)?)?\.?\s*(?<version>\d(?:\.\d)?)`;
const LATER = String.raw`(?:\s*\([^)]{0,20}\))?(?:\s+of\s+the\s+Licen[cs]e)?(?<later>\s*\+|[,;]?\s*(?:or|and)\s*,?\s*(?:\(?\s*at\s+your\s+(?:option|choice)\s*\)?,?\s*)?(?:any\s+)?(?:later|newer|greater|higher))?`;
const GRANT = String.raw`(?:terms\s+of|terms\s+and\s+conditions\s+of|under|either|or|and|by|to)`;
/** "the GNU General Public License as published by the Free Software Foundation; either version 2 of the License, or …" */
const AFTER = new RegExp(String.raw`\b${GRANT}\b[\s:*·a-z()\d-]{0,40}?\b(?:${NAME})(?:\s+as\s+published\s+by\s+[^;,.]{0,60}?)?[\s,;:(]*(?:either\s+)?(?:the\s+)?${VERSION}${LATER}`, 'gi');
/** "under version 2.1 of the GNU Lesser General Public License" */
const BEFORE = new RegExp(String.raw`\bv(?:ersion|er)\.?\s*(?<version>\d(?:\.\d)?)(?<later>\s*\+|[,;]?\s*or\s+(?:\(?at\s+your\s+option\)?,?\s*)?(?:any\s+)?(?:later|newer)(?:\s+versions?)?)?\s+of\s+the\s+(?:${NAME})`, 'gi');
/** Without a number any published version may be chosen (GPL 2, section 9). */
const BARE = new RegExp(String.raw`\b(?:terms\s+of|licen[cs]ed\s+under|under)\s+the\s+(?:${NAME})`, 'i');
const CHOICE = /\bor\s+both\s+in\s+parallel\b|\beither\s*:?\s*[(a1*]|\bdual[\s-]|\beither\s+(?:of\s+)?the\s+(?:GNU|terms)|\byour\s+option\)?\s*[,:]?\s*(?:under|the\s+GNU)/i;
const NEWEST: Readonly<Record<string, string>> = { GPL: '1.0', LGPL: '2.0', AGPL: '3.0' };

/** Another licence that may be taken instead: what the notice of a GNU licence says is then half of it. */
const OTHERS = /\bMozilla\b|\bMPL\b|\bBSD\b|\bMIT\b|\bApache\b|\bAcademic Free\b|\bArtistic\b|\bzlib\b|\bCDDL\b|\bcommercial licen|\bRedistribution and use in source\b|\bHIDAPI\b/i;
const INSTEAD = /\beither\b|\balternatively\b|\bdual\b|\btri-?licen|\bmay (?:select|choose|be (?:licensed|used|distributed))\b|\bat your (?:option|choice|discretion)[^.]{0,40}\b(?:one of|under)\b|\bone of the\b|\bunder both\b/i;

/** Whether a comment offers a GNU licence beside one of another kind. */
export function isChoiceWithOthers(comment: string): boolean {
  return /public licen[cs]e|\bA?L?GPL/i.test(comment) && OTHERS.test(comment) && INSTEAD.test(comment.replace(/either\s+version/gi, ''));
}

/** @param comment without marks of comments. Undefined: no GNU licence is granted in it. */
export function readGnuNotice(comment: string): LicenseExpression | undefined {
  const text = comment.replace(/\s+/g, ' ');
  if (!/public licen[cs]e|\bA?L?GPL/i.test(text)) return undefined;
  const found = new Set<string>();
  for (const pattern of [AFTER, BEFORE]) for (const { groups } of text.matchAll(pattern)) found.add(idOf(groups!));
  if (found.size === 0) {
    const bare = BARE.exec(text);
    if (bare) found.add(idOf({ ...bare.groups, later: 'later' }));
  }
  const known = [...found].filter((id) => !('reason' in parseLicenseExpression(id)));
  if (known.length === 0) return undefined;
  const expression = parseLicenseExpression(known.join(CHOICE.test(text) ? ' OR ' : ' AND '));
  return 'reason' in expression ? undefined : expression;
}

function idOf(groups: Readonly<Record<string, string | undefined>>): string {
  const { kind = '', short, version, later } = groups;
  const family = short?.toUpperCase() ?? (/affero/i.test(kind) ? 'AGPL' : kind === '' ? 'GPL' : 'LGPL');
  const number = version === undefined ? NEWEST[family]! : version.includes('.') ? version : `${version}.0`;
  return `${family}-${number}-${later === undefined ? 'only' : 'or-later'}`;
}
