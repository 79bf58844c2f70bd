/**
 * One licence against the project's, for one kind of use. What a family asks is said with the section or the answer of the
 * FSF that it comes from; whether two licences go together is asked of the published judgements (compatibility.ts).
 */

import type { Evidence, Severity } from '../findings/finding.ts';
import type { ExpressionLicense } from '../knowledge/license-expression.ts';
import type { LicenseFamily } from '../knowledge/license-facts.ts';
import { mayBecomePartOf, type Compatibility } from './compatibility.ts';
import type { Arrival, Verdict } from './judge.ts';
import { familyOf, familyWords, textOf, type LicenseBase } from './license-base.ts';
import { isLinkKind, libraryObligation, systemLibraryException, wholeReach, type LinkKind } from './link-kinds.ts';
import type { PackageLicense } from './package-license.ts';

/** distributed: people get copies, a web page's scripts included. network: it runs on servers only. internal: it stays in the house. */
export const DISTRIBUTIONS = ['distributed', 'network', 'internal'] as const;
export type Distribution = (typeof DISTRIBUTIONS)[number];

export interface LicenseVerdict {
  readonly severity: Severity | null;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
}

/** What stands where an expression should: UNLICENSED, own terms, nothing. */
export interface Unexpressed {
  readonly family: LicenseFamily;
  readonly said: string | null;
}

const FAQ = 'FSF, Frequently Asked Questions about the GNU Licenses';

export function judgeLicense(
  license: ExpressionLicense | Unexpressed,
  project: PackageLicense,
  arrival: Arrival | LinkKind,
  distribution: Distribution,
  base: LicenseBase,
): LicenseVerdict {
  if ('family' in license) return judgeRestricted(license.family, license.said, [], arrival);
  const name = textOf(license);
  const { family, source, detail } = base.classOf(license);
  const classified: Evidence = { message: `${name} is ${familyWords(family)}: ${detail}`, source };
  if (family !== 'permissive' && !isCopyleft(family)) return judgeRestricted(family, name, [classified], arrival);

  const aside = notPartOfTheProgram(name, family, arrival, distribution);
  if (aside) return { ...aside, evidence: [classified, ...aside.evidence] };
  const verdict = judgeTogether(license, family, project, arrival, distribution, base);
  return { ...verdict, evidence: [classified, ...verdict.evidence] };
}

function isCopyleft(family: LicenseFamily): boolean {
  return family === 'network-copyleft' || family === 'strong-copyleft' || family === 'library-copyleft' || family === 'file-copyleft';
}

/** Uses that make no common work, and works that nobody gets. */
function notPartOfTheProgram(name: string, family: LicenseFamily, arrival: Arrival | LinkKind, distribution: Distribution): LicenseVerdict | undefined {
  if (family === 'permissive') return undefined;
  const fine = (reason: string, message: string, source: string): LicenseVerdict => ({ severity: null, verdict: 'fine', reason, evidence: [{ message, source }] });
  switch (arrival) {
    case 'development':
      return fine(`${name} does not reach what a tool is used for`, 'it is used for development only: what a program is used to make is not covered by its licence, unless it copies parts of itself into it', `${FAQ}, "WhatCaseIsOutputGPL"`);
    case 'type-only':
      return fine(`only types are taken from it, which the compiler erases`, 'only types are imported: the compiler erases them, and nothing of the package is in what it writes', 'TypeScript Handbook, "Type-Only Imports and Exports"');
    case 'separate-process':
      return fine('it runs as a program of its own', 'it is run as a separate program: two programs side by side are an aggregate, not one work', `${FAQ}, "MereAggregation"`);
    default:
  }
  if (distribution === 'internal' && family !== 'network-copyleft') {
    return fine('nothing is given to others', 'the policy says that the project is not distributed: using and changing a copy within one organization asks nothing', `${FAQ}, "InternalDistribution"`);
  }
  if (distribution === 'network' && family !== 'network-copyleft') {
    return {
      severity: 'hint',
      verdict: 'obligation',
      reason: `${name} asks nothing as long as the program runs on your servers only, and all it asks as soon as people get copies`,
      evidence: [{ message: 'the policy says that the project runs on servers: letting people use a program over a network is not distributing it', source: `${FAQ}, "UnreleasedMods"` }],
    };
  }
  return undefined;
}

