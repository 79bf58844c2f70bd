/** `explain`: what a kernel symbol, a name of its headers, a BPF helper or a licence is, from the knowledge alone. */

import { describeHeaders } from '../knowledge/header-history.ts';
import { isGplOnly } from '../knowledge/kernel-exports.ts';
import { historyInWords, type KernelHistory } from '../knowledge/kernel-history.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { describeLicenses, type LicenseDescription, type SourcedLine } from '../licensing/describe-license.ts';
import { LicenseBase } from '../licensing/license-base.ts';
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

/** A licence, or an expression of several. The text is shown where one licence was asked for. */
function explainLicense(name: string, knowledge: KnowledgeBase): Explanation | undefined {
  const base = new LicenseBase(knowledge);
  const known = describeLicenses(name, base).filter(({ id }) => knowledge.licenses()?.get(id.split(/ |\+/)[0]!));
  if (known.length === 0) return undefined;
  const text = known.length === 1 ? licenseText(knowledge, known[0]!.id.split(/ |\+/)[0]!) : undefined;
  return {
    name: known.map(({ id }) => id).join(', '),
    kind: 'license',
    sections: [...known.flatMap(licenseSections), ...(text ? [{ title: 'Text', lines: [text.source] }] : [])],
    ...(text && { text: text.text }),
  };
}

function licenseSections({ id, name, family, obligations, compatibility }: LicenseDescription): Section[] {
  const title = name === id ? id : `${name} (${id})`;
  return [
    { title, lines: [`${family.text} [${family.source}]`] },
    ...(obligations.length > 0 ? [{ title: `What ${id} asks for`, lines: withOneSource(obligations) }] : []),
    { title: `Code under ${id}`, lines: compatibility.map(({ text, source }) => (source === '' ? text : `${text} [${source}]`)) },
  ];
}

function withOneSource(lines: readonly SourcedLine[]): string[] {
  return lines.map(({ text, source }, i) => (i === lines.length - 1 ? `${text} [${source}]` : text));
}
