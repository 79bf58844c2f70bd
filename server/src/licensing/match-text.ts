/**
 * Which licences a text holds, by likeness to the texts of the SPDX list, with a score and the place of each. A text may
 * hold several licences and other words around them. Words count in runs of three: the score is twice the runs that both
 * have, by the runs of the licence and of the stretch in which it stands (Dice). It names nothing below the threshold.
 */

import { LineIndex } from '../base/line-index.ts';
import type { Position, Range } from '../base/location.ts';
import type { Fingerprint, Fingerprints } from '../knowledge/license-fingerprints.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { lengthOfHead, runsOf, termsOf, wordsOf, type Words } from './license-words.ts';

export interface MatchedLicense {
  /** SPDX expression: "GPL-2.0-only"; the text of the GPL alone does not say "or later", a notice beside it does. */
  readonly expression: string;
  /** All licences that have this text: the text alone does not tell them apart. */
  readonly ids: readonly string[];
  /** 1: the same words in the same order, but for what the SPDX guidelines ignore. */
  readonly score: number;
  readonly kind: 'text' | 'notice';
  readonly range: Range;
  /** Whose text it was compared with. */
  readonly source: string;
}

export interface TextMatch {
  /** In the order of their places. */
  readonly licenses: readonly MatchedLicense[];
  /** What came nearest where nothing was near enough. */
  readonly nearest: { readonly expression: string; readonly score: number } | null;
}

/** Below it a text is not called by a licence's name. */
export const THRESHOLD = 0.8;
/** Of its own runs that a licence has to have in the text: a warranty paragraph alone is no licence. */
const COVERED = 0.72;
/** Short licences are a sentence or two, which have to be there whole. */
const SHORT = 30;
const COVERED_SHORT = 0.9;
/** In characters: a longer text is no licence file, and is not compared. */
export const LONGEST_TEXT = 500_000;
/** Of the sampled runs: the sample is small, so it is only asked roughly which texts are worth comparing. */
const LEAST_SHARE = 0.4;
const SHARE_SPREAD = 0.3;
/** Where nearly all of a sample is there, a licence with much less of its own is not the one. */
const NEARLY_ALL = 0.95;
const NARROW_SPREAD = 0.22;
const CANDIDATES = 16;
/** Nearer than any two licences of the list that mean different things. */
const CONFIRMED = 0.98;
/** Runs around it: a name and a greeting, too few for another licence. */
const CONFIRMED_REST = 25;
/** A list of the licences of others has more than anybody reads here. */
const PASSES = 6;
const NOTHING: TextMatch = { licenses: [], nearest: null };

/** What the words of a text hold, wherever they stand. */
interface Looked {
  readonly found: readonly Found[];
  /** One licence from the first word to the last. */
  readonly whole: boolean;
}

interface Reference {
  readonly fingerprint: Fingerprint;
  readonly runs: Uint32Array;
}

interface Found {
  readonly reference: Reference;
  readonly score: number;
  /** Runs that the licence explains, less those in which the two differ: it decides between licences that are alike. */
  readonly gain: number;
  /** Indices of runs in the text. */
  readonly from: number;
  readonly to: number;
}

export class TextMatcher {
  private readonly references = new Map<Fingerprint, Reference | undefined>();
  private readonly answers = new Map<string, TextMatch>();
  private readonly unwrapped = new Map<string, Looked>();

  private byId: ReadonlyMap<string, Fingerprint> | undefined;

  constructor(private readonly knowledge: KnowledgeBase) {}

  /**
   * Most licence files of a tree differ in copyright line and wrapping alone: what stands below is compared once.
   * @param expected ids that the text should be of: where it is one of them from end to end, no other is looked for.
   */
  match(text: string, expected: readonly string[] = []): TextMatch {
    if (text.length > LONGEST_TEXT) return NOTHING;
    const head = lengthOfHead(text);
    const body = text.slice(head);
    let answer = this.answers.get(body);
    if (!answer) {
      answer = this.matchWrapped(body, expected);
      if (body.length < 100_000 && this.answers.size < 5_000) this.answers.set(body, answer);
    }
    return head === 0 ? answer : movedDown(answer, text.slice(0, head).split('\n').length - 1);
  }

