/**
 * A text as the words that matter when licences are compared, each with its place. What the SPDX matching guidelines say
 * to ignore (SPDX specification 2.3, annex B) is left out here: case, white space, punctuation, bullets and numbers of
 * lists, marks of comments and of Markdown, spellings of one word.
 */

export interface Words {
  readonly words: readonly string[];
  /** Of the words, in the text. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Numbers of a list: "1", "iv", "b"; "2" behind "version" is none. */
const LIST_NUMBER = /^(?:\d{1,2}|[a-z]|i{2,3}|iv|vi{0,3}|ix|xi{0,3})$/;
/** Guideline 12, extraneous text at the end: the GPL and Apache licences say themselves where their terms end. */
const END_OF_TERMS = /\bEND OF (?:THE )?TERMS AND CONDITIONS\b/;

/** A licence's text without what it says of its own use behind its terms. */
export function termsOf(text: string): string {
  return text.slice(0, END_OF_TERMS.exec(text)?.index);
}

/**
 * Words are letters and digits, with one mark between them that joins: "non-exclusive", "licensor's", "apache.org", "2.0".
 * Scanned by hand: a regular expression makes an object of each word, and texts have many.
 */
export function wordsOf(text: string): Words {
  const words: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (!isWordCode(text.charCodeAt(at))) continue;
    const start = at;
    while (isWordCode(text.charCodeAt(at)) || (isJoint(text.charCodeAt(at)) && isWordCode(text.charCodeAt(at + 1)))) at++;
    const word = normalWord(text.slice(start, at));
    const isNumber = LIST_NUMBER.test(word) && words.at(-1) !== 'version';
    if (word === '' || isNumber || NOISE.has(word)) continue;
    words.push(word);
    starts.push(start);
    ends.push(at);
  }
  return { words, starts, ends };
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

const known = new Map<string, string>();

function normalWord(part: string): string {
  let word = known.get(part);
  if (word === undefined) {
    word = part.toLowerCase().replace(/[-‐‑’']/g, '');
    word = SPELLINGS.get(word) ?? word;
    if (known.size < 50_000) known.set(part, word);
  }
  return word;
}

/** Not text: protocols of links, tags of HTML, the sign (c). */
const NOISE: ReadonlySet<string> = new Set(['http', 'https', 'www', 'p', 'br', 'nbsp', 'quot', 'amp', 'lt', 'gt', 'copy']);

/** Guideline 8 and its list of equivalent words; some are two words in one of the spellings, which joining makes alike. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  `acknowledgement acknowledgment, analogue analog, analyse analyze, artefact artifact, authorisation authorization,
  authorised authorized, calibre caliber, cancelled canceled, capitalisations capitalizations, catalogue catalog,
  categorise categorize, centre center, emphasised emphasized, favour favor, favourite favorite, fulfil fulfill,
  fulfilment fulfillment, initialise initialize, judgement judgment, labelling labeling, labour labor, licence license,
  licences licenses, licenced licensed, licencing licensing, maximise maximize, modelled modeled, modelling modeling,
  offence offense, optimise optimize, organisation organization, organise organize, practise practice, programme program,
  realise realize, recognise recognize, signalling signaling, utilisation utilization, whilst while, wilful willful,
  owners holders, owner holder`
    .split(',')
    .map((pair) => pair.trim().split(' ') as [string, string]),
);

/** Hashes of the runs of three words, 32 bits each: where a word differs, three of them do. */
export function runsOf(words: readonly string[]): Uint32Array {
  const runs = new Uint32Array(Math.max(0, words.length - 2));
  for (let i = 0; i < runs.length; i++) {
    runs[i] = mix(mix(hashOf(words[i]!), hashOf(words[i + 1]!)), hashOf(words[i + 2]!)) >>> 0;
  }
  return runs;
}

function mix(a: number, b: number): number {
  let mixed = Math.imul(a ^ (b + 0x9e3779b9 + (a << 6) + (a >>> 2)), 0x85ebca6b);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, 0xc2b2ae35) ^ (mixed >>> 13);
}

const hashes = new Map<string, number>();

/** FNV-1a. */
function hashOf(word: string): number {
  let hash = hashes.get(word);
  if (hash !== undefined) return hash;
  hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  if (hashes.size < 50_000) hashes.set(word, hash);
  return hash;
}
