/**
 * Reads what somebody meant by a licence string that is no SPDX expression. spdx-correct proposes; the proposal is taken
 * only where it says no more and no less than the original. Without that guard it makes "GPL-2.0-only" of
 * "EPL-1.0_OR_LGPL-2.1", "GPL-3.0-or-later" of "MIT,GPL" and "Unlicense" of "UNLICENSED".
 */

import correct from 'spdx-correct';
import spdxIds from 'spdx-license-list/simple.js';
import { isConjunction, parseLicenseExpression, type LicenseExpression } from '../knowledge/license-expression.ts';
import { textOf } from './license-base.ts';

export interface Correction {
  /** SPDX expression. */
  readonly text: string;
  /** The original leaves open which version or variant it means, and the correction had to choose: a clause for people. */
  readonly assumption: string | null;
}

/** Undefined where nothing can be said without guessing. */
export function correctExpression(original: string): Correction | undefined {
  const inner = original.trim().replace(/^\((.*)\)$/, '$1');
  const choice = /^dual\b/i.test(inner) ? inner.replace(/^dual\s+/i, '').split('/') : inner.split(CHOICE);
  const both = inner.split(BOTH);
  if (choice.length > 1 && both.length > 1) return undefined;
  if (choice.length > 1) return correctParts(choice, 'OR');
  if (both.length > 1) return correctParts(both, 'AND');
  return correctSingle(inner);
}

const CHOICE = /[\s_]+or[\s_]+(?!later|newer|above|greater|any\b)/i;
const BOTH = /[\s_]+and[\s_]+|\s*&\s*/i;

function correctParts(parts: readonly string[], operator: 'AND' | 'OR'): Correction | undefined {
  const corrected = parts.map((part) => asExpression(part) ?? correctSingle(part));
  if (corrected.some((part) => part === undefined)) return undefined;
  const known = corrected as readonly Correction[];
  const assumptions = known.flatMap((part) => part.assumption ?? []);
  return { text: known.map((part) => part.text).join(` ${operator} `), assumption: assumptions.length > 0 ? assumptions.join('; ') : null };
}

function asExpression(text: string): Correction | undefined {
  const parsed = parseLicenseExpression(withOfficialCase(text.trim()));
  return 'reason' in parsed ? undefined : { text: textOf(currentIds(parsed)), assumption: null };
}

function correctSingle(original: string): Correction | undefined {
  const said = readWords(original);
  if (said.families.length !== 1 || said.unknown.length > 0) return undefined;
  const [family] = said.families;
  if (said.versions.length === 0 && !said.later && UNVERSIONED[family!]) return { ...UNVERSIONED[family!]! };
  const proposal = idOf(family!, said.versions) ?? correct(original, { upgrade: false });
  if (proposal === null) return undefined;
  const parsed = parseLicenseExpression(proposal);
  if ('reason' in parsed || isConjunction(parsed)) return undefined;
  const current = currentIds(parsed);
  const text = textOf(said.later ? orLater(current) : current);
  const meant = readWords(text);
  if (meant.families[0] !== family) return undefined;
  if (said.versions.some((version) => !meant.versions.includes(version))) return undefined;
  if (said.later !== meant.later) return undefined;
  const invented = meant.versions.filter((version) => !said.versions.includes(version));
  return { text, assumption: invented.length > 0 ? `it does not say which version or variant of ${family!.toUpperCase()}` : null };
}

/** The plainest identifier that says the same: "LGPL-2.1" for lgpl and 2.1, "ISC" for isc. */
function idOf(family: string, versions: readonly string[]): string | undefined {
  const same = [...spdxIds].filter((id) => {
    if (!id.toLowerCase().startsWith(family)) return false;
    const words = readWords(id);
    return words.families[0] === family && words.unknown.length === 0 && words.versions.join() === versions.join() && !words.later;
  });
  return same.sort((a, b) => a.length - b.length)[0];
}

const IDS_BY_LOWER_CASE: ReadonlyMap<string, string> = new Map([...spdxIds].map((id) => [id.toLowerCase(), id]));

/** SPDX compares identifiers without case (SPDX 2.3, annex D.2), the parser does not. */
export function withOfficialCase(text: string): string {
  return text.replace(/[A-Za-z0-9.+-]+/g, (word) => {
    if (/^(?:and|or|with)$/i.test(word)) return word.toUpperCase();
    return IDS_BY_LOWER_CASE.get(word.toLowerCase()) ?? word;
  });
}