/** Both are parts of one work. */
function judgeTogether(
  license: ExpressionLicense,
  family: LicenseFamily,
  project: PackageLicense,
  arrival: Arrival | LinkKind,
  distribution: Distribution,
  base: LicenseBase,
): LicenseVerdict {
  const name = textOf(license);
  const own = project.expression === null ? null : familyOf(project.expression, base);
  const stays = project.expression === null ? undefined : mayBecomePartOf(license, project.expression, base);

  if (stays?.answer === 'yes') {
    return { severity: null, verdict: 'fine', reason: `${name} may be part of a work under ${project.text}`, evidence: stays.evidence };
  }
  if (family === 'permissive') return judgePermissive(name, project, own, stays, arrival);
  if (family === 'library-copyleft') return judgeLibrary(name, project, own, stays, arrival);
  if (family === 'file-copyleft') return judgeFiles(name, project, own, stays);
  return judgeWhole(license, family, project, own, stays, arrival, distribution, base);
}

/** Permissive into copyleft is where permissive licences fail: Apache-2.0 in GPL-2.0-only, the advertising clause of BSD-4-Clause. */
function judgePermissive(name: string, project: PackageLicense, own: LicenseFamily | null, stays: Compatibility | undefined, arrival: Arrival | LinkKind): LicenseVerdict {
  if (stays?.answer === 'no' && own !== null && isCopyleft(own)) return unlessOfTheSystem(incompatible(name, project, stays), own, arrival);
  return { severity: null, verdict: 'fine', reason: `${name} asks only that its notices are kept`, evidence: stays?.evidence ?? [] };
}

function judgeLibrary(name: string, project: PackageLicense, own: LicenseFamily | null, stays: Compatibility | undefined, arrival: Arrival | LinkKind): LicenseVerdict {
  // OSADL judges copying code into a work, which for a library is another question than linking to it.
  if (stays?.answer === 'no' && stays.judges.includes('FSF') && own !== null && isWhole(own)) return incompatible(name, project, stays);
  if (isLinkKind(arrival)) {
    const { severity, keep, evidence } = libraryObligation(name, arrival);
    return { severity, verdict: 'obligation', reason: `${name} covers the library: ${keep}`, evidence: [evidence, ...(stays?.evidence ?? [])] };
  }
  const bundled = arrival === 'bundled';
  const asked = bundled
    ? 'bundled into one file, it has to stay exchangeable: whoever gets the program needs what it takes to put another version of the library in'
    : 'loaded as a package of its own, it stays exchangeable: keep its notices and licence text, and give the source of the library with your changes';
  return {
    severity: bundled ? 'warning' : 'information',
    verdict: 'obligation',
    reason: `${name} covers the library: ${bundled ? 'bundled, it must remain exchangeable for whoever gets the program' : 'keep it exchangeable, with its notices and its source'}`,
    evidence: [{ message: asked, source: name.startsWith('LGPL-3') ? 'LGPL-3.0, section 4' : name.startsWith('LGPL') ? 'LGPL-2.1, section 6' : `the licence's own text` }, ...(stays?.evidence ?? [])],
  };
}

function judgeFiles(name: string, project: PackageLicense, own: LicenseFamily | null, stays: Compatibility | undefined): LicenseVerdict {
  if (stays?.answer === 'no' && own !== null && isWhole(own)) return incompatible(name, project, stays);
  return {
    severity: 'hint',
    verdict: 'obligation',
    reason: `${name} covers its own files: give their source, with your changes to them, and keep their notices`,
    evidence: [
      { message: 'files of the project beside it may have any licence, its own files keep theirs', source: name.startsWith('MPL-2.0') ? 'MPL-2.0, sections 3.1 to 3.3' : `the licence's own text` },
      ...(stays?.evidence ?? []),
    ],
  };
}

function isWhole(family: LicenseFamily): boolean {
  return family === 'strong-copyleft' || family === 'network-copyleft';
}

