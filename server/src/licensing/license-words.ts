/**
 * A text as the words that matter when licences are compared, each with its place. What the SPDX matching guidelines say
 * to ignore (SPDX specification 2.3, annex B) is left out here: case, white space, punctuation, bullets and numbers of
 * lists, marks of comments and of Markdown, spellings of one word.
 */

export interface Words {
  /** Of the words as they count, 32 bits each: texts are compared by these alone. */
  readonly hashes: Int32Array;
  /** Of the words, in the text. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Guideline 12, extraneous text at the end: the GPL and Apache licences say themselves where their terms end. */
const END_OF_TERMS = ['END OF TERMS AND CONDITIONS', 'END OF THE TERMS AND CONDITIONS'];

/** A licence's text without what it says of its own use behind its terms. */
export function termsOf(text: string): string {
  const ends = END_OF_TERMS.map((words) => text.indexOf(words)).filter((place) => place >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}

/**
 * Words are letters and digits, with one mark between them that joins: "non-exclusive", "licensor's", "apache.org", "2.0".
 * Scanned by hand and hashed where they stand: a tree of packages has a million words, and a string for each costs more
 * than everything else.
 */
export function wordsOf(text: string): Words {
  const most = (text.length + 1) >>> 1;
  const hashes = new Int32Array(most);
  const starts = new Int32Array(most);
  const ends = new Int32Array(most);
  let count = 0;
  let end = 0;
  for (let start = 0; start < text.length; start = end + 1) {
    end = endOfWord(text, start);
    if (end === start) continue;
    const hash = hashAt(text, start, end);
    const meaning = MEANINGS.get(hash);
    if (meaning === 'noise' || (meaning === 'number' && (count === 0 || hashes[count - 1] !== VERSION))) continue;
    hashes[count] = typeof meaning === 'number' ? meaning : hash;
    starts[count] = start;
    ends[count] = end;
    count++;
  }
  return { hashes: hashes.subarray(0, count), starts: starts.subarray(0, count), ends: ends.subarray(0, count) };
}

/** The place itself where no word begins. */
function endOfWord(text: string, start: number): number {
  const last = text.length - 1;
  let at = start;
  while (at <= last) {
    const code = text.charCodeAt(at);
    const goesOn = isWordCode(code) || (at > start && at < last && isJoint(code) && isWordCode(text.charCodeAt(at + 1)));
    if (!goesOn) break;
    at++;
  }
  return at;
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
    if (end < 0 && (isEmpty(line) || isCopyright(line) || isTitle(line) || isLink(line))) return 0;
    if (!isEmpty(line) && !isCopyright(line) && !isLink(line) && !(isTitle(line) && standsAlone(text, end + 1))) return at;
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

/** Where the licence can be read: a link alone on its line. */
function isLink(line: string): boolean {
  return /^\W*(?:\[[^\]]*\]\()?https?:\/\/\S+$/i.test(line);
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

/** Of a word as it counts. */
function hashAt(text: string, start: number, end: number): number {
  let hash = EMPTY;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128) return hashOf(text.slice(start, end).toLowerCase().replace(UNCOUNTED, ''));
    if (code !== 45 && code !== 39) hash = hashedOn(hash, code >= 65 && code <= 90 ? code + 32 : code);
  }
  return hash;
}

const EMPTY = 0x811c9dc5 | 0;

/** FNV-1a. */
function hashedOn(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

function hashOf(word: string): number {
  let hash = EMPTY;
  for (let i = 0; i < word.length; i++) hash = hashedOn(hash, word.charCodeAt(i));
  return hash;
}

const VERSION = hashOf('version');

/** Numbers of a list: "1", "iv", "b"; "2" behind "version" is none. */
const LIST_NUMBERS = [
  ...Array.from({ length: 10 }, (_, digit) => [`${digit}`, ...Array.from({ length: 10 }, (_, second) => `${digit}${second}`)]).flat(),
  ...'abcdefghijklmnopqrstuvwxyz',
  ...['ii', 'iii', 'iv', 'vi', 'vii', 'viii', 'ix', 'xi', 'xii', 'xiii'],
];

/** Not text: protocols of links, tags of HTML, the sign (c). */
const NOISE = ['http', 'https', 'www', 'p', 'br', 'nbsp', 'quot', 'amp', 'lt', 'gt', 'copy'];

/** Guideline 8 and its list of equivalent words; some are two words in one of the spellings, which joining makes alike. */
const SPELLINGS = `acknowledgement acknowledgment, analogue analog, analyse analyze, artefact artifact, authorisation authorization,
  authorised authorized, calibre caliber, cancelled canceled, capitalisations capitalizations, catalogue catalog,
  categorise categorize, centre center, emphasised emphasized, favour favor, favourite favorite, fulfil fulfill,
  fulfilment fulfillment, initialise initialize, judgement judgment, labelling labeling, labour labor, licence license,
  licences licenses, licenced licensed, licencing licensing, maximise maximize, modelled modeled, modelling modeling,
  offence offense, optimise optimize, organisation organization, organise organize, practise practice, programme program,
  realise realize, recognise recognize, signalling signaling, utilisation utilization, whilst while, wilful willful,
  owners holders, owner holder`
  .split(',')
  .map((pair) => pair.trim().split(' ') as [string, string]);

/** What is to be known of a word by its hash: the spelling that it stands for, or that it does not count. */
const MEANINGS: ReadonlyMap<number, number | 'noise' | 'number'> = new Map<number, number | 'noise' | 'number'>([
  ...SPELLINGS.map(([word, same]) => [hashOf(word), hashOf(same)] as const),
  ...LIST_NUMBERS.map((word) => [hashOf(word), 'number'] as const),
  ...NOISE.map((word) => [hashOf(word), 'noise'] as const),
]);

/** Hashes of the runs of three words, 32 bits each: where a word differs, three of them do. */
export function runsOf(words: Int32Array): Int32Array {
  const runs = new Int32Array(Math.max(0, words.length - 2));
  for (let i = 0; i < runs.length; i++) runs[i] = mix(mix(words[i]!, words[i + 1]!), words[i + 2]!);
  return runs;
}

function mix(a: number, b: number): number {
  let mixed = Math.imul(a ^ (b + 0x9e3779b9 + (a << 6) + (a >>> 2)), 0x85ebca6b);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, 0xc2b2ae35) ^ (mixed >>> 13);
}
