/**
 * Short names of licences in Debian's copyright files as SPDX expressions: "GPL-2+ or Artistic-1", "Expat and BSD-3-clause".
 * The names that the format defines are read by rule; where a maintainer made one up, the text below it is compared with
 * the texts of the SPDX list, and the pointer to /usr/share/common-licenses is followed.
 */

import { parseLicenseExpression, type LicenseExpression } from '../knowledge/license-expression.ts';
import { currentIds, withOfficialCase } from './correct-expression.ts';
import type { LicenseBase } from './license-base.ts';

export interface DebianLicense {
  /** As written. */
  readonly name: string;
  /** Null where a part of it could not be read. */
  readonly expression: LicenseExpression | null;
  /** Names that neither rule nor text tells. */
  readonly unread: readonly string[];
  /** Exceptions that no SPDX id names: the licence is read without them, which is stricter. */
  readonly exceptionsLeftOut: readonly string[];
  /** text: at least one name was told by the text below it. */
  readonly source: 'name' | 'text';
}

/** Names that the format or Debian's habit gives to licences of the SPDX list (copyright-format 1.0, "Short names"). */
const NAMES: Readonly<Record<string, string>> = {
  expat: 'MIT',
  x11: 'X11',
  artistic: 'Artistic-1.0-Perl',
  'artistic-1': 'Artistic-1.0-Perl',
  'artistic-2': 'Artistic-2.0',
  'bsd-2-clause': 'BSD-2-Clause',
  'bsd-3-clause': 'BSD-3-Clause',
  'bsd-4-clause': 'BSD-4-Clause',
  perl: 'Artistic-1.0-Perl OR GPL-1.0-or-later',
  python: 'PSF-2.0',
  psf: 'PSF-2.0',
  wtfpl: 'WTFPL',
  cc0: 'CC0-1.0',
  gpl: 'GPL-1.0-or-later',
  lgpl: 'LGPL-2.0-or-later',
  'boost-1.0': 'BSL-1.0',
  'sil-ofl-1.1': 'OFL-1.1',
  'ofl-1.1': 'OFL-1.1',
};

const EXCEPTIONS: readonly (readonly [RegExp, string])[] = [
  [/openssl/i, 'cryptsetup-OpenSSL-exception'],
  [/autoconf|configure/i, 'Autoconf-exception-generic'],
  [/libtool/i, 'Libtool-exception'],
  [/bison/i, 'Bison-exception-2.2'],
  [/font/i, 'Font-exception-2.0'],
  [/gcc|runtime library/i, 'GCC-exception-3.1'],
  [/classpath/i, 'Classpath-exception-2.0'],
  [/linux-syscall/i, 'Linux-syscall-note'],
  [/llvm/i, 'LLVM-exception'],
];

/** @param textOf text of the paragraph that explains a name, where there is one. */
export function debianLicense(name: string, body: string, textOf: (name: string) => string | undefined, base: LicenseBase): DebianLicense {
  const unread: string[] = [];
  const leftOut: string[] = [];
  let byText = false;
  const read = (part: string): string | undefined => {
    const known = byName(part, leftOut);
    if (known) return known;
    const text = textOf(part) ?? (part === name ? body : '');
    const told = text.trim() === '' ? undefined : byTextOf(text, base);
    if (told) byText = true;
    else unread.push(part);
    return told;
  };
  const expression = name === '' ? (byTextOf(body, base) ?? (unread.push('(no name)'), undefined)) : readAlternatives(name, read);
  const parsed = expression === undefined || unread.length > 0 ? undefined : parseLicenseExpression(expression);
  return {
    name,
    expression: parsed && !('reason' in parsed) ? currentIds(parsed) : null,
    unread: parsed && 'reason' in parsed ? [name] : unread,
    exceptionsLeftOut: leftOut,
    source: byText ? 'text' : 'name',
  };
}

/** "and" binds closer than "or", and a comma before either less than both: "A or B, and C" is (A or B) and C (copyright-format 1.0). */
function readAlternatives(name: string, read: (part: string) => string | undefined): string | undefined {
  const groups = name.split(/,\s*(?=and\b|or\b)/i);
  let whole: string | undefined;
  for (const [i, group] of groups.entries()) {
    const operator = i === 0 ? '' : /^or\b/i.test(group) ? 'OR' : 'AND';
    const text = joined(group.replace(/^(?:and|or)\s+/i, ''), read);
    if (text === undefined) return undefined;
    whole = whole === undefined ? text : `(${whole}) ${operator} (${text})`;
  }
  return whole;
}

function joined(group: string, read: (part: string) => string | undefined): string | undefined {
  const sides = group.split(/\s+(?:and\/)?or\s+|\s*\|\s*/i).map((side) => {
    const parts = side.split(/\s+and\s+|\s*&\s*|,\s*/i).map((part) => read(part.trim()));
    return parts.some((part) => part === undefined) ? undefined : parts.map((part) => (/ OR /.test(part!) ? `(${part})` : part!)).join(' AND ');
  });
  return sides.some((side) => side === undefined) ? undefined : sides.join(' OR ');
}

function byName(part: string, leftOut: string[]): string | undefined {
  const [, plain, exception] = /^(.*?)(?:\s+with\s+(.*?))?$/i.exec(part)!;
  const id = plainId(plain!.trim());
  if (!id || exception === undefined) return id;
  const known = EXCEPTIONS.find(([words]) => words.test(exception))?.[1];
  if (known && !/ OR /.test(id)) return `${id} WITH ${known}`;
  leftOut.push(exception);
  return id;
}

/** "GPL-2", "GPL-2+", "LGPL-2.1+", "GFDL-NIV-1.3+", "Apache-2.0". */
function plainId(name: string): string | undefined {
  const habit = NAMES[name.toLowerCase()];
  if (habit) return habit;
  if (/^(?:public[- ]domain|pd)\b/i.test(name)) return 'LicenseRef-public-domain';
  const gnu = /^(A?GPL|LGPL|GFDL)(?:-NIV)?[- ]?v?(\d(?:\.\d)?)(?:\.0)?(\+|-or-later|-only)?$/i.exec(name);
  if (gnu) {
    const version = gnu[2]!.includes('.') ? gnu[2]! : `${gnu[2]}.0`;
    return known(`${gnu[1]!.toUpperCase()}-${version}${gnu[3] === '+' || /later/.test(gnu[3] ?? '') ? '-or-later' : '-only'}`);
  }
  const version = /^(.*)-(\d+)(\+?)$/.exec(name);
  return known(name) ?? (version ? known(`${version[1]}-${version[2]}.0`) : undefined);
}

function known(id: string): string | undefined {
  const official = withOfficialCase(id);
  return 'reason' in parseLicenseExpression(official) || /\s/.test(official) ? undefined : official;
}

/** The licence's text, its notice, or a pointer to the copy that Debian ships. */
function byTextOf(text: string, base: LicenseBase): string | undefined {
  const matched = [...new Set(base.matchText(text).licenses.map(({ expression }) => expression))];
  if (matched.length > 0) return matched.join(' AND ');
  const pointers = [...new Set([...text.matchAll(/\/usr\/share\/common-licenses\/([A-Za-z]+(?:-[\d.]*\d)?)/g)].map(([, file]) => file!))];
  if (pointers.length !== 1) return undefined;
  const later = /\bor\s+(?:\(?at your option\)?\s+)?any\s+later\b|or newer/i.test(text.replace(/\s+/g, ' '));
  return plainId(`${pointers[0]}${later && /GPL|GFDL/.test(pointers[0]!) ? '+' : ''}`);
}
