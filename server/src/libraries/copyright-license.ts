/**
 * What a distribution's copyright file says of a library of the package: by the stanza on the library's own sources where
 * there is one, else by "Files: *", which speaks of the tools as well and is wrong for one library in five.
 */

import { isConjunction, parseLicenseExpression, type LicenseExpression } from '../knowledge/license-expression.ts';
import type { LicenseSourceKind } from '../knowledge/library-facts.ts';
import { readDebianCopyright, stanzaFor, type DebianCopyright } from '../licensing/debian-copyright.ts';
import { textOf, type LicenseBase } from '../licensing/license-base.ts';
import { isChoiceWithOthers, readGnuNotice } from './gnu-notice.ts';

export interface CopyrightLicense {
  readonly by: LicenseSourceKind;
  readonly expression: LicenseExpression;
  readonly detail: string;
  /** 1-based line of what was read. */
  readonly line: number;
}

/** @param linkNames of the library: its sources often lie in a directory of that name. */
export function licenseOfCopyright(text: string, linkNames: readonly string[], base: LicenseBase): CopyrightLicense | { readonly reason: string } {
  const copyright = readDebianCopyright(text, base);
  return 'reason' in copyright ? licenseOfFreeText(text, base) : licenseOfStanzas(copyright, linkNames);
}

function licenseOfStanzas(copyright: DebianCopyright, linkNames: readonly string[]): CopyrightLicense | { readonly reason: string } {
  const whole = stanzaFor(copyright, 'any-file-at-all');
  for (const directory of sourceDirectories(linkNames)) {
    const stanza = stanzaFor(copyright, `${directory}/any-file-at-all`);
    if (!stanza || stanza === whole || stanza.license.expression === null) continue;
    return { by: 'stanza', expression: stanza.license.expression, detail: `the copyright file says ${stanza.license.name} of ${directory}/`, line: stanza.line };
  }
  const expression = whole?.license.expression;
  if (whole && expression) return { by: 'whole', expression, detail: `the copyright file says ${whole.license.name} of "Files: *", tools included`, line: whole.line };
  return { reason: whole ? `its copyright file says "${whole.license.name}", which names no licence of the SPDX list` : 'no stanza of its copyright file speaks of the whole package' };
}

function sourceDirectories(linkNames: readonly string[]): string[] {
  return [...linkNames.flatMap((name) => [`lib${name}`, `src/lib${name}`, `lib/${name}`]), 'lib', 'libs', ...linkNames, 'src'];
}

/** What the maintainer wrote for Debian has a licence of its own. */
const OF_THE_PACKAGING = /\bpackaging\b|\bdebian\/\*/i;

/** A few sentences of a maintainer's: notices of the GNU licences and texts of the SPDX list, all of which bind together. */
function licenseOfFreeText(text: string, base: LicenseBase): CopyrightLicense | { readonly reason: string } {
  const upstream = text.split(/\n\s*\n/).filter((paragraph) => !OF_THE_PACKAGING.test(paragraph)).join('\n\n');
  const notice = isChoiceWithOthers(upstream) ? undefined : readGnuNotice(upstream);
  const texts = [...new Set(base.matchText(upstream).licenses.map(({ expression }) => expression))];
  const expression = notice ?? parseLicenseExpression(texts.join(' AND '));
  if ('reason' in expression) return { reason: 'its copyright file has no form that can be read and holds the text of no licence on the SPDX list' };
  const several = isConjunction(expression) ? ', without saying of which files' : '';
  return { by: 'text', expression, detail: `the copyright file, which has no machine-readable form, speaks of ${textOf(expression)}${several}`, line: 1 };
}
