/**
 * No translation unit of the module has a MODULE_LICENSE.
 * Source of the rule: scripts/mod/modpost.c, read_symbols(); the loader (kernel/module/main.c) takes such
 * a module as "unspecified", which is not GPL-compatible.
 */

import type { Finding } from '../findings/finding.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';
import { startOfModule } from './module-wording.ts';
import type { Rule } from './rule.ts';

export const missingModuleLicense: Rule<KernelSubject> = {
  id: 'missing-module-license',
  severity: 'error',
  summary: 'A kernel module has no MODULE_LICENSE.',
  check,
};

function check(subject: KernelSubject): Finding[] {
  // A source that could not be read may hold it: then nothing can be said.
  if (subject.licenses.length > 0 || subject.unread.length > 0) return [];
  const { file, range } = startOfModule(subject);
  const others = subject.sources.length > 1 ? ` in any of its ${subject.sources.length} sources` : '';
  return [
    {
      rule: missingModuleLicense.id,
      severity: 'error',
      message: `modpost will refuse to build ${subject.name}.ko: missing MODULE_LICENSE()${others}`,
      file,
      range,
      unit: subject.id,
      evidence: subject.sources.map((source) => ({
        message: 'holds no MODULE_LICENSE',
        location: { file: source, range },
      })),
    },
  ];
}
