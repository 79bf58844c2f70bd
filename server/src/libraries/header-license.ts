/**
 * Under which licence a header says to be: by its SPDX tag, by a notice of the GNU licences in whatever words it comes, or
 * by a text of the SPDX list. Headers speak of the library, while a package's copyright file speaks of its tools as well.
 */

import { parseLicenseExpression, type LicenseExpression } from '../knowledge/license-expression.ts';
import { currentIds, withOfficialCase } from '../licensing/correct-expression.ts';
import type { LicenseBase } from '../licensing/license-base.ts';
import { isChoiceWithOthers, readGnuNotice } from './gnu-notice.ts';

export interface HeaderLicense {
  readonly expression: LicenseExpression;
  readonly by: 'tag' | 'notice' | 'text';
}

/** Where people put it: nobody's licence begins further down. */
const HEAD = 16_000;
const COMMENT = /\/\*[^]*?\*\/|(?:^[ \t]*\/\/[^\n]*\n?)+/gm;
const TAG = /SPDX-License-Identifier:[ \t]*([^\n\r]*?)[ \t]*(?:\*\/|$)/m;
const SPEAKS_OF_TERMS = /licen[cs]|permission|redistribut|free software|public domain/i;

/** Undefined where it says nothing that can be read: most headers of some libraries do. */
export function licenseOfHeader(text: string, base: LicenseBase): HeaderLicense | undefined {
  const comments = text.slice(0, HEAD).match(COMMENT) ?? [];
  for (const comment of comments) {
    if (!SPEAKS_OF_TERMS.test(comment)) continue;
    const found = licenseOfComment(comment, base);
    if (found) return found;
  }
  return undefined;
}

function licenseOfComment(comment: string, base: LicenseBase): HeaderLicense | undefined {
  const tag = TAG.exec(comment)?.[1];
  const tagged = tag === undefined ? undefined : parsed(withOfficialCase(tag));
  if (tagged) return { expression: tagged, by: 'tag' };
  const words = withoutMarks(comment);
  // A choice with licences of other kinds takes a reader: the copyright file, or a person, tells it.
  if (isChoiceWithOthers(words)) return undefined;
  const notice = readGnuNotice(words);
  if (notice) return { expression: notice, by: 'notice' };
  const matched = [...new Set(base.matchText(words).licenses.map(({ expression }) => expression))];
  const text = matched.length === 0 ? undefined : parsed(matched.join(' AND '));
  return text && { expression: text, by: 'text' };
}

function parsed(text: string): LicenseExpression | undefined {
  const expression = parseLicenseExpression(text);
  return 'reason' in expression ? undefined : currentIds(expression);
}

/** A comment's text without the stars and slashes at the beginning of its lines, and without the stars of a frame at their ends. */
function withoutMarks(comment: string): string {
  return comment.replace(/^[ \t]*(?:\/\*+|\*+\/?|\/\/+)/gm, '').replace(/[ \t]*\*+\/?[ \t]*$/gm, '');
}
