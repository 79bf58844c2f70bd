/**
 * How the kernel's headers declared a name in sampled Linux versions, and which function its macro or inline reached:
 * the symbol that the linker sees is usually not the name that somebody wrote. A text match over all #if variants of the
 * generic headers and arch/x86, so it says what a header can bring in, not what it does in one configuration.
 *
 * The file: `# samples:` as in the export history; then a line for each name and callees that were looked for:
 * name, tab, callees, tab, changes `5.0.1:macro->bio_associate_blkg`. Variants are joined by |, callees by +.
 */

export interface HeaderForm {
  readonly kind: 'declared' | 'inline' | 'macro';
  /** Those of the callees that were looked for which its text names. */
  readonly reaches: readonly string[];
}

export interface HeaderState {
  /** The sample in which it was first seen, and the last before the next change. */
  readonly from: string;
  readonly to: string;
  /** Empty where no header that was looked at declares the name. */
  readonly forms: readonly HeaderForm[];
}

export interface NameInHeaders {
  readonly name: string;
  /** From the oldest sample to the newest, without gaps. */
  readonly states: readonly HeaderState[];
}

export interface HeaderHistory {
  readonly samples: readonly string[];
  readonly names: readonly string[];
  /** One for each set of callees that was looked for; empty for a name that was not looked at. */
  of(name: string): readonly NameInHeaders[];
  /** How the headers of one sample declare the name. */
  formsIn(name: string, sample: string): readonly HeaderForm[];
}

/** Throws where the text is no such history: the caller verified its checksum. */
export function readHeaderHistory(text: string): HeaderHistory {
  const samples = /^# samples: (.+)$/m.exec(text)?.[1]?.split(' ');
  if (!samples) throw new Error('this is no history of headers: it lists no samples');
  const rows = new Map<string, NameInHeaders[]>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [name, , changes] = line.split('\t') as [string, string, string];
    const row = { name, states: statesOf(changes, samples) };
    const known = rows.get(name);
    if (known) known.push(row);
    else rows.set(name, [row]);
  }
  const of = (name: string): readonly NameInHeaders[] => rows.get(name) ?? [];
  const isAt = ({ from, to }: HeaderState, index: number): boolean => samples.indexOf(from) <= index && index <= samples.indexOf(to);
  return {
    samples,
    names: [...rows.keys()],
    of,
    formsIn: (name, sample) => of(name).flatMap(({ states }) => states.find((state) => isAt(state, samples.indexOf(sample)))?.forms ?? []),
  };
}

function statesOf(changes: string, samples: readonly string[]): HeaderState[] {
  const starts = changes.split(' ').map((change) => {
    const colon = change.indexOf(':');
    const index = samples.indexOf(change.slice(0, colon));
    if (index < 0) throw new Error(`the history of headers names a version that is no sample: ${change}`);
    return { index, forms: readForms(change.slice(colon + 1)) };
  });
  if (starts[0]!.index !== 0) throw new Error(`the history of headers does not begin with its first sample: ${changes}`);
  return starts.map(({ index, forms }, i) => ({
    from: samples[index]!,
    to: samples[(starts[i + 1]?.index ?? samples.length) - 1]!,
    forms,
  }));
}

const KINDS: Readonly<Record<string, HeaderForm['kind']>> = { extern: 'declared', inline: 'inline', macro: 'macro' };

function readForms(text: string): HeaderForm[] {
  if (text === 'not-declared') return [];
  return text.split('|').map((variant) => {
    const [word, callees] = variant.split('->') as [string, string?];
    const kind = KINDS[word];
    if (!kind) throw new Error(`the history of headers has an unknown form: ${variant}`);
    return { kind, reaches: callees === undefined ? [] : callees.split('+') };
  });
}

/** "a macro from 4.14.5, a macro that reaches bio_associate_blkg from 5.0.1, … (43 sampled kernels, …)". */
export function describeHeaders(row: NameInHeaders, samples: readonly string[]): string {
  return row.states.length === 1 ? `${formsOverTime(row)} in all of the ${samplesInWords(samples)}` : `${formsOverTime(row)} (${samplesInWords(samples)})`;
}

export function samplesInWords(samples: readonly string[]): string {
  return `${samples.length} sampled kernels, ${samples[0]} to ${samples.at(-1)}; generic headers and arch/x86, whatever the configuration`;
}

export function formsOverTime({ states }: NameInHeaders): string {
  if (states.length === 1) return formsInWords(states[0]!.forms);
  const parts = states.map(({ from, to, forms }, i) => {
    if (i > 0) return `${formsInWords(forms)} from ${from}`;
    return forms.length === 0 ? undefined : `${formsInWords(forms)} up to ${to}`;
  });
  return parts.filter((part) => part !== undefined).join(', ');
}

const KIND_WORDS: Readonly<Record<HeaderForm['kind'], string>> = { declared: 'a declared function', inline: 'an inline function', macro: 'a macro' };

function formsInWords(forms: readonly HeaderForm[]): string {
  if (forms.length === 0) return 'not declared';
  return forms.map(({ kind, reaches }) => KIND_WORDS[kind] + (reaches.length > 0 ? ` that reaches ${reaches.join(' and ')}` : '')).join(' or ');
}
