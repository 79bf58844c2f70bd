/**
 * The kernel compares licence strings to the letter (include/linux/license.h, license_is_gpl_compatible()):
 * a string that it does not know counts as proprietary, however free the licence behind it is.
 */

import type { Finding, Fix } from '../findings/finding.ts';
import { judgeModuleLicense, nearestModuleLicense } from '../knowledge/module-license.ts';
import type { DeclaredLicense, KernelSubject } from '../resolve/kernel-subject.ts';
import type { Rule } from './rule.ts';

export const unknownModuleLicense: Rule<KernelSubject> = {
  id: 'unknown-module-license',
  severity: 'warning',
  summary: 'A MODULE_LICENSE string that the kernel does not know, and so takes as proprietary.',
  check,
  fixes,
};

function check(subject: KernelSubject): Finding[] {
  return subject.licenses.flatMap((license) => {
    if (!license.location) return [];
    if (license.value === null) return [unreadable(subject, license)];
    return judgeModuleLicense(license.value) === 'unknown' ? [unknown(subject, license, license.value)] : [];
  });
}

function unknown(subject: KernelSubject, license: DeclaredLicense, value: string): Finding {
  const nearest = nearestModuleLicense(value);
  const hint = nearest.spelling === undefined ? nearest.reason : `the nearest string it knows is "${nearest.spelling}"`;
  return {
    rule: unknownModuleLicense.id,
    severity: 'warning',
    message: `the kernel does not know the licence "${value}" and treats ${subject.name}.ko as proprietary: it compares to the letter; ${hint}`,
    file: license.location!.file,
    range: license.location!.range,
    unit: subject.id,
    evidence: [{ message: 'license_is_gpl_compatible() in include/linux/license.h lists the strings that count as GPL-compatible' }],
    data: { license: value, ...(nearest.spelling !== undefined && { spelling: nearest.spelling }) },
  };
}

function unreadable(subject: KernelSubject, license: DeclaredLicense): Finding {
  return {
    rule: unknownModuleLicense.id,
    severity: 'information',
    message: `the licence of ${subject.name}.ko cannot be told: ${license.text} is not made of string literals that are known here`,
    file: license.location!.file,
    range: license.location!.range,
    unit: subject.id,
    evidence: [],
  };
}

function fixes(finding: Finding): Fix[] {
  const spelling = finding.data?.['spelling'];
  if (spelling === undefined) return [];
  return [
    {
      title: `Change to MODULE_LICENSE("${spelling}")`,
      edits: [{ file: finding.file, range: finding.range, newText: `"${spelling}"` }],
      preferred: true,
    },
  ];
}
