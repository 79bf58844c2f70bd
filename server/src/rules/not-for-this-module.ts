/**
 * A symbol is exported for named modules only, and this one is not among them. EXPORT_SYMBOL_FOR_MODULES (6.17; as
 * EXPORT_SYMBOL_GPL_FOR_MODULES since 6.16) puts the symbol into a namespace "module:<list>" that nobody can import.
 * Source of the rule: kernel/module/main.c, verify_module_namespace(); scripts/mod/modpost.c, verify_module_namespace():
 * the names are compared with - and _ alike, a * at the end stands for any ending.
 */

import type { Finding } from '../findings/finding.ts';
import { isForModulesOnly, modulesOfNamespace, namespaceAllowsModule } from '../knowledge/namespaces.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';
import { exportEvidence, listOf } from './module-wording.ts';
import type { Rule } from './rule.ts';

export const notForThisModule: Rule<KernelSubject> = {
  id: 'not-for-this-module',
  severity: 'error',
  summary: 'A module uses a symbol that is exported for other modules only.',
  check,
};

function check(subject: KernelSubject): Finding[] {
  const findings = new Map<string, Finding>();
  for (const { target, symbols } of subject.targets) {
    for (const { export: entry, uses, exportedAt } of symbols) {
      const { symbol, namespace } = entry;
      if (namespace === null || !isForModulesOnly(namespace) || namespaceAllowsModule(namespace, subject.name) || findings.has(symbol)) continue;
      const modules = listOf(modulesOfNamespace(namespace));
      const { at } = uses[0]!;
      findings.set(symbol, {
        rule: notForThisModule.id,
        severity: 'error',
        message:
          `${symbol} is exported for ${modules} only: modpost will refuse to build ${subject.name}.ko, and so will the loader; ` +
          `no import of a namespace helps (${target.release})`,
        file: at.file,
        range: at.range,
        unit: subject.id,
        evidence: [
          exportEvidence(target, `${symbol} is exported by ${entry.module} for ${modules}`, exportedAt),
          ...uses.slice(1).map((use) => ({ message: `${symbol} is used here too`, location: use.at })),
        ],
        data: { symbol },
      });
    }
  }
  return [...findings.values()];
}
