/**
 * Which licences a part of a kernel module can have. LICENSES/preferred, dual and deprecated of the kernel's sources and
 * Documentation/process/license-rules.rst say so for the kernel itself, which is GPL-2.0-only; for licences that they do
 * not name, the GNU project's list of licences (gnu.org/licenses/license-list) is what the names are from.
 */

import { satisfies, type ExpressionLicense, type LicenseExpression } from './license-expression.ts';

/** Whether text under a licence can be part of a work under GPL-2.0-only. */
export type Combinable = 'yes' | 'no' | 'unknown';

const COMBINABLE: ReadonlySet<string> = new Set(
  [
    // LICENSES/preferred and LICENSES/deprecated
    'GPL-2.0', 'GPL-2.0+', 'GPL-2.0-only', 'GPL-2.0-or-later', 'GPL-1.0', 'GPL-1.0+', 'GPL-1.0-or-later', 'LGPL-2.0', 'LGPL-2.0+', 'LGPL-2.0-only',
    'LGPL-2.0-or-later', 'LGPL-2.1', 'LGPL-2.1+', 'LGPL-2.1-only', 'LGPL-2.1-or-later', 'MIT', 'BSD-2-Clause', 'BSD-3-Clause',
    'BSD-3-Clause-Clear', 'ISC', 'X11', 'Zlib', '0BSD', 'Linux-OpenIB', 'CC0-1.0',
    // LICENSES/dual: copyleft-next says itself that it can become the GPL
    'copyleft-next-0.3.0', 'copyleft-next-0.3.1',
    // gnu.org: compatible with version 2 of the GPL
    'BSD-1-Clause', 'BSD-2-Clause-Patent', 'MIT-0', 'Unlicense', 'BSL-1.0', 'MPL-2.0', 'NCSA', 'Artistic-2.0',
  ].map((id) => id.toLowerCase()),
);

const NOT_COMBINABLE: ReadonlySet<string> = new Set(
  [
    // LICENSES/dual: only where there is a choice of the GPL
    'Apache-2.0', 'CDDL-1.0', 'CDDL-1.1', 'MPL-1.1', 'CC-BY-4.0', 'CC-BY-SA-4.0',
    // gnu.org: not compatible with version 2 of the GPL
    'GPL-3.0', 'GPL-3.0+', 'GPL-3.0-only', 'GPL-3.0-or-later', 'LGPL-3.0', 'LGPL-3.0+', 'LGPL-3.0-only', 'LGPL-3.0-or-later', 'AGPL-3.0', 'AGPL-3.0-only',
    'AGPL-3.0-or-later', 'EPL-1.0', 'EPL-2.0', 'EUPL-1.1', 'MPL-1.0', 'BSD-4-Clause', 'OpenSSL', 'Apache-1.0', 'Apache-1.1', 'MS-PL', 'QPL-1.0',
  ].map((id) => id.toLowerCase()),
);

export function combinesWithGpl2(expression: LicenseExpression): Combinable {
  if (satisfies(expression, (license) => COMBINABLE.has(license.license.toLowerCase()))) return 'yes';
  return satisfies(expression, (license) => !NOT_COMBINABLE.has(license.license.toLowerCase())) ? 'unknown' : 'no';
}

/** Whether every choice that the expression leaves is the GPL. An exception makes another licence of it, which is not judged here. */
export function isGplAlone(expression: LicenseExpression): boolean {
  return !satisfies(expression, (license) => !isPlainGpl(license));
}

function isPlainGpl({ license, exception }: ExpressionLicense): boolean {
  return exception === null && /^A?GPL-\d/i.test(license);
}
