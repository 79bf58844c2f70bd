/** Licences of libraries in the shape that packages have: what people wrote down goes before what was found, and both are evidence. */

import type { Evidence } from '../findings/finding.ts';
import { parseLicenseExpression } from '../knowledge/license-expression.ts';
import type { FoundLicense } from '../knowledge/library-facts.ts';
import type { LicenseRow } from '../knowledge/library-licenses.ts';
import type { PackageLicense } from '../licensing/package-license.ts';

/** Rows on licences are checked against the SPDX list when they are built: scripts/build-library-licenses.ts. */
export const WRITTEN_SOURCE = 'facts on libraries that people wrote down (scripts/libraries/licenses.tsv)';

interface From {
  /** "libreadline-dev 8.2-1.3" */
  readonly package: string;
  readonly source: string;
}

/** What was found, in order of trust, where nobody wrote anything down. */
export function foundLicense(found: readonly FoundLicense[], from: From): PackageLicense {
  const [first] = found;
  if (!first) return licenseOf(null, [{ message: `neither the headers nor the copyright file of ${from.package} tell the licence`, source: from.source }]);
  const contradiction = contradictionIn(found);
  return licenseOf(first.expression, [...evidenceOf(found, from), ...(contradiction === null ? [] : [{ message: contradiction }])]);
}

export function evidenceOf(found: readonly FoundLicense[], from: From): readonly Evidence[] {
  return found.map(({ by, expression, detail, location }) => ({
    message: `${by.endsWith('headers') ? 'headers' : 'copyright file'} of ${from.package}: ${expression}, because ${detail}`,
    ...(location && { location }),
    source: from.source,
  }));
}

export function writtenLicense(row: LicenseRow, beside: readonly Evidence[]): PackageLicense {
  return licenseOf(row.license, [{ message: `${row.name} is under ${row.license}: ${row.source}`, source: WRITTEN_SOURCE }, ...beside]);
}

export function licenseOf(text: string | null, evidence: readonly Evidence[]): PackageLicense {
  const parsed = text === null ? undefined : parseLicenseExpression(text);
  const expression = parsed && !('reason' in parsed) ? parsed : null;
  const state = text === null ? 'missing' : expression === null ? 'unknown' : 'known';
  return { text, expression, state, evidence, files: [], mismatch: null, textsCompared: false };
}

/** People's rows are sure, and so are headers that agree and that no copyright file contradicts in the other direction. */
export function confidenceIn([first]: readonly FoundLicense[]): 'high' | 'medium' | 'low' {
  if (first?.by === 'headers') return 'high';
  return first?.by === 'stanza' || first?.by === 'mixed-headers' ? 'medium' : 'low';
}

/** Headers against the copyright file: both are shown, and the first is believed. */
function contradictionIn([first, ...others]: readonly FoundLicense[]): string | null {
  if (!first || others.every(({ expression }) => expression === first.expression)) return null;
  const why: Readonly<Record<FoundLicense['by'], string>> = {
    headers: 'headers speak of the library alone, copyright files of the tools as well',
    'mixed-headers': 'headers speak of the library alone, copyright files of the tools as well',
    stanza: `${first.expression} is said of the library's own sources`,
    whole: 'permissive headers do not say what the library behind them is under',
    text: 'permissive headers do not say what the library behind them is under',
  };
  return `these do not say the same, and the first is believed: ${why[first.by]}`;
}
