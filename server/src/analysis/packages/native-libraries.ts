/** Libraries that compiled parts of packages bring, judged as packages are: the same rules, reports and hovers apply. */

import type { Evidence } from '../../findings/finding.ts';
import type { Judgement, PackageUse } from '../../licensing/judge.ts';
import type { PackageLicense } from '../../licensing/package-license.ts';
import type { Library } from '../../libraries/library.ts';
import type { LinkKind } from '../../licensing/link-kinds.ts';
import type { NativePart } from '../../resolve/native-part.ts';
import type { BroughtPackage } from '../../resolve/package-subject.ts';

export type JudgeLibrary = (license: PackageLicense, use: PackageUse) => Judgement;

/**
 * @param way to what the part belongs to: "app", "better-sqlite3@12.0.0"
 * @param arrival of that: what is for development only stays so
 */
export function librariesOfPart(part: NativePart, way: readonly string[], arrival: BroughtPackage['arrival'], judge: JudgeLibrary): BroughtPackage[] {
  const to = [...way, part.name];
  return [
    ...part.libraries.map(({ library, kind, steps, evidence, doubt }) =>
      withDoubt(broughtLibrary(library, [...to, ...steps, library.name], weaker(arrival, kind), evidence, judge), doubt),
    ),
    ...part.unknown.map(({ name, kind, steps, reason, evidence }) => unknownLibrary(name, [...to, ...steps, name], weaker(arrival, kind), reason, evidence)),
  ];
}

/** What may be otherwise is told, and no warning. */
function withDoubt(brought: BroughtPackage, doubt: string | null): BroughtPackage {
  const { judgement } = brought;
  if (doubt === null || judgement.severity === null) return brought;
  return { ...brought, judgement: { ...judgement, severity: judgement.severity === 'hint' ? 'hint' : 'information', reason: `${judgement.reason} (${doubt})` } };
}

function weaker(arrival: BroughtPackage['arrival'], kind: LinkKind): BroughtPackage['arrival'] {
  return arrival === 'development' || arrival === 'type-only' ? arrival : kind;
}

export function broughtLibrary(library: Library, path: readonly string[], arrival: BroughtPackage['arrival'], evidence: readonly Evidence[], judge: JudgeLibrary): BroughtPackage {
  const { name, version, license, homepage, depends, alternatives } = library;
  // A copyright file speaks of a whole source package, tools included.
  const doubt = library.confidence === 'low' ? 'only the copyright file of its whole source package says so' : null;
  const brought: BroughtPackage = {
    name,
    version,
    origin: 'unknown',
    directory: null,
    homepage,
    license,
    arrival,
    path,
    wantedBy: null,
    judgement: judge(license, { name, version, arrival, direct: false, path }),
    native: {
      kind: 'library',
      evidence: [
        ...evidence,
        ...(depends === null ? [] : [{ message: `its licence depends on how it was built: ${depends}` }]),
        ...alternatives.map((other) => ({ message: `${other.name} (${other.license}) can take its place: ${other.note}` })),
      ],
    },
  };
  return withDoubt(brought, doubt);
}

/** Nobody knows whose it is: that is said, and no clean bill. */
export function unknownLibrary(name: string, path: readonly string[], arrival: BroughtPackage['arrival'], reason: string, evidence: readonly Evidence[]): BroughtPackage {
  const aside = arrival === 'development' || arrival === 'type-only';
  const license: PackageLicense = { text: null, expression: null, state: 'unknown', evidence: [{ message: reason }], files: [], mismatch: null, textsCompared: true };
  const judgement: Judgement = {
    family: 'unknown',
    severity: aside ? null : 'information',
    verdict: 'unknown',
    reason: `whose library it is, is not known: ${reason}`,
    evidence: [],
    alternatives: [],
    chosen: null,
  };
  return { name, version: null, origin: 'unknown', directory: null, homepage: null, license, arrival, path, wantedBy: null, judgement, native: { kind: 'library', evidence } };
}

/** One entry for a library, however many parts bring it: prebuilt files for several systems are linked alike. */
export function distinctLibraries<T extends BroughtPackage>(libraries: readonly T[]): T[] {
  const distinct = new Map<string, T>();
  for (const library of libraries) {
    const key = `${library.name} ${library.arrival}`;
    const known = distinct.get(key);
    if (!known || library.path.length < known.path.length) distinct.set(key, library);
  }
  return [...distinct.values()];
}
