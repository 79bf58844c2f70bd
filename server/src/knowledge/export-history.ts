/**
 * How a symbol was exported in sampled Linux versions. The samples are points: nothing is known between them or beyond
 * them, and the sentences say no more than that.
 *
 * The file: lines with #, of which `# samples:` lists the versions from old to new; then, sorted by code units, each
 * symbol, a tab and its changes, `4.4:gpl@x86 5.11.14:absent`. Before the first change the symbol was absent. A state is `absent`, or scopes
 * joined by &, each `kind[namespace]@arches`; without @ it is generic code that exports the symbol. `plain/gpl` is a
 * symbol that is exported either way, by configuration.
 */

import { isExportKind, type ExportKind } from './kernel-exports.ts';

export interface HistoricExport {
  /** Several where the kernel's configuration decides. */
  readonly kinds: readonly ExportKind[];
  readonly namespace: string | null;
  /** Directories under arch/ whose code exports it; null for generic code. */
  readonly arches: readonly string[] | null;
}

export interface HistoricState {
  /** The sample in which it was first seen, and the last before the next change. */
  readonly from: string;
  readonly to: string;
  /** Empty where the symbol was not exported. More than one where architectures differ. */
  readonly exports: readonly HistoricExport[];
}

export interface SymbolHistory {
  readonly symbol: string;
  /** From the oldest sample to the newest, without gaps: also absences at both ends. */
  readonly states: readonly HistoricState[];
}

export interface ExportHistory {
  /** Sampled versions from old to new. */
  readonly samples: readonly string[];
  /** Directories under arch/ that were looked at beside generic code; empty where the file does not say. */
  readonly arches: readonly string[];
  /** Undefined for a symbol that none of the samples exports. */
  of(symbol: string): SymbolHistory | undefined;
}

/** Throws where the text is no history: the caller verified its checksum. Lines are read when they are asked for. */
export function readExportHistory(text: string): ExportHistory {
  const samples = /^# samples: (.+)$/m.exec(text)?.[1]?.split(' ');
  if (!samples) throw new Error('this is no export history: it lists no samples');
  return {
    samples,
    arches: /\barches: generic, ([\w, ]+)/.exec(text)?.[1]?.split(', ') ?? [],
    of(symbol) {
      const changes = changesOf(text, symbol);
      return changes === undefined ? undefined : { symbol, states: statesOf(changes, samples) };
    },
  };
}

/** Binary search in the sorted lines: a table of 57,000 symbols is looked up a few times, if at all. */
function changesOf(text: string, symbol: string): string | undefined {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const start = text.lastIndexOf('\n', ((low + high) >> 1) - 1) + 1;
    const end = text.indexOf('\n', start) < 0 ? text.length : text.indexOf('\n', start);
    const tab = text.indexOf('\t', start);
    // The comments of the head come before all symbols.
    const key = text[start] === '#' ? '' : text.slice(start, tab);
    if (key === symbol && key !== '') return text.slice(tab + 1, end);
    if (key < symbol) low = end + 1;
    else high = start;
  }
  return undefined;
}

function statesOf(changes: string, samples: readonly string[]): HistoricState[] {
  const starts: { index: number; exports: readonly HistoricExport[] }[] = [];
  for (const change of changes.trim().split(' ')) {
    const colon = change.indexOf(':');
    const index = samples.indexOf(change.slice(0, colon));
    if (index < 0) throw new Error(`the export history names a version that is no sample: ${change}`);
    starts.push({ index, exports: parseState(change.slice(colon + 1)) });
  }
  if (starts[0]!.index > 0) starts.unshift({ index: 0, exports: [] });
  return starts.map(({ index, exports }, i) => {
    const next = starts[i + 1]?.index ?? samples.length;
    return { from: samples[index]!, to: samples[next - 1]!, exports };
  });
}

function parseState(state: string): HistoricExport[] {
  if (state === 'absent') return [];
  return state.split('&').map((scope) => {
    const match = /^([\w/-]+)(?:\[(.*)\])?(?:@(.*))?$/.exec(scope);
    const kinds = match?.[1]!.split('/') ?? [];
    if (!match || !kinds.every(isExportKind)) throw new Error(`the export history has an unknown state: ${scope}`);
    return { kinds, namespace: match[2] ?? null, arches: match[3]?.split('+') ?? null };
  });
}

/**
 * One sentence for people: "plain up to 4.20, GPL-only from 5.0.1, absent from 6.10 (43 sampled kernels, 2.6.32 to 7.1.5)".
 * @param arch directory under arch/: what other architectures alone export is then left out.
 */
export function describeHistory(history: SymbolHistory, samples: readonly string[], arch?: string): string {
  const phases = mergePhases(history.states.map((state) => ({ ...state, words: wordsOf(state.exports, arch) })));
  const sampled = `${samples.length} sampled kernels, ${samples[0]} to ${samples.at(-1)}`;
  if (phases.length === 1) {
    const where = arch === undefined ? '' : ` on ${arch}`;
    return phases[0]!.words === ABSENT ? `exported in none of the ${sampled}${where}` : `${phases[0]!.words} in all of the ${sampled}${where}`;
  }
  const parts = phases.map((phase, i) => {
    if (i === 0) return phase.words === ABSENT ? undefined : `${phase.words} up to ${phase.to}`;
    return `${phase.words} from ${phase.from}`;
  });
  return `${parts.filter((part) => part !== undefined).join(', ')} (${sampled})`;
}

const ABSENT = 'absent';
const KIND_WORDS: Readonly<Record<ExportKind, string>> = {
  plain: 'plain',
  gpl: 'GPL-only',
  'gpl-future': 'GPL-only in the future',
  unused: 'plain but marked unused',
  'unused-gpl': 'GPL-only but marked unused',
};

interface Phase {
  readonly words: string;
  readonly from: string;
  readonly to: string;
}

function mergePhases(phases: readonly Phase[]): Phase[] {
  const merged: Phase[] = [];
  for (const phase of phases) {
    const last = merged.at(-1);
    if (last?.words === phase.words) merged[merged.length - 1] = { ...last, to: phase.to };
    else merged.push({ words: phase.words, from: phase.from, to: phase.to });
  }
  return merged;
}

/** @param arch undefined: those of all architectures */
export function exportsOn(exports: readonly HistoricExport[], arch: string | undefined): readonly HistoricExport[] {
  return exports.filter((entry) => arch === undefined || entry.arches === null || entry.arches.includes(arch));
}

function wordsOf(exports: readonly HistoricExport[], arch: string | undefined): string {
  const seen = exportsOn(exports, arch);
  const words = seen.map(({ kinds, namespace, arches }) => {
    const space = namespace === null ? '' : ` in namespace ${namespace}`;
    const where = arch !== undefined || arches === null ? '' : ` on ${arches.join(', ')}`;
    const kind = kinds.map((each) => KIND_WORDS[each]).join(' or ');
    return `${kind}${kinds.length > 1 ? ' by configuration' : ''}${space}${where}`;
  });
  return words.length === 0 ? ABSENT : words.join(' and ');
}
