/** `explain`: what a kernel symbol, a name of its headers, a BPF helper or a licence is, from the knowledge alone. */

import { describeHeaders } from '../knowledge/header-history.ts';
import { isGplOnly } from '../knowledge/kernel-exports.ts';
import { historyInWords, type KernelHistory } from '../knowledge/kernel-history.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { plainAlternatives } from '../knowledge/plain-alternatives.ts';
import type { Explanation } from './analyzer.ts';
import { licenseText } from './bundled-knowledge.ts';
import { alternativeInWords } from './describe.ts';
import { bpfSections } from './explain-bpf.ts';

export function explain(name: string, knowledge: KnowledgeBase, targets: readonly KernelTarget[]): Explanation | undefined {
  const symbol = explainSymbol(name, knowledge.history(), targets);
  const facts = knowledge.bpf();
  const bpf = facts ? bpfSections(name, facts) : [];
  if (bpf.length > 0) return { name, kind: 'symbol', sections: [...bpf, ...(symbol?.sections ?? [])] };
  return symbol ?? explainLicense(name, knowledge);
}

type Section = Explanation['sections'][number];

function explainSymbol(symbol: string, history: KernelHistory, targets: readonly KernelTarget[]): Explanation | undefined {
  const past = historyInWords(symbol, commonArch(targets), history);
  const headers = inHeaders(symbol, history, targets);
  if (past === undefined && headers.length === 0 && !targets.some((target) => target.exports.get(symbol))) return undefined;
  const sections: Section[] = [
    { title: 'Export', lines: targets.map((target) => exportLine(symbol, target)) },
    { title: 'History', lines: past === undefined ? [] : [past] },
    { title: 'In the headers', lines: headers },
    { title: 'Plain exports to look at instead', lines: alternatives(symbol, history, targets) },
  ];
  return { name: symbol, kind: 'symbol', sections: sections.filter(({ lines }) => lines.length > 0) };
}

function exportLine(symbol: string, target: KernelTarget): string {
  const entry = target.exports.get(symbol);
  if (!entry) return `${target.release}: not exported`;
  const kind = isGplOnly(entry.kind) ? 'GPL-only' : 'plain';
  const namespace = entry.namespace === null ? '' : `, namespace ${entry.namespace}`;
  return `${target.release}: exported ${kind} by ${entry.module}${namespace}`;
}

/** How headers declared the name, and then how what it reached was exported. */
function inHeaders(name: string, history: KernelHistory, targets: readonly KernelTarget[]): string[] {
  if (!history.headers) return [];
  const rows = history.headers.of(name);
  const reached = new Set(rows.flatMap(({ states }) => states.flatMap(({ forms }) => forms.flatMap((form) => form.reaches))));
  const exported = [...reached].flatMap((symbol) => {
    const words = historyInWords(symbol, commonArch(targets), history);
    return words === undefined ? [] : [`${symbol}: ${words}`];
  });
  return [...rows.map((row) => describeHeaders(row, history.headers!.samples)), ...exported];
}

function alternatives(symbol: string, { alternatives: documented }: KernelHistory, targets: readonly KernelTarget[]): string[] {
  const lines = targets.flatMap(({ exports }) => plainAlternatives(symbol, symbol, exports, documented).map(alternativeInWords));
  return [...new Set(lines)];
}

/** Undefined where the kernels are of several architectures: then all of them count. */
function commonArch(targets: readonly KernelTarget[]): string | undefined {
  const [first, ...others] = new Set(targets.map(({ arch }) => arch));
  return others.length === 0 ? first : undefined;
}

function explainLicense(id: string, knowledge: KnowledgeBase): Explanation | undefined {
  const license = licenseText(knowledge, id);
  if (!license) return undefined;
  return { name: license.spdxId, kind: 'license', sections: [{ title: license.name, lines: [license.source] }], text: license.text };
}
