/**
 * What a package's licence means for the project that uses it in this way. The steps are in the order in which a lawyer
 * would take them: is there an exception on record, which side of a choice is taken, does this kind of use touch the
 * licence at all, does a policy decide, and only then what the two licences say to each other. Each step is evidence.
 */

import type { Evidence, Severity } from '../findings/finding.ts';
import { alternativesOf, type ExpressionLicense } from '../knowledge/license-expression.ts';
import type { LicenseFamily } from '../knowledge/license-facts.ts';
import { compareStrictness, stricter, textOf, type LicenseBase } from './license-base.ts';
import { judgeLicense, type LicenseVerdict } from './judge-license.ts';
import type { LinkKind } from './link-kinds.ts';
import type { PackageLicense } from './package-license.ts';
import { choiceFor, exceptionFor, levelFor, type FolderPolicy, type PolicyLevel } from './policy.ts';

/** How a package arrives. A separate process talks to the project without being part of it. */
export type Arrival = 'runtime' | 'bundled' | 'optional' | 'peer' | 'development' | 'type-only' | 'separate-process';

export interface PackageUse {
  readonly name: string;
  readonly version: string | null;
  readonly arrival: Arrival | LinkKind;
  readonly direct: boolean;
  /** "app", "a", "b@2.1". */
  readonly path: readonly string[];
}

export type Verdict =
  | 'fine'
  /** An OR whose sides differ and of which none fits better by itself: a person has to choose. */
  | 'choice'
  /** Weak copyleft: conditions that can be kept without changing the project's licence. */
  | 'obligation'
  /** The licence reaches the whole of what is distributed, and the project's own licence allows that. */
  | 'copyleft'
  | 'incompatible'
  /** Source-available, UNLICENSED, or terms of its own. */
  | 'restricted'
  | 'unknown'
  | 'missing'
  | 'denied'
  | 'excepted';

export interface Judgement {
  /** Of what is kept after a choice. */
  readonly family: LicenseFamily;
  /** Null: nothing to say. */
  readonly severity: Severity | null;
  readonly verdict: Verdict;
  /** A clause for the message: "its GPL-3.0-only covers the whole of what app distributes". */
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  /** Sides of an OR, the mildest for this project first; empty where there is no choice. */
  readonly alternatives: readonly string[];
  /** The side that was judged: recorded in the policy, or the mildest. */
  readonly chosen: string | null;
}

const RANK: readonly (Severity | null)[] = ['error', 'warning', 'information', 'hint', null];

/** @param today "2026-11-25": whether an exception has expired. */
export function judge(
  license: PackageLicense,
  project: PackageLicense,
  use: PackageUse,
  policy: FolderPolicy,
  base: LicenseBase,
  today: string,
): Judgement {
  const sides = license.expression === null ? [] : alternativesOf(license.expression).map((parts) => judgeSide(parts, project, use, policy, base));
  const judged = sides.length === 0 ? judgeWithoutExpression(license, project, use, policy, base) : takeSide(sides, use, policy);
  const exception = exceptionFor(policy, use, today);
  if (!exception) return judged;
  const until = exception.expires === null ? 'without end' : `until ${exception.expires}`;
  return {
    ...judged,
    severity: null,
    verdict: 'excepted',
    reason: `allowed ${until}: ${exception.reason}`,
    evidence: [...judged.evidence, { message: `the policy allows ${exception.package} ${until}: ${exception.reason}`, source: policy.source }],
  };
}

interface Side extends LicenseVerdict {
  readonly text: string;
  readonly family: LicenseFamily;
}

/** One side of a choice: all of its licences bind. */
function judgeSide(parts: readonly ExpressionLicense[], project: PackageLicense, use: PackageUse, policy: FolderPolicy, base: LicenseBase): Side {
  const verdicts = parts.map((part) => {
    const family = base.classOf(part).family;
    const verdict = judgeLicense(part, project, use.arrival, policy.distribution, base);
    return { ...withPolicy(verdict, levelFor(policy, use, part, family), policy), family };
  });
  const worst = verdicts.reduce((a, b) => (RANK.indexOf(b.severity) < RANK.indexOf(a.severity) ? b : a));
  const text = parts.map(textOf).join(' AND ');
  return { ...worst, text, family: verdicts.map((verdict) => verdict.family).reduce(stricter), evidence: verdicts.flatMap(({ evidence }) => evidence) };
}

function takeSide(sides: readonly Side[], use: PackageUse, policy: FolderPolicy): Judgement {
  const sorted = [...sides].sort(
    (a, b) => RANK.indexOf(b.severity) - RANK.indexOf(a.severity) || compareStrictness(a.family, b.family),
  );
  const alternatives = sorted.length > 1 ? sorted.map(({ text }) => text) : [];
  const recorded = alternatives.length > 0 ? choiceFor(policy, use) : undefined;
  const taken = recorded ? sorted.find(({ text }) => sameLicense(text, recorded.license)) : undefined;
  const side = taken ?? sorted[0]!;
  const evidence: Evidence[] = [...side.evidence];
  if (taken) evidence.unshift({ message: `the policy records the choice of ${taken.text}${recorded!.reason === null ? '' : `: ${recorded!.reason}`}`, source: policy.source });
  else if (recorded) evidence.unshift({ message: `the policy records the choice of ${recorded.license}, which the package does not offer`, source: policy.source });
  else if (alternatives.length > 0) evidence.unshift({ message: `the package may be used under any of ${alternatives.join(', ')}; judged by ${side.text}`, source: 'SPDX specification 2.3, annex D.4' });
  return { family: side.family, severity: side.severity, verdict: side.verdict, reason: side.reason, evidence, alternatives, chosen: alternatives.length > 0 ? side.text : null };
}

function sameLicense(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** No expression to judge: that alone is the answer, unless the way of use or the policy makes it none. */
function judgeWithoutExpression(license: PackageLicense, project: PackageLicense, use: PackageUse, policy: FolderPolicy, base: LicenseBase): Judgement {
  const family: LicenseFamily =
    license.state === 'unlicensed' ? 'proprietary' : license.state === 'custom' ? 'custom' : license.state === 'missing' ? 'missing' : 'unknown';
  const verdict = judgeLicense({ family, said: license.text }, project, use.arrival, policy.distribution, base);
  const decided = withPolicy(verdict, levelFor(policy, use, null, family), policy);
  return { ...decided, family, alternatives: [], chosen: null };
}

function withPolicy(verdict: LicenseVerdict, level: PolicyLevel | undefined, policy: FolderPolicy): LicenseVerdict {
  if (!level) return verdict;
  const evidence = [...verdict.evidence, { message: `the policy says "${level.level}" for ${level.of}`, source: policy.source }];
  if (level.level === 'allow') return { ...verdict, severity: null, verdict: 'fine', reason: `allowed by the policy for ${level.of}`, evidence };
  if (level.level === 'deny') return { severity: 'error', verdict: 'denied', reason: `the policy denies ${level.of}`, evidence };
  const milder = RANK.indexOf(verdict.severity) > RANK.indexOf('warning');
  return milder ? { severity: 'warning', verdict: 'denied', reason: `the policy warns of ${level.of}`, evidence } : { ...verdict, evidence };
}
