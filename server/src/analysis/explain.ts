/** `explain`: what a kernel symbol or a licence is, from the knowledge alone. */

import { describeHistory } from '../knowledge/export-history.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { isGplOnly } from '../knowledge/kernel-exports.ts';
import type { Explanation } from './analyzer.ts';
import { licenseText } from './bundled-knowledge.ts';

export function explain(name: string, knowledge: KnowledgeBase, targets: readonly KernelTarget[]): Explanation | undefined {
  return explainSymbol(name, knowledge, targets) ?? explainLicense(name, knowledge);
}

function explainSymbol(symbol: string, knowledge: KnowledgeBase, targets: readonly KernelTarget[]): Explanation | undefined {
  const lines = targets.map((target) => {
    const entry = target.exports.get(symbol);
    if (!entry) return `${target.release}: not exported`;
    const kind = isGplOnly(entry.kind) ? 'GPL-only' : 'plain';
    const namespace = entry.namespace === null ? '' : `, namespace ${entry.namespace}`;
    return `${target.release}: exported ${kind} by ${entry.module}${namespace}`;
  });
  const samples = knowledge.exportHistory();
  const history = samples?.of(symbol);
  if (!history && !targets.some((target) => target.exports.get(symbol))) return undefined;
  return {
    name: symbol,
    kind: 'symbol',
    sections: [
      { title: 'Export', lines },
      ...(samples && history ? [{ title: 'History', lines: [describeHistory(history, samples.samples)] }] : []),
    ],
  };
}

function explainLicense(id: string, knowledge: KnowledgeBase): Explanation | undefined {
  const license = licenseText(knowledge, id);
  if (!license) return undefined;
  return { name: license.spdxId, kind: 'license', sections: [{ title: license.name, lines: [license.source] }], text: license.text };
}
