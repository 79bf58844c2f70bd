/**
 * symbol_get() of a symbol that is exported to every module: it finds GPL-only symbols alone and returns NULL for others.
 * Source of the rule: kernel/module/main.c, __symbol_get(), since 6.6, and in stable kernels of older series: there the
 * headers do not tell whether the change is in.
 */

import type { Finding } from '../findings/finding.ts';
import { isGplOnly } from '../knowledge/kernel-exports.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { SYMBOL_GET } from '../knowledge/symbol-lookup.ts';
import type { NamedInString } from '../linkage/external-name.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';
import { firstAtEachPlace, targetEvidence } from './module-wording.ts';
import type { Rule } from './rule.ts';

export const symbolGet: Rule<KernelSubject> = {
  id: 'symbol-get',
  severity: 'warning',
  summary: 'symbol_get() of a symbol that is not GPL-only: it finds nothing.',
  check,
};

function check(subject: KernelSubject): Finding[] {
  const found = subject.targets.flatMap(({ target, names }) =>
    names.flatMap((named) => {
      const entry = target.exports.get(named.name);
      return named.argumentOf === SYMBOL_GET && entry && !isGplOnly(entry.kind) ? [finding(subject, target, named, entry.module)] : [];
    }),
  );
  return firstAtEachPlace(found);
}

function finding(subject: KernelSubject, target: KernelTarget, { name, at }: NamedInString, exporter: string): Finding {
  const [major, minor] = target.version;
  const sure = major > 6 || (major === 6 && minor >= 6);
  return {
    rule: symbolGet.id,
    severity: 'warning',
    message:
      `at run time: symbol_get returns NULL for ${name}, which is exported to every module: it finds GPL-only symbols alone ` +
      `${sure ? '' : 'from 6.6 on, and in stable kernels that have the change '}(${target.release})`,
    file: at.file,
    range: at.range,
    unit: subject.id,
    evidence: [
      { message: `the kernel will log: "failing symbol_get of non-GPLONLY symbol ${name}."` },
      targetEvidence(target, `${name} is exported by ${exporter} with EXPORT_SYMBOL`),
    ],
    data: { symbol: name },
  };
}
