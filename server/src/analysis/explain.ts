/** `explain`: what a kernel symbol or a licence is, from the knowledge alone. */

import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { isGplOnly } from '../knowledge/kernel-exports.ts';
import type { Explanation } from './analyzer.ts';
import type { ProductKnowledge } from './product-knowledge.ts';

export function explain(name: string, knowledge: ProductKnowledge, targets: readonly KernelTarget[]): Explanation | undefined {
  return explainSymbol(name, targets) ?? explainLicense(name, knowledge);
}

function explainSymbol(symbol: string, targets: readonly KernelTarget[]): Explanation | undefined {
  const lines = targets.map((target) => {
    const entry = target.exports.get(symbol);
    if (!entry) return `${target.release}: not exported`;
    const kind = isGplOnly(entry.kind) ? 'GPL-only' : 'plain';
    const namespace = entry.namespace === null ? '' : `, namespace ${entry.namespace}`;
    return `${target.release}: exported ${kind} by ${entry.module}${namespace}`;
  });
  if (!targets.some((target) => target.exports.get(symbol))) return undefined;
  return { name: symbol, kind: 'symbol', sections: [{ title: 'Export', lines }] };
}

function explainLicense(id: string, knowledge: ProductKnowledge): Explanation | undefined {
  const license = knowledge.licenseText(id);
  if (!license) return undefined;
  return { name: license.spdxId, kind: 'license', sections: [{ title: license.name, lines: [license.source] }], text: license.text };
}
