/**
 * What a MODULE_LICENSE string means to the kernel. The kernel compares it to the letter (include/linux/license.h,
 * license_is_gpl_compatible); the meanings are those of the table in Documentation/process/license-rules.rst.
 */

import { distance } from 'fastest-levenshtein';
import spdxIds from 'spdx-license-list/simple.js';

export interface ModuleLicense {
  readonly spelling: string;
  readonly gplCompatible: boolean;
  /** What the string says, as a clause: "GPL version 2, …". */
  readonly meaning: string;
  /**
   * SPDX ids whose texts belong to it, the most telling first. Several ids of one family stand for what the string
   * leaves open: only the sources' own SPDX tags tell which of them it is. Empty where there is no public text.
   */
  readonly spdxIds: readonly string[];
}

const GPL_IDS = ['GPL-2.0-only', 'GPL-2.0-or-later'];

/** Every string that the kernel's documentation lists as valid. */
export const MODULE_LICENSES: readonly ModuleLicense[] = [
  {
    spelling: 'GPL',
    gplCompatible: true,
    meaning: 'GPL version 2; it leaves open whether GPL-2.0-only or GPL-2.0-or-later',
    spdxIds: GPL_IDS,
  },
  {
    spelling: 'GPL v2',
    gplCompatible: true,
    meaning: 'the same as "GPL", kept for historic reasons; it leaves open whether GPL-2.0-only or GPL-2.0-or-later',
    spdxIds: GPL_IDS,
  },
  {
    spelling: 'GPL and additional rights',
    gplCompatible: true,
    meaning: 'a historic way to say GPL version 2 or MIT; "Dual MIT/GPL" is the way to say it today',
    spdxIds: [...GPL_IDS, 'MIT'],
  },
  {
    spelling: 'Dual BSD/GPL',
    gplCompatible: true,
    meaning: 'a choice of GPL version 2 or a BSD licence; it leaves open which BSD licence',
    spdxIds: [...GPL_IDS, 'BSD-2-Clause', 'BSD-3-Clause'],
  },
  { spelling: 'Dual MIT/GPL', gplCompatible: true, meaning: 'a choice of GPL version 2 or MIT', spdxIds: [...GPL_IDS, 'MIT'] },
  {
    spelling: 'Dual MPL/GPL',
    gplCompatible: true,
    meaning: 'a choice of GPL version 2 or the Mozilla Public License; it leaves open which version of the latter',
    spdxIds: [...GPL_IDS, 'MPL-1.1', 'MPL-2.0'],
  },
  { spelling: 'Proprietary', gplCompatible: false, meaning: 'a proprietary licence', spdxIds: [] },
];

/** The entry of the kernel's table; undefined for every other string, whatever licence it means. */
export function findModuleLicense(value: string): ModuleLicense | undefined {
  return MODULE_LICENSES.find((license) => license.spelling === value);
}

/** `incompatible`: the kernel's documentation lists the string as proprietary. `unknown`: it treats it so all the same. */
export function judgeModuleLicense(value: string): 'compatible' | 'incompatible' | 'unknown' {
  const license = findModuleLicense(value);
  if (!license) return 'unknown';
  return license.gplCompatible ? 'compatible' : 'incompatible';
}

/** license_is_gpl_compatible(): false for every string but the six. */
export function isGplCompatible(value: string): boolean {
  return findModuleLicense(value)?.gplCompatible === true;
}

/** SPDX id of the text to show for a valid string; undefined for one that is not, and where there is no public text. */
export function spdxOfModuleLicense(value: string): string | undefined {
  return findModuleLicense(value)?.spdxIds[0];
}

export interface NearestSpelling {
  /** A valid string of the same meaning; absent where there is none, because no fix may change a licence. */
  readonly spelling?: string;
  /** A clause that says why, for people. */
  readonly reason: string;
}

/**
 * The valid string that says what `value` wants to say: another case, punctuation, word order, an SPDX expression, a
 * slip of a letter or two. Never a string of another licence: "GPL v3" and "LGPL" have no valid spelling.
 */
export function nearestModuleLicense(value: string): NearestSpelling {
  const sameLetters = MODULE_LICENSES.find((license) => lettersOf(license.spelling) === lettersOf(value));
  if (sameLetters) return { spelling: sameLetters.spelling, reason: 'the same words in another case or punctuation' };
  if (lettersOf(value) === '') return { reason: 'it names no licence at all' };
  const wording = readLicenseWording(value);
  if ('unknownWord' in wording) {
    return { reason: `"${wording.unknownWord}" is in none of the strings that it knows` };
  }
  return spellingFor(wording);
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();
}

function spellingFor({ licenses, choice, corrected }: LicenseWording): NearestSpelling {
  const families = new Set(licenses.map((license) => license.family));
  const how = corrected.length > 0 ? `"${corrected.join('", "')}" taken as a slip of the pen` : 'the same licence in the kernel\'s words';
  const foreign = licenses.find((license) => !KERNEL_FAMILIES.has(license.family));
  if (foreign) return { reason: `its list has no string for ${foreign.written}` };

  const gpl = licenses.filter((license) => license.family === 'gpl');
  if (gpl.length === 0) return withoutGpl(families, how);
  const asVersion2 = choice ? gpl.find(allowsVersion2) : gpl.every(allowsVersion2) && gpl[0];
  if (!asVersion2) {
    return { reason: `its strings mean GPL version 2, and GPL version ${gpl.map((license) => license.version).join(' and ')} is another licence` };
  }
  if (families.size === 1) return { spelling: asVersion2.version && !asVersion2.orLater ? 'GPL v2' : 'GPL', reason: how };
  const other = [...families].filter((family) => family !== 'gpl');
  const dual = MODULE_LICENSES.find((license) => lettersOf(license.spelling) === `dual ${other.join(' ')} gpl`);
  if (!dual) return { reason: 'its list has no string for this combination' };
  if (!choice) return { reason: `"${dual.spelling}" would say that it is a choice of the two, and "${other[0]!.toUpperCase()} and GPL" does not` };
  return { spelling: dual.spelling, reason: how };
}

