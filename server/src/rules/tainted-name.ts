/**
 * A module bears a name for which the kernel taints itself. Source of the rule: kernel/module/main.c,
 * module_augment_kernel_taints(); the names are in knowledge/tainted-names.ts.
 */

import type { Finding } from '../findings/finding.ts';
import { isGplOnly } from '../knowledge/kernel-exports.ts';
import { taintedName } from '../knowledge/tainted-names.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';
import { listOf, startOfModule } from './module-wording.ts';
import type { Rule } from './rule.ts';

export const taintedNameRule: Rule<KernelSubject> = {
  id: 'tainted-name',
  severity: 'error',
  summary: 'A module has a name that the loader takes as proprietary, or taints the kernel for.',
  check,
};

function check(subject: KernelSubject): Finding[] {
  const known = taintedName(subject.name);
  if (!known) return [];
  const { file, range } = subject.licenses.find(({ location }) => location)?.location ?? startOfModule(subject);
  const gplOnly = [...new Set(subject.targets.flatMap(({ symbols }) => symbols.map((symbol) => symbol.export)).filter(({ kind }) => isGplOnly(kind)).map(({ symbol }) => symbol))];
  const refused = known.taints === 'module' && gplOnly.length > 0;
  const what =
    known.taints === 'kernel'
      ? 'taint only: the kernel is tainted as if the module were proprietary; it may use GPL-only symbols all the same'
      : refused
        ? `at load: the module counts as proprietary, and the loader finds no GPL-only symbol for it (${listOf(gplOnly.slice(0, 3))}${gplOnly.length > 3 ? ', …' : ''})`
        : 'taint only: the module counts as proprietary, and the kernel is tainted';
  return [
    {
      rule: taintedNameRule.id,
      severity: refused ? 'error' : 'warning',
      message: `${what}: its name is "${known.name}"`,
      file,
      range,
      unit: subject.id,
      evidence: [
        { message: `the kernel judges this name because ${known.reason}`, source: 'kernel/module/main.c, module_augment_kernel_taints()' },
        { message: `the kernel will log: "${known.name}: module license taints kernel."` },
      ],
    },
  ];
}
