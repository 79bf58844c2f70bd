/**
 * A licence string of a BPF object that the kernel does not know, where a program needs one that it does: it compares to
 * the letter, as for modules. Source of the rule: bpf_prog_load() in kernel/bpf/syscall.c and license_is_gpl_compatible().
 */

import type { Finding, Fix } from '../findings/finding.ts';
import { judgeModuleLicense, nearestModuleLicense } from '../knowledge/module-license.ts';
import type { BpfSubject } from '../resolve/bpf-subject.ts';
import type { Rule } from './rule.ts';

export const unknownBpfLicense: Rule<BpfSubject> = {
  id: 'unknown-bpf-license',
  severity: 'warning',
  summary: 'A licence string of a BPF object that the kernel does not know, where a program needs a GPL-compatible one.',
  check,
  fixes,
};

function check(subject: BpfSubject): Finding[] {
  const { value, location } = subject.license;
  if (value === null || !location || judgeModuleLicense(value) !== 'unknown') return [];
  const needing = subject.programs.filter((program) => program.needs.length > 0).length;
  const nearest = nearestModuleLicense(value);
  if (needing === 0 || nearest.spelling === undefined) return [];
  return [
    {
      rule: unknownBpfLicense.id,
      severity: 'warning',
      message: `the kernel does not know the licence "${value}", and ${needing} of the ${subject.programs.length} programs of ${subject.name}.o need a GPL-compatible one: it compares to the letter; the nearest string it knows is "${nearest.spelling}"`,
      file: location.file,
      range: location.range,
      unit: subject.id,
      evidence: [{ message: 'license_is_gpl_compatible() in include/linux/license.h lists the strings that count as GPL-compatible' }],
      data: { license: value, spelling: nearest.spelling },
    },
  ];
}

function fixes(finding: Finding): Fix[] {
  const spelling = finding.data?.['spelling'];
  if (spelling === undefined) return [];
  return [{ title: `Change to "${spelling}"`, edits: [{ file: finding.file, range: finding.range, newText: `"${spelling}"` }], preferred: true }];
}
