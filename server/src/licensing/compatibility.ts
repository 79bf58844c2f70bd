/**
 * May code under one licence become part of a work under another? Asked of the FSF where the work is under the GPL, and of
 * OSADL's matrix; each answer is kept with its source. Where the two differ the answer is "depends", where neither judges
 * it is "not judged": we judge no pair ourselves.
 */

import type { Evidence } from '../findings/finding.ts';
import { isConjunction, type ExpressionLicense, type LicenseExpression } from '../knowledge/license-expression.ts';
import type { LicenseFacts } from '../knowledge/license-facts.ts';
import { textOf, type LicenseBase } from './license-base.ts';
import { versionsOf } from './license-versions.ts';

export interface Compatibility {
  readonly answer: 'yes' | 'no' | 'depends' | 'not judged';
  readonly evidence: readonly Evidence[];
  /** The FSF judges combining and linking, OSADL copying code into a work. */
  readonly judges: readonly ('FSF' | 'OSADL')[];
}

/** @param part what goes in, @param whole the licence of the work: of its alternatives one has to fit, of its conjunctions all. */
export function mayBecomePartOf(part: LicenseExpression, whole: LicenseExpression, base: LicenseBase): Compatibility {
  const { facts } = base;
  if (!facts) return { answer: 'not judged', evidence: [], judges: [] };
  return combine(part, whole, facts);
}

function combine(part: LicenseExpression, whole: LicenseExpression, facts: LicenseFacts): Compatibility {
  if (isConjunction(whole)) {
    const sides = [combine(part, whole.left, facts), combine(part, whole.right, facts)];
    return whole.conjunction === 'or' ? best(sides) : worst(sides);
  }
  if (isConjunction(part)) {
    const sides = [combine(part.left, whole, facts), combine(part.right, whole, facts)];
    return part.conjunction === 'or' ? best(sides) : worst(sides);
  }
  const pairs = versionsOf(whole, facts).flatMap((out) => versionsOf(part, facts).map((into) => judgePair(out, into, facts)));
  return best(pairs);
}

const ORDER: readonly Compatibility['answer'][] = ['yes', 'depends', 'not judged', 'no'];

function best(answers: readonly Compatibility[]): Compatibility {
  return [...answers].sort((a, b) => ORDER.indexOf(a.answer) - ORDER.indexOf(b.answer))[0]!;
}

/** "Not judged" outweighs "depends" here: of parts that all bind, the one that nobody vouches for is the news. */
function worst(answers: readonly Compatibility[]): Compatibility {
  return [...answers].sort((a, b) => ORDER.indexOf(b.answer) - ORDER.indexOf(a.answer))[0]!;
}

/** One version of each. */
function judgePair(whole: ExpressionLicense, part: ExpressionLicense, facts: LicenseFacts): Compatibility {
  const [out, into] = [textOf(whole), textOf(part)];
  if (out === into) return { answer: 'yes', evidence: [{ message: `both are ${out}` }], judges: [] };
  const answers = [fsfAnswer(whole, part, facts), osadlAnswer(out, into, facts)].filter((answer) => answer !== undefined);
  if (answers.length === 0) {
    return { answer: 'not judged', evidence: [{ message: `no source that we have judges ${into} in a work under ${out}` }], judges: [] };
  }
  const same = answers.every(({ answer }) => answer === answers[0]!.answer);
  return { answer: same ? answers[0]!.answer : 'depends', evidence: answers.flatMap(({ evidence }) => evidence), judges: answers.flatMap(({ judges }) => judges) };
}

/** The FSF's page judges licences against the GPL, versions 2 and 3; what an exception allows besides is not on it. */
function fsfAnswer(whole: ExpressionLicense, part: ExpressionLicense, facts: LicenseFacts): Compatibility | undefined {
  const version = whole.exception === null ? /^GPL-([23])\.0-only$/.exec(whole.license)?.[1] : undefined;
  const judgement = version === undefined || part.exception !== null ? undefined : facts.fsf(part.license);
  if (!judgement) return undefined;
  const fits = judgement.gplVersions.some((gpl) => String(gpl) === version);
  const words = fits ? 'may be combined with' : 'may not be combined with';
  return {
    answer: fits ? 'yes' : 'no',
    evidence: [{ message: `code under ${part.license} ${words} code under version ${version} of the GPL`, source: `${judgement.source} (${judgement.url})` }],
    judges: ['FSF'],
  };
}

function osadlAnswer(out: string, into: string, facts: LicenseFacts): Compatibility | undefined {
  const judgement = facts.osadl(out, into);
  if (!judgement) return undefined;
  const words = { yes: 'may be copied', no: 'may not be copied', depends: 'may be copied under conditions' }[judgement.answer];
  return { answer: judgement.answer, evidence: [{ message: `code under ${into} ${words} into a work under ${out}`, source: judgement.source }], judges: ['OSADL'] };
}
