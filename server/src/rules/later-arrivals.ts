/** The part of breaks-on-later-kernel that is about names of the kernel's headers: nothing GPL-only comes with them yet. */

import type { Evidence, Finding } from '../findings/finding.ts';
import { describeHeaders } from '../knowledge/header-history.ts';
import { isGplOnly } from '../knowledge/kernel-exports.ts';
import type { KernelHistory } from '../knowledge/kernel-history.ts';
import { laterArrival } from '../knowledge/later-arrival.ts';
import { isUnderVersion, type DeclaredLicense, type KernelSubject, type NamedPlace, type ResolvedTarget } from '../resolve/kernel-subject.ts';
import { historyEvidence, lasting, licenseEvidence } from './module-wording.ts';

export function laterArrivals(rule: string, subject: KernelSubject, { target, symbols }: ResolvedTarget, license: DeclaredLicense): Finding[] {
  return [...placesByName(subject, symbols)].flatMap(([name, [first, ...others]]) => {
    const found = laterArrival(name, target, subject.history);
    if (!found) return [];
    return {
      rule,
      severity: 'hint' as const,
      message:
        `${name} may break when ${subject.name}.ko moves to ${found.from}: a header leads it to ${found.symbol} there, in some configuration, ` +
        `which is GPL-only, and the licence "${license.value ?? ''}" is not GPL-compatible${lasting(found)}`,
      file: first.at.file,
      range: first.at.range,
      unit: subject.id,
      evidence: [
        ...headerEvidence(name, subject.history),
        ...historyEvidence(found.symbol, target, subject.history),
        licenseEvidence(license),
        ...others.map(({ at }) => ({ message: `${name} is used here too`, location: at })),
      ],
      data: { symbol: name, from: found.from },
    };
  });
}

/** Where names stand that bring in nothing GPL-only on the kernel, and not under an #if that asks for a version. */
function placesByName(subject: KernelSubject, symbols: ResolvedTarget['symbols']): Map<string, [NamedPlace, ...NamedPlace[]]> {
  const bringing = new Set(symbols.filter((symbol) => isGplOnly(symbol.export.kind)).flatMap(({ uses }) => uses.map(({ text }) => text)));
  const places = new Map<string, [NamedPlace, ...NamedPlace[]]>();
  for (const place of subject.headerNames) {
    if (bringing.has(place.name) || isUnderVersion(place.at, subject.versionGuards)) continue;
    const known = places.get(place.name);
    if (known) known.push(place);
    else places.set(place.name, [place]);
  }
  return places;
}

function headerEvidence(name: string, { headers }: KernelHistory): Evidence[] {
  if (!headers) return [];
  return headers.of(name).map((row) => ({ message: `${name} in the headers: ${describeHeaders(row, headers.samples)}`, source: 'bundled header history' }));
}