/** GPL 2 section 9, GPL 3 section 14, LGPL 2.1 section 13: without a version number the recipient may choose any. */
const UNVERSIONED: Readonly<Record<string, Correction>> = {
  gpl: { text: 'GPL-1.0-or-later', assumption: 'without a version number, any published version may be chosen (GPL, section on revised versions)' },
  lgpl: { text: 'LGPL-2.0-or-later', assumption: 'without a version number, any published version may be chosen (LGPL, section on revised versions)' },
  agpl: { text: 'AGPL-3.0-or-later', assumption: 'without a version number, any published version may be chosen (AGPL 3, section 14)' },
};

interface Words {
  /** Heads of SPDX identifiers that are named: "gpl", "mit". */
  readonly families: readonly string[];
  /** "3" for "3.0", "2.1". */
  readonly versions: readonly string[];
  readonly later: boolean;
  /** What is neither a licence nor filling: "non", "compatible", "custom". */
  readonly unknown: readonly string[];
}

const FILLING: ReadonlySet<string> = new Set(
  'a an and any above by clause creative commons free general gnu greater html http https in international later licence license licensed licenses newer of only open opensource or org php public software source terms the txt under version www'.split(' '),
);

/** Heads of SPDX identifiers, "gpl" of "GPL-2.0-only"; too short ones and words of every licence's name are none. */
const COMMON_WORDS: ReadonlySet<string> = new Set(['any', 'check', 'clips', 'copyleft', 'crossword', 'open', 'public', 'software', 'sun', 'free', 'the', 'app', 'linux', 'generic', 'gnu', 'game', 'graphics']);
const FAMILIES: ReadonlySet<string> = new Set(
  [...spdxIds].map((id) => /^[a-z]+/.exec(id.toLowerCase())?.[0] ?? '').filter((head) => head.length > 2 && !COMMON_WORDS.has(head)),
);

const FULL_NAMES: readonly (readonly [RegExp, string])[] = [
  [/\baffero (?:gnu )?general public\b|\bapgl\b/g, ' agpl '],
  [/\b(?:lesser|library) (?:gnu )?general public\b/g, ' lgpl '],
  [/\b(?:gnu )?general public\b|\bgnu public\b/g, ' gpl '],
  [/\bmozilla public\b/g, ' mpl '],
  [/\beclipse public\b/g, ' epl '],
  [/\bboost software\b/g, ' bsl '],
  [/\bpython software foundation\b/g, ' psf '],
  [/\bnew bsd\b|\b(?:modified|revised) bsd\b/g, ' bsd 3 clause '],
  [/\bsimplified bsd\b|\bfreebsd\b/g, ' bsd 2 clause '],
  [/\bwtf public\b|\bdo what the fuck you want to(?: public)?\b/g, ' wtfpl '],
];

function readWords(text: string): Words {
  let plain = text
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .replace(/v(?:ersion|er)?[.\s]*(?=\d)/g, ' ')
    .replace(/\bmit ?\/ ?x11\b|\bx11 ?\/ ?mit\b/g, 'mit');
  for (const [name, family] of FULL_NAMES) plain = plain.replace(name, family);
  const later = /\bor[\s-]+(?:any[\s-]+)?(?:later|newer|above|greater)|\d\s*\+|later/.test(plain);
  const words = plain.match(/[a-z]+|\d+(?:\.\d+)*/g) ?? [];
  const families = words.filter((word) => FAMILIES.has(word));
  const versions = words.filter((word) => /^\d/.test(word)).map((word) => word.replace(/(?:\.0)+$/, ''));
  const unknown = words.filter((word) => /^[a-z]/.test(word) && !FAMILIES.has(word) && !FILLING.has(word));
  return { families: [...new Set(families)], versions: [...new Set(versions)], later, unknown };
}

/** "GPL-2.0" and "GPL-2.0+" are old names (SPDX list 3.0); the new ones say which of the two is meant. */
export function currentIds(expression: LicenseExpression): LicenseExpression {
  if (isConjunction(expression)) return { ...expression, left: currentIds(expression.left), right: currentIds(expression.right) };
  const { license, orLater: plus } = expression;
  const current = license.endsWith('+') ? `${license.slice(0, -1)}-or-later` : plus ? `${license}-or-later` : `${license}-only`;
  if (spdxIds.has(current)) return { ...expression, license: current, orLater: false };
  if (plus && license.endsWith('-only')) return { ...expression, license: license.replace(/-only$/, '-or-later'), orLater: false };
  return expression;
}

function orLater(expression: LicenseExpression): LicenseExpression {
  if (isConjunction(expression)) return expression;
  const later = expression.license.replace(/-only$/, '-or-later');
  return { ...expression, license: later };
}
