/** Whether the licence texts of a package say the same as its manifest. */

import path from 'node:path';
import { LineIndex } from '../base/line-index.ts';
import type { Range } from '../base/location.ts';
import type { Evidence } from '../findings/finding.ts';
import { licensesIn, type LicenseExpression } from '../knowledge/license-expression.ts';
import { compareStrictness, textOf, type LicenseBase } from './license-base.ts';
import type { MatchedFile } from './license-files.ts';
import { readTogether } from './match-text.ts';

export interface Mismatch {
  /** A sentence: "package.json says MIT, LICENSE holds the text of GPL-3.0-only". */
  readonly message: string;
  readonly evidence: readonly Evidence[];
  /** Whether a text asks more than the manifest says: that is worth more than a hint. */
  readonly stricter: boolean;
}

/** Where the text is nearly as much like what the manifest names, nothing speaks against the manifest. */
const ABOUT_AS_ALIKE = 0.05;

/**
 * A mismatch is a text that the manifest does not name, while none that it names was found. A file that holds what the
 * manifest names and others besides speaks of parts, which is one only where these ask more.
 */
export function findMismatch(stated: LicenseExpression, matched: readonly MatchedFile[], base: LicenseBase): Mismatch | null {
  const named = licensesIn(stated);
  const ids = new Set(named.map(({ license }) => license));
  if (matched.every(({ match }) => match.licenses.every((license) => license.ids.some((id) => ids.has(id))))) return null;
  const together = new Set(readTogether(matched.flatMap(({ match }) => match.licenses)).map(({ range, ids }) => placeOf(range, ids)));
  const found = matched.flatMap(({ file, text, match }) =>
    match.licenses.filter(({ range, ids }) => together.has(placeOf(range, ids))).map((license) => ({ file, text, license })),
  );
  const isNamed = ({ license, text }: (typeof found)[number]): boolean =>
    license.ids.some((id) => ids.has(id)) || named.some(({ license: id }) => base.likeness(partOf(text, license.range), id) >= license.score - ABOUT_AS_ALIKE);
  const others = found.filter((candidate) => !isNamed(candidate));
  if (others.length === 0) return null;
  const strictest = named.map((license) => base.classOf(license).family).sort(compareStrictness).at(-1)!;
  const asksMore = others.filter(({ license }) => {
    const family = base.classOf({ license: license.ids[0]!, orLater: false, exception: null }).family;
    return compareStrictness(family, strictest) > 0;
  });
  const confirmed = others.length < found.length;
  if (confirmed && asksMore.length === 0) return null;
  const told = confirmed ? asksMore : others;
  const texts = [...new Set(told.map(({ file, license }) => `${path.basename(file)} holds the text of ${license.expression}`))];
  return {
    message: `package.json says ${textOf(stated)}, ${texts.join(', ')}`,
    evidence: told.map(({ file, license }) => ({
      message: `${path.basename(file)} holds the text of ${license.expression} (${Math.floor(license.score * 100)} % alike)`,
      location: { file, range: license.range },
      source: license.source,
    })),
    stricter: asksMore.length > 0,
  };
}

function placeOf({ start }: Range, ids: readonly string[]): string {
  return `${ids[0]} ${start.line}:${start.column}`;
}

function partOf(text: string, range: Range): string {
  const lines = new LineIndex(text);
  return text.slice(lines.offset(range.start), lines.offset(range.end));
}
