/**
 * A text as the words that matter when licences are compared, each with its place. What the SPDX matching guidelines say
 * to ignore (SPDX specification 2.3, annex B) is left out here: case, white space, punctuation, bullets and numbers of
 * lists, marks of comments and of Markdown, spellings of one word.
 */

export interface Words {
  /** Of the words as they count, 32 bits each: texts are compared by these alone. */
  readonly hashes: Uint32Array;
  /** Of the words, in the text. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Guideline 12, extraneous text at the end: the GPL and Apache licences say themselves where their terms end. */
const END_OF_TERMS = /\bEND OF (?:THE )?TERMS AND CONDITIONS\b/;

/** A licence's text without what it says of its own use behind its terms. */
export function termsOf(text: string): string {
  return text.slice(0, END_OF_TERMS.exec(text)?.index);
}

/**
 * Words are letters and digits, with one mark between them that joins: "non-exclusive", "licensor's", "apache.org", "2.0".
 * Scanned by hand and hashed on the way: a tree of packages has a million words, and a string for each costs more than
 * everything else.
 */
export function wordsOf(text: string): Words {
  const most = (text.length + 1) >>> 1;
  const hashes = new Uint32Array(most);
  const starts = new Uint32Array(most);
  const ends = new Uint32Array(most);
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    let code = text.charCodeAt(at);
    if (!isWordCode(code)) continue;
    const start = at;
    let hash = EMPTY;
    let plain = true;
    for (; isWordCode(code) || (isJoint(code) && isWordCode(text.charCodeAt(at + 1))); code = text.charCodeAt(++at)) {
      if (isUncounted(code)) continue;
      if (code >= 128) plain = false;
      hash = hashedOn(hash, code >= 65 && code <= 90 ? code + 32 : code);
    }
    const word = normal(plain ? hash >>> 0 : hashOf(text.slice(start, at).toLowerCase().replace(UNCOUNTED, '')));
    if (NOISE.has(word) || (LIST_NUMBERS.has(word) && (count === 0 || hashes[count - 1] !== VERSION))) continue;
    hashes[count] = word;
    starts[count] = start;
    ends[count] = at;
    count++;
  }
  return { hashes: hashes.subarray(0, count), starts: starts.subarray(0, count), ends: ends.subarray(0, count) };
}

function isWordCode(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
  return code >= 0xaa && isForeignWordCode(code);
}

const foreign = new Map<number, boolean>();

/** Halves of surrogate pairs count as letters. */
function isForeignWordCode(code: number): boolean {
  let known = foreign.get(code);
  if (known === undefined) foreign.set(code, (known = (code >= 0xd800 && code <= 0xdfff) || /[\p{L}\p{N}]/u.test(String.fromCharCode(code))));
  return known;
}

/** - ' . and their typographic kin. */
function isJoint(code: number): boolean {
  return code === 45 || code === 39 || code === 46 || code === 0x2010 || code === 0x2011 || code === 0x2019;
}

/** A head is a few lines: a text in which every line looks like one has no head. */
const HEAD_LINES = 14;

/** How many characters are title and copyright lines, which guidelines 4 and 11 leave out when they stand before the terms. */
export function lengthOfHead(text: string): number {
  let at = 0;
  for (let i = 0; i < HEAD_LINES; i++) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? undefined : end).trim();
    if (end < 0 && (isEmpty(line) || isCopyright(line) || isTitle(line))) return 0;
    if (!isEmpty(line) && !isCopyright(line) && !(isTitle(line) && standsAlone(text, end + 1))) return at;
    at = end + 1;
  }
  return at;
}

function isEmpty(line: string): boolean {
  return /^[\W_]*$/.test(line);
}

function isCopyright(line: string): boolean {
  if (line.length > 200 || GRANT.test(line)) return false;
  return /^all rights reserved\W*$/i.test(line) || /^\W*(?:portions\s+)?(?:copyright\b(?!\s+(?:notice|holder|owner|law|act|statement|interest|license))|©|\(c\)\s)/i.test(line);
}

