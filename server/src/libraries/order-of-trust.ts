/** Which of the things that were found on a library's licence goes first. */

import { parseLicenseExpression } from '../knowledge/license-expression.ts';
import type { FoundLicense } from '../knowledge/library-facts.ts';
import { familyOf, type LicenseBase } from '../licensing/license-base.ts';

/**
 * Headers that agree, then a stanza on the library's own sources, then headers that differ, then the whole package. But a
 * permissive header may stand before a copyleft library, as FFTW's does: where the package as a whole is copyleft by a
 * copyright file that can be read, that goes first, and is doubtful.
 */
export function inOrderOfTrust(found: readonly FoundLicense[], base: LicenseBase): readonly FoundLicense[] {
  const sorted = [...found].sort((a, b) => ORDER.indexOf(a.by) - ORDER.indexOf(b.by));
  const [first] = sorted;
  const whole = sorted.find(({ by }) => by === 'whole');
  if (!first || !whole || !first.by.endsWith('headers') || !isPermissive(first, base) || isPermissive(whole, base)) return sorted;
  return [whole, ...sorted.filter((one) => one !== whole)];
}

const ORDER: readonly FoundLicense['by'][] = ['headers', 'stanza', 'mixed-headers', 'whole', 'text'];

export function isPermissive({ expression }: FoundLicense, base: LicenseBase): boolean {
  const parsed = parseLicenseExpression(expression);
  return !('reason' in parsed) && familyOf(parsed, base) === 'permissive';
}
