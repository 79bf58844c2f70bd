/**
 * Which of some names are among packed ones (packed-names.ts). To unpack the 150,000 symbols of all libraries costs more than
 * all else that is done with a compiled file: here each character is looked at once, and a name is made of it only where its
 * hash is that of a wanted one.
 */

/** A set of bits, by the low bits of hashes: 2^20 of them, so that few of some thousand names share one. */
const BITS = 20;
const LOW = (1 << BITS) - 1;
const BLANK = 32;
/** A name shares at most 35 characters with the one before, written as one digit. */
const LONGEST_SHARED = 35;

export class WantedNames {
  private readonly names: ReadonlySet<string>;
  private readonly hashed = new Uint8Array(1 << (BITS - 3));

  constructor(names: Iterable<string>) {
    this.names = new Set(names);
    for (const name of this.names) {
      let hash = 0;
      for (let i = 0; i < name.length; i++) hash = next(hash, name.charCodeAt(i));
      this.hashed[(hash & LOW) >> 3]! |= 1 << (hash & 7);
    }
  }

  in(names: Iterable<string>): string[] {
    return [...names].filter((name) => this.names.has(name));
  }

  /** @param packed as `packNames` makes it */
  inPacked(packed: string): string[] {
    const found: string[] = [];
    // What the next name may share: the first characters of the latest, and the hash behind each.
    const start = new Uint16Array(LONGEST_SHARED);
    const hashes = new Int32Array(LONGEST_SHARED + 1);
    for (let at = 0; at < packed.length; ) {
      const shared = digit(packed.charCodeAt(at));
      const from = at + 1;
      let hash = hashes[shared]!;
      let length = shared;
      for (at = from; at < packed.length; at++) {
        const code = packed.charCodeAt(at);
        if (code === BLANK) break;
        hash = next(hash, code);
        if (length < LONGEST_SHARED) {
          start[length] = code;
          hashes[++length] = hash;
        }
      }
      if ((this.hashed[(hash & LOW) >> 3]! & (1 << (hash & 7))) !== 0) {
        const name = String.fromCharCode(...start.subarray(0, shared)) + packed.slice(from, at);
        if (this.names.has(name)) found.push(name);
      }
      at++;
    }
    return found;
  }
}

function next(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}

/** Of base 36. */
function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}
