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

interface Reference {
  readonly fingerprint: Fingerprint;
  readonly runs: Int32Array;
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
  private readonly looked = new Map<string, readonly Found[]>();
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
      const words = wordsOf(body);
      const found = this.look(words, expected);
      answer = answerFrom(found, this.named(found.filter(isNamed), words, body));
      if (body.length < 100_000 && this.answers.size < 5_000) this.answers.set(body, answer);
    }
    return head === 0 ? answer : movedDown(answer, text.slice(0, head).split('\n').length - 1);
  }

  /** How alike a text is to one licence, wherever it may stand in it; 0 where it is not there. */
  likeness(text: string, id: string): number {
    const [reference] = this.referencesOf([id]);
    return (reference && compare(reference, numbered(runsOf(wordsOf(text).hashes)))?.score) ?? 0;
  }

  /** Texts of the same words are wrapped and marked up in many ways. */
  private look({ hashes }: Words, expected: readonly string[]): readonly Found[] {
    const key = digestOf(hashes);
    let found = this.looked.get(key);
    if (!found) {
      const runs = runsOf(hashes);
      const confirmed = this.confirm(runs, expected);
      found = confirmed ? [confirmed] : this.findIn(runs);
      if (this.looked.size < 5_000) this.looked.set(key, found);
    }
    return found;
  }

  /** An expected licence that is the text from end to end, but for a name here and there. */
  private confirm(runs: Int32Array, expected: readonly string[]): Found | undefined {
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
  private findIn(runs: Int32Array): Found[] {
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
      left = Int32Array.from(left);
      for (const { from, to } of named) left.fill(0, from, to);
    }
    return all;
  }

  private candidatesOf(runs: Int32Array, fingerprints: Fingerprints): Reference[] {
    const { all } = fingerprints;
    const shares = fingerprints.shares(runs);
    let highest = 0;
    for (const share of shares) if (share > highest) highest = share;
    const least = Math.max(LEAST_SHARE, highest - (highest >= NEARLY_ALL ? NARROW_SPREAD : SHARE_SPREAD));
    const near: number[] = [];
    for (let i = 0; i < shares.length; i++) if (shares[i]! >= least) near.push(i);
    return near
      .sort((a, b) => shares[b]! - shares[a]! || all[b]!.runs - all[a]!.runs)
      .slice(0, CANDIDATES)
      .flatMap((i) => this.reference(all[i]!) ?? []);
  }

  private reference(fingerprint: Fingerprint): Reference | undefined {
    if (!this.references.has(fingerprint)) {
      const text = fingerprint.text ?? this.termsOfLicense(fingerprint);
      this.references.set(fingerprint, text === undefined ? undefined : { fingerprint, runs: runsOf(wordsOf(text).hashes) });
    }
    return this.references.get(fingerprint);
  }

  private termsOfLicense({ ids, from, to }: Fingerprint): string | undefined {
    const text = this.knowledge.licenseText(ids[0]!);
    return text === undefined ? undefined : termsOf(text.slice(from, to));
  }

  private named(found: readonly Found[], words: Words, text: string): MatchedLicense[] {
    const lines = new LineIndex(text);
    const source = `SPDX text, ${this.knowledge.licenseSource()}`;
    return [...found]
      .sort((a, b) => a.from - b.from)
      .map(({ reference: { fingerprint }, score, from, to }) => ({
        expression: fingerprint.ids[0]!,
        ids: fingerprint.ids,
        score,
        kind: fingerprint.kind,
        range: lines.range({ start: words.starts[from]!, end: words.ends[to + 1]! }),
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

/** Two hashes of the words in their order, as one key. */
function digestOf(words: Int32Array): string {
  let [a, b] = [0x811c9dc5, words.length];
  for (const word of words) {
    a = Math.imul(a ^ word, 0x01000193);
    b = (Math.imul(b, 0x85ebca6b) + word) | 0;
  }
  return `${a} ${b} ${words.length}`;
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
  /** How many different ones there are. */
  readonly size: number;
  /** Negative where the text does not have the run. */
  numberOf(run: number): number;
}

/** A table of runs with open addressing: they are hashes already, and comparing asks for a million of them. */
function numbered(runs: Int32Array): NumberedRuns {
  const mask = 2 ** Math.ceil(Math.log2(runs.length * 2 + 2)) - 1;
  const keys = new Int32Array(mask + 1);
  const numbersPlusOne = new Int32Array(mask + 1);
  const slotOf = (run: number): number => {
    let slot = run & mask;
    while (numbersPlusOne[slot] !== 0 && keys[slot] !== run) slot = (slot + 1) & mask;
    return slot;
  };
  const numbers = new Int32Array(runs.length);
  let size = 0;
  for (let i = 0; i < runs.length; i++) {
    const slot = slotOf(runs[i]!);
    if (numbersPlusOne[slot] === 0) {
      keys[slot] = runs[i]!;
      numbersPlusOne[slot] = ++size;
    }
    numbers[i] = numbersPlusOne[slot]! - 1;
  }
  return { numbers, size, numberOf: (run) => numbersPlusOne[slotOf(run)]! - 1 };
}

/** Where the licence stands in the text, and how alike the two are there. */
function compare(reference: Reference, { numbers, size: different, numberOf }: NumberedRuns): Found | undefined {
  const wanted = new Int32Array(different);
  for (const run of reference.runs) {
    const number = numberOf(run);
    if (number >= 0) wanted[number]!++;
  }
  const hits = new Int32Array(numbers.length);
  let count = 0;
  for (let i = 0; i < numbers.length; i++) if (wanted[numbers[i]!] !== 0) hits[count++] = i;
  const place = bestWindow(hits.subarray(0, count), numbers, wanted, reference.runs.length);
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
function bestWindow(hits: Int32Array, numbers: Int32Array, wanted: Int32Array, length: number): Window | undefined {
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
function trimmed(window: Window, hits: Int32Array, numbers: Int32Array, wanted: Int32Array): Window {
  const inside = hits.subarray(hits.indexOf(window.from), hits.indexOf(window.to - 1) + 1);
  let [start, end] = [0, inside.length - 1];
  const most = Math.max(3, inside.length * 0.05);
  for (let i = 1; i <= most && i < inside.length; i++) {
    if (inside[i]! - inside[i - 1]! > 12) start = i;
    if (inside[inside.length - i]! - inside[inside.length - 1 - i]! > 12) end = inside.length - 1 - i;
  }
  if (end < start || (start === 0 && end === inside.length - 1)) return window;
  const left = Int32Array.from(wanted);
  let common = 0;
  for (const hit of inside.subarray(start, end + 1)) if (left[numbers[hit]!]!-- > 0) common++;
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
