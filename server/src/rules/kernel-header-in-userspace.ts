/**
 * A program includes a header that the kernel keeps for itself. Source of the rule: Documentation/process/license-rules.rst
 * and LICENSES/exceptions/Linux-syscall-note: the headers below include/uapi are the interface to programs and carry the
 * exception; those below include/ are GPL-2.0 like the rest of the kernel, and `make headers_install` installs none of them.
 */

import { START_OF_FILE } from '../base/location.ts';
import type { Finding } from '../findings/finding.ts';
import type { UserspaceSource } from '../resolve/userspace-source.ts';
import type { Rule } from './rule.ts';

export const kernelHeaderInUserspace: Rule<UserspaceSource> = {
  id: 'kernel-header-in-userspace',
  severity: 'warning',
  summary: 'A program includes a header of the kernel that is not part of its interface to programs.',
  check,
};

function check({ library, internal }: UserspaceSource): Finding[] {
  return internal.map(({ path, location, header, release, provenance }) => ({
    rule: kernelHeaderInUserspace.id,
    severity: 'warning',
    message: `${path} is a header of the kernel's own, under GPL-2.0 without the exception for programs: this program takes its code in (${release})`,
    file: location.file,
    range: location.range,
    evidence: [
      { message: `that it is a program: it includes ${library.path}`, location: library.location },
      { message: `the header, which is not below include/uapi`, location: { file: header, range: START_OF_FILE }, source: `${provenance.source} (${provenance.version})` },
    ],
  }));
}
