/** `explain` for names that programs for BPF call: helpers and functions of the kernel. */

import type { BpfFacts, BpfHelper, HelperState } from '../knowledge/bpf-facts.ts';
import type { Explanation } from './analyzer.ts';

type Section = Explanation['sections'][number];

export function bpfSections(name: string, facts: BpfFacts): Section[] {
  const helper = facts.helperByName(name);
  const kfunc = facts.kfuncKernels(name);
  return [
    ...(helper ? [{ title: `BPF helper, number ${helper.id}`, lines: facts.kernels.map(({ series }) => `Linux ${series}: ${helperInWords(helper, series)}`) }] : []),
    ...(kfunc ? [{ title: 'Function of the kernel for BPF programs (kfunc)', lines: facts.kernels.map(({ series }) => `Linux ${series}: ${kfunc.includes(series) ? 'for programs with a GPL-compatible licence only, as every kfunc' : 'no such kfunc'}`) }] : []),
  ];
}

/** More program types are counted rather than listed. */
const MOST_TYPES = 12;

const STATES: Readonly<Record<HelperState, string>> = { gpl: 'GPL-only for', either: 'GPL-only for some of', free: 'free for' };

function helperInWords(helper: BpfHelper, series: string): string {
  const states = helper.states.get(series);
  if (!states) return 'no such helper';
  if (states.size === 0) return 'free for the programs that may call it';
  const groups = (['gpl', 'either', 'free'] as const).map((state) => ({ state, types: [...states].filter(([, other]) => other === state).map(([type]) => type) }));
  const [only, ...others] = groups.filter(({ types }) => types.length > 0);
  if (only && others.length === 0 && only.types.length > MOST_TYPES) return `${STATES[only.state]} all ${only.types.length} program types that may call it`;
  return groups.filter(({ types }) => types.length > 0).map(({ state, types }) => `${STATES[state]} ${types.join(', ')}`).join('; ');
}