/** Strong and network copyleft: the whole work goes under it, or may not be distributed at all. */
function judgeWhole(
  license: ExpressionLicense,
  family: LicenseFamily,
  project: PackageLicense,
  own: LicenseFamily | null,
  stays: Compatibility | undefined,
  arrival: Arrival | LinkKind,
  distribution: Distribution,
  base: LicenseBase,
): LicenseVerdict {
  const name = textOf(license);
  const reach: Evidence = isLinkKind(arrival) && family === 'strong-copyleft'
    ? wholeReach(arrival)
    : family === 'network-copyleft'
      ? { message: 'a program that holds it is covered as a whole, and its users over a network have to be offered its source', source: /^AGPL-3/.test(name) ? 'AGPL-3.0, sections 5(c) and 13' : `the licence's own text` }
      : { message: 'a program that imports it is combined with it, so that the whole is covered when it is distributed', source: `${FAQ}, "IfLibraryIsGPL"` };
  const open = own !== null && own !== 'proprietary' && own !== 'custom' && own !== 'unknown' && own !== 'source-available';
  if (distribution === 'internal') {
    return { severity: 'information', verdict: 'obligation', reason: `${name} gives everybody who uses the program over a network a right to its source, colleagues included`, evidence: [reach] };
  }
  if (project.expression === null || !open) return judgeClosed(name, project, reach);

  const moves = mayBecomeUnder(project, license, base);
  const evidence = [reach, ...(stays?.evidence ?? []), ...(moves?.evidence ?? [])];
  if (moves?.answer === 'yes') {
    return { severity: 'warning', verdict: 'copyleft', reason: `what you distribute with it is ${name} as a whole: your own code may stay ${project.text}, the program may not`, evidence };
  }
  if (moves?.answer === 'no') {
    return { severity: 'error', verdict: 'incompatible', reason: `the whole would have to be ${name}, which code under ${project.text} may not become`, evidence };
  }
  const judged = moves?.answer === 'depends' ? 'whether code under it may become that depends on more than the two licences' : 'no source that we have judges whether code under it may become that';
  return { severity: 'warning', verdict: 'copyleft', reason: `the whole would have to be ${name}, and the project is ${project.text}: ${judged}`, evidence };
}

/** The project's own code under the package's licence: every one of the project's licences has to allow it. */
function mayBecomeUnder(project: PackageLicense, license: ExpressionLicense, base: LicenseBase): Compatibility | undefined {
  return project.expression === null ? undefined : mayBecomePartOf(project.expression, license, base);
}

function judgeClosed(name: string, project: PackageLicense, reach: Evidence): LicenseVerdict {
  switch (project.state) {
    case 'missing':
      return { severity: 'warning', verdict: 'copyleft', reason: `what you distribute with it is ${name} as a whole, and the project states no licence of its own`, evidence: [reach] };
    case 'unlicensed':
      return { severity: 'error', verdict: 'incompatible', reason: `what you distribute with it is ${name} as a whole, and the project is ${project.text ?? 'UNLICENSED'}: nobody would get the rights that ${name} demands for them`, evidence: [reach] };
    default:
      return { severity: 'error', verdict: 'incompatible', reason: `what you distribute with it is ${name} as a whole, and the project's own terms (${project.text ?? 'unknown'}) are not known to allow that`, evidence: [reach] };
  }
}

/** What the GPL says of libraries of the operating system can make it none; whether it is one, a person has to know. */
function unlessOfTheSystem(verdict: LicenseVerdict, own: LicenseFamily, arrival: Arrival | LinkKind): LicenseVerdict {
  const exception = isLinkKind(arrival) ? systemLibraryException(own, arrival) : undefined;
  if (!exception) return verdict;
  return { ...verdict, severity: 'information', reason: `${verdict.reason}, unless it comes with the operating system`, evidence: [...verdict.evidence, exception] };
}

function incompatible(name: string, project: PackageLicense, stays: Compatibility): LicenseVerdict {
  return { severity: 'error', verdict: 'incompatible', reason: `${name} may not be part of a work under ${project.text}`, evidence: stays.evidence };
}

/** Not open source, or not known to be. A tool is used too, so development is milder but not silent. */
function judgeRestricted(family: LicenseFamily, said: string | null, evidence: readonly Evidence[], arrival: Arrival | LinkKind): LicenseVerdict {
  const aside = arrival === 'development' || arrival === 'type-only';
  const severity: Severity = aside ? 'information' : 'warning';
  switch (family) {
    case 'missing':
      return { severity, verdict: 'missing', reason: 'it states no licence, and without one nobody may use it', evidence: [...evidence, { message: 'a work without a licence may not be copied or changed', source: 'Berne Convention, article 9' }] };
    case 'proprietary':
      return { severity, verdict: 'restricted', reason: `its manifest says ${said ?? 'UNLICENSED'}: it grants nobody a licence`, evidence: [...evidence, { message: '"UNLICENSED" says that no rights are granted', source: 'npm documentation, package.json, "license"' }] };
    case 'custom':
      return { severity, verdict: 'restricted', reason: `it has terms of its own${said === null ? '' : ` (${said})`}, which somebody has to read`, evidence };
    case 'source-available':
      return { severity, verdict: 'restricted', reason: `${said} is no open-source licence: it limits who may use it, or for what`, evidence };
    default:
      return { severity, verdict: 'unknown', reason: said === null ? 'its licence is not known' : `"${said}" is no licence that can be read`, evidence };
  }
}