  /** Texts of the same words that are wrapped otherwise differ in the places of their words alone. */
  private matchWrapped(body: string, expected: readonly string[]): TextMatch {
    const unwrapped = body.replace(/\s+/g, ' ');
    const known = this.unwrapped.get(unwrapped);
    if (known?.whole) return answerFrom(known.found, this.named(known.found, undefined, body));
    const words = wordsOf(body);
    const answer = known ?? this.look(runsOf(words.words), expected);
    if (!known && this.unwrapped.size < 2_000) this.unwrapped.set(unwrapped, answer);
    return answerFrom(answer.found, this.named(answer.found.filter(isNamed), words, body));
  }

  /** How alike a text is to one licence, wherever it may stand in it; 0 where it is not there. */
  likeness(text: string, id: string): number {
    const [reference] = this.referencesOf([id]);
    return (reference && compare(reference, numbered(runsOf(wordsOf(text).words)))?.score) ?? 0;
  }

  private look(runs: Uint32Array, expected: readonly string[]): Looked {
    const confirmed = this.confirm(runs, expected);
    const found = confirmed ? [confirmed] : this.findIn(runs);
    const [only] = found;
    return { found, whole: found.length === 1 && isNamed(only!) && only!.from === 0 && only!.to === runs.length };
  }

  /** An expected licence that is the text from end to end, but for a name here and there. */
  private confirm(runs: Uint32Array, expected: readonly string[]): Found | undefined {
    if (expected.length === 0) return undefined;
    const text = numbered(runs);
    return this.referencesOf(expected)
      .map((reference) => compare(reference, text))
      .find((found) => found !== undefined && found.score >= CONFIRMED && runs.length - (found.to - found.from) <= CONFIRMED_REST);
  }

  private referencesOf(ids: readonly string[]): Reference[] {
    this.byId ??= byIdOf(this.knowledge.licenseFingerprints());
    const fingerprints = new Set(ids.flatMap((id) => this.byId!.get(id) ?? []));
    return [...fingerprints].flatMap((fingerprint) => this.reference(fingerprint) ?? []);
  }

  /** The licences that explain most of the text; then again in what is left around them. */
  private findIn(runs: Uint32Array): Found[] {
    const fingerprints = this.knowledge.licenseFingerprints();
    if (!fingerprints) return [];
    const all: Found[] = [];
    let left = runs;
    for (let pass = 0; pass < PASSES && left.length > 0; pass++) {
      const text = numbered(left);
      const found = withoutOverlaps(this.candidatesOf(left, fingerprints).flatMap((reference) => compare(reference, text) ?? []));
      all.push(...(pass === 0 ? found : found.filter(isNamed)));
      const named = found.filter(isNamed);
      if (named.length === 0) break;
      left = Uint32Array.from(left);
      for (const { from, to } of named) left.fill(0, from, to);
    }
    return all;
  }

  private candidatesOf(runs: Uint32Array, fingerprints: Fingerprints): Reference[] {
    const counts = fingerprints.count(runs);
    const shares = fingerprints.all.map((fingerprint, i) => ({ fingerprint, share: counts[i]! / fingerprint.sampled }));
    const highest = shares.reduce((most, { share }) => Math.max(most, share), 0);
    return shares
      .filter(({ share }) => share >= Math.max(LEAST_SHARE, highest - (highest >= NEARLY_ALL ? NARROW_SPREAD : SHARE_SPREAD)))
      .sort((a, b) => b.share - a.share || b.fingerprint.runs - a.fingerprint.runs)
      .slice(0, CANDIDATES)
      .flatMap(({ fingerprint }) => this.reference(fingerprint) ?? []);
  }

