/** Which concrete licences a "-or-later" or a "+" offers: those of the SPDX list with the same name and no lower version. */

import type { ExpressionLicense } from '../knowledge/license-expression.ts';
import type { LicenseFacts } from '../knowledge/license-facts.ts';

/** The licence itself first, then the later ones in ascending order. */
export function versionsOf(license: ExpressionLicense, facts: LicenseFacts): readonly ExpressionLicense[] {
  const gnu = /^(.*)-(\d+(?:\.\d+)*)-or-later$/.exec(license.license);
  if (gnu) return [license, ...later(gnu[1]!, gnu[2]!, '-only', facts).map((id) => ({ ...license, license: id, orLater: false }))];
  const plus = license.orLater ? /^(.*)-(\d+(?:\.\d+)*)$/.exec(license.license) : null;
  if (!plus) return [license];
  return later(plus[1]!, plus[2]!, '', facts).map((id) => ({ ...license, license: id, orLater: false }));
}

function later(name: string, version: string, suffix: string, facts: LicenseFacts): string[] {
  const pattern = /^(.*)-(\d+(?:\.\d+)*)(-only)?$/;
  return facts.all
    .map(({ id }) => ({ id, match: pattern.exec(id) }))
    .filter(({ match }) => match?.[1] === name && (match[3] ?? '') === suffix && compareVersions(match[2]!, version) >= 0)
    .sort((a, b) => compareVersions(a.match![2]!, b.match![2]!))
    .map(({ id }) => id);
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
