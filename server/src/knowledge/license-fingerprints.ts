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
  /** For a notice: its words. */
  readonly words: string | null;
}

export interface Fingerprints {
  readonly all: readonly Fingerprint[];
  /** Of each fingerprint, how many of its sampled hashes are among `runs`. */
  count(runs: Uint32Array): Uint16Array;
}

/** Line by line: kind, ids, from, to, runs, sampled hashes in base64, words of a notice. */
export function readFingerprints(text: string): Fingerprints {
  const all: Fingerprint[] = [];
  const samples: Uint32Array[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [kind, ids, from, to, runs, hashes, words] = line.split('\t');
    if ((kind !== 'text' && kind !== 'notice') || hashes === undefined) throw new Error('these are no fingerprints of licences');
    const sample = fromBase64(hashes);
    samples.push(sample);
    all.push({ ids: ids!.split(' '), kind, from: Number(from), to: Number(to), runs: Number(runs), sampled: sample.length, words: words ?? null });
  }
  const index = indexOf(samples);
  return {
    all,
    count(runs) {
      const counts = new Uint16Array(all.length);
      const seen = new Set<number>();
      for (const run of runs) {
        const first = index.firstOf(run);
        if (first < 0 || seen.has(run)) continue;
        seen.add(run);
        for (let i = first; i < index.hashes.length && index.hashes[i] === run; i++) counts[index.owners[i]!]!++;
      }
      return counts;
    },
  };
}

export function writeFingerprints(entries: readonly (Omit<Fingerprint, 'sampled'> & { readonly sample: Uint32Array })[]): string {
  return entries
    .map(({ kind, ids, from, to, runs, sample, words }) => `${[kind, ids.join(' '), from, to, runs, toBase64(sample), ...(words === null ? [] : [words])].join('\t')}\n`)
    .join('');
}

interface HashIndex {
  readonly hashes: Uint32Array;
  readonly owners: Uint16Array;
  firstOf(hash: number): number;
}

/** Sorted by hash; a table of the first 16 bits leads to the place. */
function indexOf(samples: readonly Uint32Array[]): HashIndex {
  const pairs = new Float64Array(samples.reduce((sum, sample) => sum + sample.length, 0));
  let at = 0;
  samples.forEach((sample, owner) => {
    for (const hash of sample) pairs[at++] = hash * 65_536 + owner;
  });
  pairs.sort();
  const hashes = new Uint32Array(pairs.length);
  const owners = new Uint16Array(pairs.length);
  const starts = new Uint32Array(65_537);
  pairs.forEach((pair, i) => {
    hashes[i] = Math.floor(pair / 65_536);
    owners[i] = pair % 65_536;
    starts[(hashes[i]! >>> 16) + 1]!++;
  });
  for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!;
  return {
    hashes,
    owners,
    firstOf(hash) {
      const end = starts[(hash >>> 16) + 1]!;
      for (let i = starts[hash >>> 16]!; i < end; i++) if (hashes[i] === hash) return i;
      return -1;
    },
  };
}

function toBase64(hashes: Uint32Array): string {
  const bytes = Buffer.alloc(hashes.length * 4);
  hashes.forEach((hash, i) => bytes.writeUInt32LE(hash, i * 4));
  return bytes.toString('base64');
}

function fromBase64(text: string): Uint32Array {
  const bytes = Buffer.from(text, 'base64');
  const hashes = new Uint32Array(bytes.length / 4);
  for (let i = 0; i < hashes.length; i++) hashes[i] = bytes.readUInt32LE(i * 4);
  return hashes;
}
