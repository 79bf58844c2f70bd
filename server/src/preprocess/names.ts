/**
 * Spellings of preprocessing tokens as small numbers. A kernel unit looks at a million tokens, and the
 * macro table, the dependencies of an expansion and the index of declarations are arrays over these ids.
 * One table serves one preprocessor for its life; ids are never written to a disk.
 */

import type { TokenKind } from './token.ts';

/** Kind codes as the lexer stores them; index into TOKEN_KINDS. */
export const IDENTIFIER = 0;
export const NUMBER = 1;
export const STRING = 2;
export const CHARACTER = 3;
export const PUNCTUATOR = 4;

export const TOKEN_KINDS: readonly TokenKind[] = ['identifier', 'number', 'string', 'character', 'punctuator'];

/** C17 6.4.6 without digraphs' alternatives; the longest come first, as the lexer tries them in this order. */
export const PUNCTUATORS: readonly string[] = [
  '%:%:', '...', '<<=', '>>=', '->', '++', '--', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||', '*=', '/=', '%=',
  '+=', '-=', '&=', '^=', '|=', '##', '<:', ':>', '<%', '%>', '%:', '(', ')', '{', '}', '[', ']', ';', ',', '=', '.',
  '&', '*', '+', '-', '~', '!', '/', '%', '<', '>', '^', '|', '?', ':', '#', '@', '$', '`', '\\', "'", '"',
];

export class Names {
  /** Spelling by id. Id 0 is the empty spelling and no token. */
  readonly text: string[] = [''];
  /** Kind code by id. */
  readonly kind: number[] = [PUNCTUATOR];
  private slots = new Int32Array(1 << 17);
  private mask = (1 << 17) - 1;

  constructor() {
    for (const punctuator of PUNCTUATORS) this.intern(punctuator, PUNCTUATOR);
  }

  get count(): number {
    return this.text.length;
  }

  /** Id of a spelling that the caller knows to be one token of the given kind. */
  intern(spelling: string, kind: number): number {
    return this.internRange(spelling, 0, spelling.length, kind);
  }

  identifier(spelling: string): number {
    return this.internRange(spelling, 0, spelling.length, IDENTIFIER);
  }

  /** As `intern` of text.slice(start, end), without making the slice when the spelling is known. */
  internRange(text: string, start: number, end: number, kind: number): number {
    let hash = 0;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return this.find(text, start, end, hash ^ (hash >>> 13), kind);
  }

  private find(text: string, start: number, end: number, hash: number, kind: number): number {
    const { slots, mask } = this;
    const length = end - start;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const id = slots[at]!;
      if (id === 0) return this.add(text.slice(start, end), at, kind);
      const known = this.text[id]!;
      if (known.length === length && text.startsWith(known, start)) return id;
    }
  }

  private add(spelling: string, at: number, kind: number): number {
    const id = this.text.length;
    this.text.push(flatCopy(spelling));
    this.kind.push(kind);
    this.slots[at] = id;
    if (id * 2 > this.slots.length) this.grow();
    return id;
  }

  /**
   * Takes over the spellings of another table, by id. What this one has already must be the beginning of them: both began
   * with the same words.
   */
  restore(texts: readonly string[], kinds: ArrayLike<number>): void {
    for (let id = 0; id < this.text.length; id++) if (this.text[id] !== texts[id]) throw new Error('has other names');
    for (let id = this.text.length; id < texts.length; id++) {
      this.text.push(texts[id]!);
      this.kind.push(kinds[id]!);
    }
    while (this.text.length * 2 > this.slots.length) this.grow();
    this.fillSlots();
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    this.mask = this.slots.length - 1;
    this.fillSlots();
  }

  private fillSlots(): void {
    const { slots, mask } = this;
    slots.fill(0);
    for (let id = 1; id < this.text.length; id++) {
      const spelling = this.text[id]!;
      let hash = 0;
      for (let i = 0; i < spelling.length; i++) hash = (Math.imul(hash, 31) + spelling.charCodeAt(i)) | 0;
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
      let at = (hash ^ (hash >>> 13)) & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = id;
    }
  }
}

/** A slice of a header would keep the whole header's text alive; a copy does not, and has one byte for a character where that is enough. */
function flatCopy(spelling: string): string {
  if (spelling.length <= 12) return spelling;
  const encoding = /[^\0-\xff]/.test(spelling) ? 'utf16le' : 'latin1';
  return Buffer.from(spelling, encoding).toString(encoding);
}
