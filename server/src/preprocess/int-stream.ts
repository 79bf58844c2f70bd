/** Whole numbers and texts in one block of bytes, to be read in the order in which they were written. */

import { createHash } from 'node:crypto';

/** "CLH" and the version of the form: other forms are not read. */
const MAGIC = 0x434c4801;
/** Magic, number of numbers, number of texts. */
const HEAD = 3;
const CHECKSUM_BYTES = 20;

export class StreamWriter {
  private numbers = new Int32Array(1 << 16);
  private length = HEAD;
  private readonly texts: string[] = [];
  private readonly textIds = new Map<string, number>();

  int(value: number): void {
    if (this.length === this.numbers.length) this.grow();
    this.numbers[this.length++] = value;
  }

  ints(values: ArrayLike<number>): void {
    this.int(values.length);
    while (this.length + values.length > this.numbers.length) this.grow();
    this.numbers.set(values, this.length);
    this.length += values.length;
  }

  /** Without NUL characters. */
  text(value: string): void {
    let id = this.textIds.get(value);
    if (id === undefined) this.textIds.set(value, (id = this.texts.push(value) - 1));
    this.int(id);
  }

  list<T>(values: readonly T[], write: (value: T) => void): void {
    this.int(values.length);
    for (const value of values) write(value);
  }

  bytes(): Uint8Array {
    this.numbers[0] = MAGIC;
    this.numbers[1] = this.length;
    this.numbers[2] = this.texts.length;
    const numbers = new Uint8Array(this.numbers.buffer, 0, this.length * 4);
    const texts = Buffer.from(this.texts.join('\0'), 'utf8');
    return Buffer.concat([checksum(numbers, texts), numbers, texts]);
  }

  private grow(): void {
    const { numbers } = this;
    (this.numbers = new Int32Array(numbers.length * 2)).set(numbers);
  }
}

/** Throws for bytes that are damaged, or were written in another form. */
export class StreamReader {
  private readonly numbers: Int32Array;
  private readonly texts: readonly string[];
  private at = HEAD;

  constructor(bytes: Uint8Array) {
    const body = bytes.subarray(CHECKSUM_BYTES);
    const [magic, length, textCount] = numbersOf(body, Math.min(HEAD, body.length >> 2));
    if (magic !== MAGIC) throw new Error('has another form');
    if (length! < HEAD || length! * 4 > body.length) throw new Error('is cut off');
    if (!checksum(body).equals(bytes.subarray(0, CHECKSUM_BYTES))) throw new Error('is damaged');
    this.numbers = numbersOf(body, length!);
    this.texts = Buffer.from(body.subarray(length! * 4)).toString('utf8').split('\0');
    if (this.texts.length !== Math.max(1, textCount!)) throw new Error('is damaged');
  }

  int(): number {
    if (this.at >= this.numbers.length) throw new Error('is cut off');
    return this.numbers[this.at++]!;
  }

  ints(): Int32Array {
    const length = this.int();
    const values = this.numbers.slice(this.at, this.at + length);
    this.at += length;
    return values;
  }

  text(): string {
    return this.texts[this.int()]!;
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.int() }, read);
  }
}

/** A copy: numbers must be aligned, and bytes may begin anywhere. */
function numbersOf(bytes: Uint8Array, count: number): Int32Array {
  const numbers = new Int32Array(count);
  new Uint8Array(numbers.buffer).set(bytes.subarray(0, count * 4));
  return numbers;
}

function checksum(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
