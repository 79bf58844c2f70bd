/**
 * Parts of one module whose licences do not go together: a module is one work (Documentation/process/license-rules.rst: the
 * tag of each file says its licence, MODULE_LICENSE the one of the module as a whole). Tags are parsed as SPDX expressions:
 * an AND binds to both sides, an OR leaves a choice.
 */

import type { Location } from '../base/location.ts';
import type { Finding } from '../findings/finding.ts';
import { combinesWithGpl2, isGplAlone } from '../knowledge/kernel-licenses.ts';
import { parseLicenseExpression, type LicenseExpression } from '../knowledge/license-expression.ts';
import { isGplCompatible } from '../knowledge/module-license.ts';
import type { KernelSubject, TaggedFile } from '../resolve/kernel-subject.ts';
import { licenseEvidence } from './module-wording.ts';
import type { Rule } from './rule.ts';

export const mixedLicenses: Rule<KernelSubject> = {
  id: 'mixed-licenses',
  severity: 'warning',
  summary: 'A file of a module has a licence that does not go together with the one of the module.',
  check,
};

function check(subject: KernelSubject): Finding[] {
  const [license] = subject.licenses;
  if (!license || license.value === null) return [];
  const against = subject.licenses.find(({ value }) => value !== null && !isGplCompatible(value));
  return subject.tags.flatMap((tag) => {
    const expression = parseLicenseExpression(tag.expression);
    if ('reason' in expression) return unreadable(subject, tag, expression.reason);
    return against ? inProprietary(subject, tag, expression, against) : inGpl(subject, tag, expression, license);
  });
}

type License = KernelSubject['licenses'][number];

function inProprietary(subject: KernelSubject, tag: TaggedFile, expression: LicenseExpression, license: License): Finding[] {
  if (!isGplAlone(expression)) return [];
  const message = `this file is ${tag.expression} and nothing else, and ${subject.name}.ko, which it is a part of, says "${license.value!}": the whole of it would have to be under the GPL`;
  return finding(subject, tag.location, 'warning', message, license);
}

function inGpl(subject: KernelSubject, tag: TaggedFile, expression: LicenseExpression, license: License): Finding[] {
  switch (combinesWithGpl2(expression)) {
    case 'yes':
      return offersMore(subject, tag, expression, license);
    case 'no':
      return finding(
        subject, tag.location, 'warning',
        `this file is ${tag.expression}, which cannot be part of a work under GPL-2.0-only, and ${subject.name}.ko says "${license.value!}"`, license,
      );
    case 'unknown':
      return finding(
        subject, tag.location, 'information',
        `whether ${tag.expression} can be part of ${subject.name}.ko, which says "${license.value!}", is not known here`, license,
      );
  }
}

/** "Dual MIT/GPL" offers a choice for the whole that one file under the GPL alone takes away. */
function offersMore(subject: KernelSubject, tag: TaggedFile, expression: LicenseExpression, license: License): Finding[] {
  const dual = subject.licenses.every(({ value }) => value?.startsWith('Dual ') === true);
  if (!dual || !isGplAlone(expression)) return [];
  return finding(
    subject, tag.location, 'hint',
    `${subject.name}.ko says "${license.value!}", and this file is ${tag.expression} alone: as a whole the module can be passed on under the GPL only`, license,
  );
}

function unreadable(subject: KernelSubject, tag: TaggedFile, reason: string): Finding[] {
  return finding(subject, tag.location, 'information', `the licence of this file cannot be told: "${tag.expression}" ${reason}`, undefined);
}

function finding(subject: KernelSubject, { file, range }: Location, severity: Finding['severity'], message: string, license: License | undefined): Finding[] {
  return [{ rule: mixedLicenses.id, severity, message, file, range, unit: subject.id, evidence: license ? [licenseEvidence(license)] : [] }];
}
