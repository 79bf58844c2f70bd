/**
 * A licence that the kernel reads otherwise than people do: it takes the string up to its NUL (kernel/module/main.c,
 * get_modinfo(); scripts/mod/modpost.c, get_next_modinfo(), both walk strings that end in NUL), and whatever a macro or a
 * hand-made entry puts into the section .modinfo.
 */

import type { Evidence, Finding } from '../findings/finding.ts';
import { isGplCompatible } from '../knowledge/module-license.ts';
import type { DeclaredLicense, KernelSubject } from '../resolve/kernel-subject.ts';
import type { Rule } from './rule.ts';

export const misleadingLicense: Rule<KernelSubject> = {
  id: 'misleading-license',
  severity: 'warning',
  summary: 'A module licence that the kernel reads otherwise than it is written.',
  check,
};

function check(subject: KernelSubject): Finding[] {
  return [
    ...subject.licenses.flatMap((license) => [...behindNul(subject, license), ...altered(subject, license), ...handMade(subject, license)]),
    ...subject.unbuiltLicenses.flatMap((license) => unbuilt(subject, license)),
  ];
}

function finding(subject: KernelSubject, { location }: DeclaredLicense, severity: Finding['severity'], message: string, evidence: readonly Evidence[] = []): Finding[] {
  if (!location) return [];
  return [{ rule: misleadingLicense.id, severity, message, file: location.file, range: location.range, unit: subject.id, evidence }];
}

function behindNul(subject: KernelSubject, license: DeclaredLicense): Finding[] {
  if (license.behindNul === undefined) return [];
  const rest = license.behindNul.replaceAll('\0', '\\0');
  return finding(
    subject, license, 'warning',
    `the kernel reads the licence of ${subject.name}.ko as "${license.value ?? ''}" and stops at the NUL: ` +
      `no check sees "${rest}" behind it, which takes back or narrows what it says`,
  );
}

function altered(subject: KernelSubject, license: DeclaredLicense): Finding[] {
  const { written, value } = license;
  if (written === undefined || value === null) return [];
  return finding(
    subject, license, 'warning',
    `the source says "${written}", and a macro makes "${value}" of it for the kernel: ${subject.name}.ko is taken as ${isGplCompatible(value) ? 'GPL-compatible' : 'proprietary'}`,
  );
}

function handMade(subject: KernelSubject, license: DeclaredLicense): Finding[] {
  if (license.macro !== null) return [];
  return finding(
    subject, license, 'information',
    `the licence "${license.value ?? ''}" of ${subject.name}.ko is written into the section .modinfo by hand: the kernel takes it as if MODULE_LICENSE stood there`,
  );
}

/** A condition keeps another licence out of this build: who configures it otherwise gets another answer. */
function unbuilt(subject: KernelSubject, license: DeclaredLicense): Finding[] {
  const { value } = license;
  const [built] = subject.licenses;
  if (value === null || !built?.location || built.value === null || subject.assumed) return [];
  if (isGplCompatible(value) === isGplCompatible(built.value)) return [];
  return finding(
    subject, license, 'information',
    `"${value}" stands under a condition that is off: this build of ${subject.name}.ko says "${built.value}", another one may not`,
    [{ message: `what is built: ${built.text}`, location: built.location }],
  );
}