  private reference(fingerprint: Fingerprint): Reference | undefined {
    if (!this.references.has(fingerprint)) {
      const words = fingerprint.words?.split(' ') ?? this.wordsOfLicense(fingerprint);
      this.references.set(fingerprint, words && { fingerprint, runs: runsOf(words) });
    }
    return this.references.get(fingerprint);
  }

  private wordsOfLicense({ ids, from, to }: Fingerprint): readonly string[] | undefined {
    const text = this.knowledge.licenseText(ids[0]!);
    return text === undefined ? undefined : wordsOf(termsOf(text.slice(from, to))).words;
  }

  /** @param words undefined where one licence is all of the text */
  private named(found: readonly Found[], words: Words | undefined, text: string): MatchedLicense[] {
    const lines = new LineIndex(text);
    const source = `SPDX text, ${this.knowledge.licenseSource()}`;
    return [...found]
      .sort((a, b) => a.from - b.from)
      .map(({ reference: { fingerprint }, score, from, to }) => ({
        expression: fingerprint.ids[0]!,
        ids: fingerprint.ids,
        score,
        kind: fingerprint.kind,
        range: lines.range(words ? { start: words.starts[from]!, end: words.ends[to + 1]! } : { start: text.search(/\S/), end: text.trimEnd().length }),
        source,
      }));
  }
}

function byIdOf(fingerprints: Fingerprints | undefined): ReadonlyMap<string, Fingerprint> {
  const texts = (fingerprints?.all ?? []).filter(({ kind }) => kind === 'text');
  return new Map(texts.flatMap((fingerprint) => fingerprint.ids.map((id) => [id, fingerprint] as const)));
}

function answerFrom(found: readonly Found[], licenses: readonly MatchedLicense[]): TextMatch {
  const best = found.reduce<Found | undefined>((a, b) => (a && a.score >= b.score ? a : b), undefined);
  return {
    licenses: readTogether(withoutExamples(licenses)),
    nearest: licenses.length > 0 || !best ? null : { expression: best.reference.fingerprint.ids[0]!, score: best.score },
  };
}

function movedDown(match: TextMatch, lines: number): TextMatch {
  const moved = ({ line, column }: Position): Position => ({ line: line + lines, column });
  return { ...match, licenses: match.licenses.map((license) => ({ ...license, range: { start: moved(license.range.start), end: moved(license.range.end) } })) };
}

function isNamed({ score, reference }: Found): boolean {
  return score >= (reference.runs.length < SHORT ? COVERED_SHORT : THRESHOLD);
}

function withoutOverlaps(found: readonly Found[]): Found[] {
  const taken: Found[] = [];
  for (const candidate of [...found].sort((a, b) => b.gain - a.gain)) {
    if (taken.every((other) => candidate.to <= other.from || candidate.from >= other.to)) taken.push(candidate);
  }
  return taken;
}

/** Runs of a text by small numbers, so that comparing it with many licences is work on arrays. */
interface NumberedRuns {
  readonly numbers: Int32Array;
  readonly numberOf: ReadonlyMap<number, number>;
}

function numbered(runs: Uint32Array): NumberedRuns {
  const numberOf = new Map<number, number>();
  const numbers = Int32Array.from(runs, (run) => {
    let number = numberOf.get(run);
    if (number === undefined) numberOf.set(run, (number = numberOf.size));
    return number;
  });
  return { numbers, numberOf };
}

/** Where the licence stands in the text, and how alike the two are there. */
function compare(reference: Reference, { numbers, numberOf }: NumberedRuns): Found | undefined {
  const wanted = new Int32Array(numberOf.size);
  const known = new Uint8Array(numberOf.size);
  for (const run of reference.runs) {
    const number = numberOf.get(run);
    if (number === undefined) continue;
    wanted[number]!++;
    known[number] = 1;
  }
  const hits: number[] = [];
  numbers.forEach((number, i) => {
    if (known[number] === 1) hits.push(i);
  });
  const place = bestWindow(hits, numbers, wanted, reference.runs.length);
  if (!place) return undefined;
  const { from, to, common } = place;
  const size = reference.runs.length + (to - from);
  const gain = 3 * common - size;
  const covered = common / reference.runs.length;
  const enough = covered >= (reference.runs.length < SHORT ? COVERED_SHORT : COVERED);
  const score = (2 * common) / size;
  return { reference, gain, score: enough ? score : Math.min(score, covered, THRESHOLD - 0.01), from, to };
}

