/**
 * The module asks for a symbol that kernels have exported and this one does not.
 * Source of the rule: scripts/mod/modpost.c, check_exports(): `"S" [X.ko] undefined!`; where no header declares the name
 * any more, the compiler refuses it before. Names that no kernel was seen to export are left alone: they may be anybody's.
 */

import type { Evidence, Finding } from '../findings/finding.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { speaksOfGpl } from '../knowledge/kernel-exports.ts';
import type { KernelSubject, MissingSymbol, ResolvedTarget } from '../resolve/kernel-subject.ts';
import { historyEvidence, releases, targetEvidence } from './module-wording.ts';
import type { Rule } from './rule.ts';

export const symbolNotExported: Rule<KernelSubject> = {
  id: 'symbol-not-exported',
  severity: 'error',
  summary: 'A module asks for a symbol that other kernels export and this one does not.',
  check,
};

interface Missing {
  readonly symbol: MissingSymbol;
  readonly from: ResolvedTarget[];
}

function check(subject: KernelSubject): Finding[] {
  const bySymbol = new Map<string, Missing>();
  for (const resolved of subject.targets) {
    for (const symbol of resolved.missing) {
      const known = bySymbol.get(symbol.symbol);
      if (known) known.from.push(resolved);
      else bySymbol.set(symbol.symbol, { symbol, from: [resolved] });
    }
  }
  return [...bySymbol.values()].map((missing) => finding(subject, missing));
}

function finding(subject: KernelSubject, { symbol: { symbol, uses }, from }: Missing): Finding {
  const [first, ...others] = uses as [MissingSymbol['uses'][number], ...MissingSymbol['uses']];
  const targets = from.map(({ target }) => target);
  // By the names in a source or by the index of headers, a condition or a macro may have been overlooked.
  const certain = from.some(({ method }) => method === 'linker');
  return {
    rule: symbolNotExported.id,
    severity: certain ? 'error' : 'warning',
    message:
      `${symbol} is not exported by ${releases(targets)}: ${subject.name}.ko ${certain ? 'cannot' : 'probably cannot'} be built for ` +
      `${targets.length === 1 ? 'it' : 'them'}, unless another module exports the symbol${elsewhere(subject, targets, symbol)}`,
    file: first.at.file,
    range: first.at.range,
    unit: subject.id,
    evidence: [
      ...targets.map((target) => targetEvidence(target, `${symbol} is not among its exports`)),
      ...historyEvidence(symbol, targets[0]!, subject.history),
      ...others.map((use): Evidence => ({ message: `${symbol} is used here too`, location: use.at })),
    ],
    data: { symbol },
  };
}

function elsewhere(subject: KernelSubject, without: readonly KernelTarget[], symbol: string): string {
  const others = subject.targets.map(({ target }) => target).filter((target) => !without.includes(target) && target.exports.get(symbol));
  if (others.length === 0) return '';
  const gpl = others.some((target) => speaksOfGpl(target.exports.get(symbol)!.kind));
  return `; ${releases(others)} ${others.length === 1 ? 'exports' : 'export'} it${gpl ? ' GPL-only' : ''}`;
}