function isTitle(line: string): boolean {
  return line.length < 70 && !/\d/.test(line) && /licen[cs]e|\(MIT\)/i.test(line) && !/[.;,]$/.test(line) && !GRANT.test(line);
}

/** A title has a line of its own; the first line of a paragraph has not. */
function standsAlone(text: string, at: number): boolean {
  const end = text.indexOf('\n', at);
  const next = text.slice(at, end < 0 ? undefined : end).trim();
  return isEmpty(next) || isCopyright(next);
}

/** A copyright line that goes on with the terms is more than a head. */
const GRANT = /\bpermi(?:ssion|tted)\b|\bredistribut|\bmay be\b|\byou can\b|\bhereby\b|\bgive|\bgrant/i;

/** - and ' and their typographic kin are no part of a word: "non-exclusive" is "nonexclusive". */
const UNCOUNTED = /[-‐‑’']/g;

function isUncounted(code: number): boolean {
  return isJoint(code) && code !== 46;
}

const EMPTY = 0x811c9dc5;

/** FNV-1a. */
function hashedOn(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

function hashOf(word: string): number {
  let hash = EMPTY;
  for (let i = 0; i < word.length; i++) hash = hashedOn(hash, word.charCodeAt(i));
  return hash >>> 0;
}

const VERSION = hashOf('version');

/** Numbers of a list: "1", "iv", "b"; "2" behind "version" is none. */
const LIST_NUMBERS: ReadonlySet<number> = new Set(
  [
    ...Array.from({ length: 10 }, (_, digit) => [`${digit}`, ...Array.from({ length: 10 }, (_, second) => `${digit}${second}`)]).flat(),
    ...'abcdefghijklmnopqrstuvwxyz',
    ...['ii', 'iii', 'iv', 'vi', 'vii', 'viii', 'ix', 'xi', 'xii', 'xiii'],
  ].map(hashOf),
);

/** Not text: protocols of links, tags of HTML, the sign (c). */
const NOISE: ReadonlySet<number> = new Set(['http', 'https', 'www', 'p', 'br', 'nbsp', 'quot', 'amp', 'lt', 'gt', 'copy'].map(hashOf));

/** Guideline 8 and its list of equivalent words; some are two words in one of the spellings, which joining makes alike. */
const SPELLINGS: ReadonlyMap<number, number> = new Map(
  `acknowledgement acknowledgment, analogue analog, analyse analyze, artefact artifact, authorisation authorization,
  authorised authorized, calibre caliber, cancelled canceled, capitalisations capitalizations, catalogue catalog,
  categorise categorize, centre center, emphasised emphasized, favour favor, favourite favorite, fulfil fulfill,
  fulfilment fulfillment, initialise initialize, judgement judgment, labelling labeling, labour labor, licence license,
  licences licenses, licenced licensed, licencing licensing, maximise maximize, modelled modeled, modelling modeling,
  offence offense, optimise optimize, organisation organization, organise organize, practise practice, programme program,
  realise realize, recognise recognize, signalling signaling, utilisation utilization, whilst while, wilful willful,
  owners holders, owner holder`
    .split(',')
    .map((pair) => pair.trim().split(' ').map(hashOf) as [number, number]),
);

function normal(word: number): number {
  return SPELLINGS.get(word) ?? word;
}

/** Hashes of the runs of three words, 32 bits each: where a word differs, three of them do. */
export function runsOf(words: Uint32Array): Uint32Array {
  const runs = new Uint32Array(Math.max(0, words.length - 2));
  for (let i = 0; i < runs.length; i++) runs[i] = mix(mix(words[i]!, words[i + 1]!), words[i + 2]!);
  return runs;
}

function mix(a: number, b: number): number {
  let mixed = Math.imul(a ^ (b + 0x9e3779b9 + (a << 6) + (a >>> 2)), 0x85ebca6b);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, 0xc2b2ae35) ^ (mixed >>> 13);
}
