/**
 * What a licence is, for hovers, `explain` and the view of its text: family, what it asks for, which judgements there are,
 * and the passages of its text that say so. Facts with their sources; the words are ours.
 */

import type { Span } from '../base/location.ts';
import { licensesIn, parseLicenseExpression, type ExpressionLicense } from '../knowledge/license-expression.ts';
import { mayBecomePartOf } from './compatibility.ts';
import { currentIds, withOfficialCase } from './correct-expression.ts';
import { familyWords, textOf, type LicenseBase } from './license-base.ts';

export interface SourcedLine {
  readonly text: string;
  readonly source: string;
}

export interface LicenseDescription {
  /** SPDX, with its exception. */
  readonly id: string;
  readonly name: string;
  readonly family: SourcedLine;
  /** What it asks of whoever passes the work on, and what it withholds. */
  readonly obligations: readonly SourcedLine[];
  /** Whether its code may go into works under well-known licences. */
  readonly compatibility: readonly SourcedLine[];
}

const ASKED: Readonly<Record<string, string>> = {
  'include-copyright': 'keep the copyright notice and the licence text',
  'include-copyright--source': 'keep the copyright notice and the licence text in sources',
  'document-changes': 'say what you changed',
  'disclose-source': 'give the source to whoever gets the program',
  'network-use-disclose': 'offer the source to whoever uses it over a network',
  'same-license': 'put what you make of it under the same licence',
  'same-license--file': 'put changed files under the same licence; other files may have any',
  'same-license--library': 'put the changed library under the same licence; works that use it may have any',
};

const WITHHELD: Readonly<Record<string, string>> = {
  liability: 'liability',
  warranty: 'warranty',
  'trademark-use': 'the use of trademarks',
  'patent-use': 'patent rights',
};

/** The licences of works that people ask about. */
const ASKED_ABOUT = ['MIT', 'Apache-2.0', 'MPL-2.0', 'LGPL-2.1-only', 'LGPL-3.0-only', 'GPL-2.0-only', 'GPL-3.0-only', 'AGPL-3.0-only'];

/** Each licence that an expression names; empty for what is no expression of known licences. */
export function describeLicenses(text: string, base: LicenseBase): readonly LicenseDescription[] {
  const parsed = parseLicenseExpression(withOfficialCase(text));
  if ('reason' in parsed) return [];
  const licenses = new Map(licensesIn(currentIds(parsed)).map((license) => [textOf(license), license]));
  return [...licenses.values()].map((license) => describeLicense(license, base));
}

function describeLicense(license: ExpressionLicense, base: LicenseBase): LicenseDescription {
  const id = textOf(license);
  const { family, source, detail } = base.classOf(license);
  return {
    id,
    name: base.knowledge.licenses()?.get(license.license)?.name ?? id,
    family: { text: `${familyWords(family)}: ${detail}`, source },
    obligations: obligationsOf(license, base),
    compatibility: ASKED_ABOUT.filter((other) => other !== license.license).map((other) => compatibilityWith(license, other, base)),
  };
}

function obligationsOf({ license }: ExpressionLicense, base: LicenseBase): SourcedLine[] {
  const facts = base.facts?.conditions(license);
  if (!facts) return [];
  const { source } = facts;
  const asked = facts.conditions.map((tag) => ({ text: ASKED[tag] ?? tag, source }));
  const withheld = facts.limitations.map((tag) => WITHHELD[tag] ?? tag);
  return [
    ...(asked.length > 0 ? asked : [{ text: 'it asks for nothing', source }]),
    ...(withheld.length > 0 ? [{ text: `it gives no ${withheld.join(', no ')}`, source }] : []),
    ...(facts.grantsPatents ? [{ text: 'it licenses the contributors\' patents', source }] : []),
  ];
}

function compatibilityWith(license: ExpressionLicense, other: string, base: LicenseBase): SourcedLine {
  const { answer, evidence } = mayBecomePartOf(license, { license: other, orLater: false, exception: null }, base);
  const words = { yes: 'may be part of', no: 'may not be part of', depends: 'depends on more than the two licences: part of', 'not judged': 'not judged: part of' }[answer];
  const sources = [...new Set(evidence.flatMap(({ source }) => source ?? []))];
  return { text: `${words} a work under ${other}`, source: sources.join('; ') };
}

export interface Passage {
  readonly title: string;
  /** What makes the licence reach further, what it then asks for, and what it keeps back. */
  readonly effect: 'triggers' | 'requires' | 'withholds';
  readonly span: Span;
}

/** What people look for in a licence, and words by which its sentences are known. */
const SUBJECTS: readonly (readonly [title: string, effect: Passage['effect'], words: RegExp])[] = [
  ['use over a network', 'triggers', /remote(?:ly)? (?:network )?(?:interact|through)|over a (?:computer )?network|external(?:ly)? deploy|communication to the public/i],
  ['licence of the whole', 'triggers', /work,? as a whole|whole or in part contains|entire work|derivative works?.{0,80}(?:under|terms of) (?:this|the terms)|must be (?:distributed|licensed|released) under (?:the terms of )?this license/i],
  ['source code', 'requires', /complete(?:,)? (?:corresponding )?(?:machine-readable )?source|corresponding source|source code form.{0,60}available|make .{0,60}source code .{0,40}available/i],
  ['linking', 'triggers', /work that uses the library|combined work|linking|link(?:ed)? with/i],
  ['notices', 'requires', /above copyright notice|retain .{0,60}notices?|copyright notice .{0,80}(?:included|retained|appear)/i],
  ['patents', 'requires', /patent (?:license|claims)|licensed patents?/i],
  ['limits of use', 'withholds', /non-?commercial|production use|competing|may not .{0,40}(?:sell|provide|host)|hosted or managed service/i],
  ['no warranty', 'withholds', /without warranty|as is|no warranty/i],
];

/** The first two paragraphs on each subject, in the order of the text. */
export function passagesOf(text: string): readonly Passage[] {
  const passages = SUBJECTS.flatMap(([title, effect, words]) =>
    paragraphsOf(text)
      .filter(({ start, end }) => words.test(text.slice(start, end).replace(/\s+/g, ' ')))
      .slice(0, 2)
      .map((span) => ({ title, effect, span })),
  );
  return passages.sort((a, b) => a.span.start - b.span.start);
}

function paragraphsOf(text: string): Span[] {
  return [...text.matchAll(/\S(?:[^\n]|\n(?!\s*\n))*/g)].map(({ index, 0: paragraph }) => ({ start: index, end: index + paragraph.trimEnd().length }));
}