function withoutGpl(families: ReadonlySet<string>, how: string): NearestSpelling {
  if (families.size === 1 && families.has('proprietary')) return { spelling: 'Proprietary', reason: how };
  const [family] = families;
  const name = family!.toUpperCase();
  return { reason: `${name} alone is not on its list: "Dual ${name}/GPL" is, and gives the module the GPL as well, which its owners must decide` };
}

interface LicenseWording {
  readonly licenses: readonly NamedLicense[];
  /** Whether the text says that the licences are alternatives. */
  readonly choice: boolean;
  /** Words as written that were read as others. */
  readonly corrected: readonly string[];
}

interface NamedLicense {
  readonly family: string;
  /** As the author wrote it. */
  readonly written: string;
  version?: string;
  orLater?: boolean;
}

/** GPL-1.0-or-later includes version 2; a GPL without a version is any (GPL version 2, section 9). */
function allowsVersion2({ version, orLater }: NamedLicense): boolean {
  return version === undefined || /^2(\.0)?$/.test(version) || (orLater === true && /^1(\.0)?$/.test(version));
}

const KERNEL_FAMILIES: ReadonlySet<string> = new Set(['gpl', 'bsd', 'mit', 'mpl', 'proprietary']);
/** Heads of SPDX identifiers: a word that is one is a licence's name and no slip for another's ("lgpl", "epl", "bsl"). */
const SPDX_FAMILIES: ReadonlySet<string> = new Set([...spdxIds].map((id) => /^[a-z]*/.exec(id.toLowerCase())![0]));
const FILLERS: ReadonlySet<string> = new Set(['the', 'a', 'an', 'gnu', 'license', 'licence', 'licensed', 'licenced', 'under', 'version', 'v', 'only', 'clause', 'choice', 'of']);
const ALTERNATIVE: ReadonlySet<string> = new Set(['dual', 'or', '/', '|']);
const TOGETHER: ReadonlySet<string> = new Set(['and', '&', ',']);

/** Licences by their full names, which hold words of each other's. */
const FULL_NAMES: readonly (readonly [RegExp, string])[] = [
  [/\blesser (?:gnu )?general public\b/g, 'lgpl'],
  [/\baffero (?:gnu )?general public\b/g, 'agpl'],
  [/\bgeneral public\b/g, 'gpl'],
  [/\bmozilla public\b/g, 'mpl'],
];

function readLicenseWording(value: string): LicenseWording | { readonly unknownWord: string } {
  let text = value.toLowerCase().replace(/[\s_]+/g, ' ');
  for (const [name, family] of FULL_NAMES) text = text.replace(name, family);
  text = text.replace(/\bor[\s-]+(?:any[\s-]+)?later(?: version)?/g, '+').replace(/v(?:ersion)?[.\s]*(?=\d)/g, ' ');

  const licenses: NamedLicense[] = [];
  const corrected: string[] = [];
  let choice = false;
  for (const [written] of text.matchAll(/[a-z]+|\d+(?:\.\d+)*|[+/|&,]/g)) {
    const word = isKnownWord(written) ? written : (slipOf(written) ?? written);
    const last = licenses.at(-1);
    if (word !== written) corrected.push(written);
    if (KERNEL_FAMILIES.has(word) || SPDX_FAMILIES.has(word)) licenses.push({ family: word, written: asWritten(value, written) });
    else if (/^\d/.test(word) && last) last.version ??= word;
    else if (word === '+' && last) last.orLater = true;
    else if (ALTERNATIVE.has(word)) choice = true;
    else if (!FILLERS.has(word) && !TOGETHER.has(word)) return { unknownWord: asWritten(value, written) };
  }
  return licenses.length > 0 ? { licenses, choice, corrected } : { unknownWord: value };
}

function asWritten(value: string, word: string): string {
  const at = value.toLowerCase().indexOf(word);
  return at < 0 ? word.toUpperCase() : value.slice(at, at + word.length);
}

function isKnownWord(word: string): boolean {
  return !/^[a-z]/.test(word) || SLIP_TARGETS.has(word) || FILLERS.has(word) || TOGETHER.has(word) || SPDX_FAMILIES.has(word);
}

const SLIP_TARGETS: ReadonlySet<string> = new Set([...KERNEL_FAMILIES, 'dual']);

/** One letter wrong or two exchanged in a short word, two wrong in a long one. */
function slipOf(word: string): string | undefined {
  return [...SLIP_TARGETS].find((target) => {
    const wrong = distance(word, target);
    const exchanged = wrong === 2 && [...word].sort().join('') === [...target].sort().join('');
    return wrong <= (target.length > 4 ? 2 : 1) || exchanged;
  });
}
