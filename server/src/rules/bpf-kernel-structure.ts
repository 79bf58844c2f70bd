/**
 * A program of an object whose licence is not GPL-compatible reads a member of one of the kernel's structures through a
 * pointer that the verifier knows by the kernel's types (BTF), instead of copying it with a helper.
 * Source of the rule: kernel/bpf/verifier.c, check_ptr_to_btf_access(), where the kernel has the check.
 */

import type { BpfSubject } from '../resolve/bpf-subject.ts';
import { bpfFinding, refused } from './bpf-wording.ts';
import type { Rule } from './rule.ts';

export const bpfKernelStructure: Rule<BpfSubject> = {
  id: 'bpf-kernel-structure',
  severity: 'error',
  summary: 'A BPF program without a GPL-compatible licence reads a structure of the kernel directly.',
  check: (subject) =>
    refused(subject, 'structure').map((place) => {
      const { name } = place.need;
      return bpfFinding(subject, place, {
        rule: bpfKernelStructure.id,
        severity: 'error',
        what: `struct ${name} is read directly`,
        verifier: `Cannot access kernel 'struct ${name}' from non-GPL compatible program`,
        source: 'check_ptr_to_btf_access() refuses it',
      });
    }),
};