interface Window {
  readonly from: number;
  readonly to: number;
  /** Runs that the licence and the window share, each as often as both have it. */
  readonly common: number;
}

/** Words may stand between the licence's own, a quarter of it at most. */
const ROOM = 1.25;

/** The narrowest window, no longer than the licence with some room, that shares most with it. */
function bestWindow(hits: readonly number[], numbers: Int32Array, wanted: Int32Array, length: number): Window | undefined {
  const width = Math.ceil(length * ROOM) + 12;
  /** How often the licence has a run more than the window; below zero the window has it too often. */
  const left = Int32Array.from(wanted);
  let common = 0;
  let best: Window | undefined;
  for (let start = 0, end = 0; end < hits.length; end++) {
    if (left[numbers[hits[end]!]!]!-- > 0) common++;
    for (; start < end; start++) {
      const first = numbers[hits[start]!]!;
      if (hits[end]! - hits[start]! < width && left[first]! >= 0) break;
      if (left[first]!++ >= 0) common--;
    }
    if (!best || common > best.common) best = { from: hits[start]!, to: hits[end]! + 1, common };
  }
  return best && trimmed(best, hits, numbers, wanted);
}

/** Single runs far before or behind the others are phrases of the text around, like "the above copyright notice". */
function trimmed(window: Window, hits: readonly number[], numbers: Int32Array, wanted: Int32Array): Window {
  const inside = hits.filter((hit) => hit >= window.from && hit < window.to);
  let [start, end] = [0, inside.length - 1];
  const most = Math.max(3, inside.length * 0.05);
  for (let i = 1; i <= most && i < inside.length; i++) {
    if (inside[i]! - inside[i - 1]! > 12) start = i;
    if (inside[inside.length - i]! - inside[inside.length - 1 - i]! > 12) end = inside.length - 1 - i;
  }
  if (end < start || (start === 0 && end === inside.length - 1)) return window;
  const left = Int32Array.from(wanted);
  let common = 0;
  for (const hit of inside.slice(start, end + 1)) if (left[numbers[hit]!]!-- > 0) common++;
  const narrow = { from: inside[start]!, to: inside[end]! + 1, common };
  return 3 * narrow.common - (narrow.to - narrow.from) >= 3 * window.common - (window.to - window.from) ? narrow : window;
}

/**
 * What texts say of each other: a notice "or any later version" settles what the text alone leaves open, and version 3 of
 * the LGPL is a supplement to version 3 of the GPL, whose text therefore stands beside it.
 */
export function readTogether(licenses: readonly MatchedLicense[]): readonly MatchedLicense[] {
  const lesser = licenses.some(({ ids }) => ids.includes('LGPL-3.0-only'));
  const own = licenses.filter(({ ids, kind }) => !(lesser && kind === 'text' && ids.includes('GPL-3.0-only')));
  return withNotices(own);
}

/** A licence that tells how to apply it holds an example of the notice behind its terms, which says nothing of this work. */
function withoutExamples(licenses: readonly MatchedLicense[]): readonly MatchedLicense[] {
  const nameOf = (id: string): string => id.replace(/-(?:only|or-later)$/, '');
  return licenses.filter(
    (license, i) => license.kind === 'text' || !licenses.slice(0, i).some((before) => before.kind === 'text' && nameOf(before.expression) === nameOf(license.expression)),
  );
}

function withNotices(licenses: readonly MatchedLicense[]): readonly MatchedLicense[] {
  const notices = licenses.filter(({ kind }) => kind === 'notice').map(({ expression }) => expression);
  return licenses.map((license) => {
    const said = license.kind === 'text' ? license.ids.find((id) => notices.includes(id)) : undefined;
    return said ? { ...license, expression: said } : license;
  });
}
