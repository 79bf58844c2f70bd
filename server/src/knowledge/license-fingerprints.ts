/**
 * Fingerprints of licence texts: for each text a sample of the hashes of its runs of words, by which the few texts that
 * another one may hold are found without reading all of them. Built by scripts/build-license-fingerprints.ts.
 */

export interface Fingerprint {
  /** Licences that have this text, the first for the text alone: "GPL-2.0-only", "GPL-2.0-or-later". */
  readonly ids: readonly string[];
  /** "text": the licence itself. "notice": a notice that puts a work under it. */
  readonly kind: 'text' | 'notice';
  /** What counts of the licence's text: title, copyright lines and other licences that are appended to it do not. */
  readonly from: number;
  readonly to: number;
  /** Runs of words in it. */
  readonly runs: number;
  /** How many of them are in the sample. */
  readonly sampled: number;
  /** For a notice: what it says. */
  readonly text: string | null;
}

export interface Fingerprints {
  readonly all: readonly Fingerprint[];
  /** Of each fingerprint, which part of its sample is among `runs`: 0 to 1. */
  shares(runs: Int32Array): Float64Array;
}

/** Line by line: kind, ids, from, to, runs, sampled hashes in base64, text of a notice. */
export function readFingerprints(text: string): Fingerprints {
  const all: Fingerprint[] = [];
  const samples: Int32Array[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [kind, ids, from, to, runs, hashes, notice] = line.split('\t');
    if ((kind !== 'text' && kind !== 'notice') || hashes === undefined) throw new Error('these are no fingerprints of licences');
    const sample = fromBase64(hashes);
    samples.push(sample);
    all.push({ ids: ids!.split(' '), kind, from: Number(from), to: Number(to), runs: Number(runs), sampled: sample.length, text: notice ?? null });
  }
  const { starts, hashes, owners } = indexOf(samples);
  return {
    all,
    shares(runs) {
      const counts = new Float64Array(all.length);
      const seen = new Uint8Array(hashes.length);
      for (const run of runs) {
        const end = starts[(run >>> 16) + 1]!;
        for (let i = starts[run >>> 16]!; i < end; i++) {
          if (hashes[i] !== run || seen[i] === 1) continue;
          seen[i] = 1;
          counts[owners[i]!]!++;
        }
      }
      for (let i = 0; i < counts.length; i++) counts[i]! /= all[i]!.sampled;
      return counts;
    },
  };
}

export function writeFingerprints(entries: readonly (Omit<Fingerprint, 'sampled'> & { readonly sample: Int32Array })[]): string {
  return entries
    .map(({ kind, ids, from, to, runs, sample, text }) => `${[kind, ids.join(' '), from, to, runs, toBase64(sample), ...(text === null ? [] : [text])].join('\t')}\n`)
    .join('');
}

interface HashIndex {
  /** By the first 16 bits of a hash, where those that begin so are. */
  readonly starts: Int32Array;
  readonly hashes: Int32Array;
  readonly owners: Uint16Array;
}

function indexOf(samples: readonly Int32Array[]): HashIndex {
  const starts = new Int32Array(65_537);
  for (const sample of samples) for (const hash of sample) starts[(hash >>> 16) + 1]!++;
  for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!;
  const next = starts.slice();
  const hashes = new Int32Array(starts.at(-1)!);
  const owners = new Uint16Array(hashes.length);
  samples.forEach((sample, owner) => {
    for (const hash of sample) {
      const place = next[hash >>> 16]!++;
      hashes[place] = hash;
      owners[place] = owner;
    }
  });
  return { starts, hashes, owners };
}

function toBase64(hashes: Int32Array): string {
  const bytes = Buffer.alloc(hashes.length * 4);
  hashes.forEach((hash, i) => bytes.writeInt32LE(hash, i * 4));
  return bytes.toString('base64');
}

function fromBase64(text: string): Int32Array {
  const bytes = Buffer.from(text, 'base64');
  const hashes = new Int32Array(bytes.length / 4);
  for (let i = 0; i < hashes.length; i++) hashes[i] = bytes.readInt32LE(i * 4);
  return hashes;
}
