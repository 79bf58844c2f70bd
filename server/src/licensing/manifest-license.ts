/**
 * What a package.json says of its licence, in all the forms that npm has known: a string, `{ type, url }`, `licenses`,
 * "SEE LICENSE IN …", "UNLICENSED". Forms as in npm's documentation of package.json, "license".
 */

import { isConjunction, licensesIn, parseLicenseExpression, type LicenseExpression } from '../knowledge/license-expression.ts';
import { correctExpression, currentIds, withOfficialCase } from './correct-expression.ts';
import { isOwnReference, textOf } from './license-base.ts';

export type ManifestLicense =
  | { readonly kind: 'expression'; readonly expression: LicenseExpression; readonly written: string; readonly legacy: boolean }
  | { readonly kind: 'corrected'; readonly expression: LicenseExpression; readonly written: string; readonly assumption: string | null }
  | { readonly kind: 'see-file'; readonly file: string; readonly written: string }
  | { readonly kind: 'unlicensed'; readonly written: string }
  /** Said, but not in words that we can read. */
  | { readonly kind: 'invalid'; readonly written: string; readonly reason: string }
  | { readonly kind: 'missing' };

/** Longer than every expression that people write; a licence text in the field is no expression. */
const LONGEST = 1000;

export function readManifestLicense(manifest: Readonly<Record<string, unknown>>): ManifestLicense {
  const { license, licenses, licence } = manifest;
  for (const value of [license, licenses, licence]) {
    const written = writtenForms(value);
    if (written.length === 1) return readOne(written[0]!, typeof value !== 'string' || value !== license);
    if (written.length > 1) return readSeveral(written);
  }
  return license === undefined && licenses === undefined && licence === undefined
    ? { kind: 'missing' }
    : { kind: 'invalid', written: shorten(JSON.stringify(license ?? licenses ?? licence)), reason: 'names no licence' };
}

/** A string of the manifest or of a lockfile. */
export function readLicenseString(value: string): ManifestLicense {
  return readOne(value, false);
}

function writtenForms(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(writtenForms);
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  const { type, name, url } = value as Readonly<Record<string, unknown>>;
  return [type, name, url].filter((said): said is string => typeof said === 'string' && said.trim() !== '').slice(0, 1);
}

/** A tree of packages says "MIT" a thousand times. */
const read = new Map<string, ManifestLicense>();

function readOne(value: string, legacy: boolean): ManifestLicense {
  const written = value.trim();
  const key = `${legacy}${written}`;
  const known = read.get(key);
  if (known) return known;
  const answer = readAnew(written, legacy);
  if (read.size < 5_000 && written.length <= LONGEST) read.set(key, answer);
  return answer;
}

function readAnew(written: string, legacy: boolean): ManifestLicense {
  if (written.length > LONGEST) {
    return { kind: 'invalid', written: shorten(written), reason: `is ${written.length} characters long, which is no SPDX expression` };
  }
  const file = /^SEE LICEN[CS]E IN (.+)$/i.exec(written)?.[1];
  if (file !== undefined) return { kind: 'see-file', file: file.trim().replace(/^<(.*)>$/, '$1'), written };
  if (/^UNLICEN[CS]ED$/i.test(written)) return { kind: 'unlicensed', written };
  const parsed = parseLicenseExpression(withOfficialCase(written));
  if (!('reason' in parsed)) return { kind: 'expression', expression: currentIds(parsed), written, legacy };
  const corrected = correctExpression(written);
  const expression = corrected && parseLicenseExpression(corrected.text);
  if (!corrected || !expression || 'reason' in expression) return { kind: 'invalid', written, reason: parsed.reason };
  return { kind: 'corrected', expression, written, assumption: corrected.assumption };
}

/** Before npm knew SPDX expressions, a list meant that the user may choose. */
function readSeveral(written: readonly string[]): ManifestLicense {
  const parts = written.map((value) => readOne(value, true));
  const expressions = parts.flatMap((part) => ('expression' in part ? [part.expression] : []));
  const all = written.join(', ');
  if (expressions.length < parts.length) {
    const unread = parts.flatMap((part) => ('expression' in part || part.kind === 'missing' ? [] : [part.written]));
    return { kind: 'invalid', written: shorten(all), reason: `lists "${unread.join('", "')}", which is no SPDX licence` };
  }
  const expression = expressions.reduce((left, right) => ({ conjunction: 'or', left, right }));
  const assumptions = parts.flatMap((part) => (part.kind === 'corrected' ? [part.assumption ?? `"${part.written}" is spelled otherwise`] : []));
  if (assumptions.length > 0) return { kind: 'corrected', expression, written: shorten(all), assumption: assumptions.join('; ') };
  return { kind: 'expression', expression, written: textOf(expression), legacy: true };
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}

/** Whether every licence that an expression names is the package's own ("LicenseRef-…"). */
export function isCustom(expression: LicenseExpression): boolean {
  return licensesIn(expression).some((license) => isOwnReference(license.license)) && !isConjunction(expression);
}
