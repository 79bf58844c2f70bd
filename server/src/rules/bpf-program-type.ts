/**
 * LSM programs and struct_ops programs need a GPL-compatible licence, whatever they call.
 * Source of the rule: kernel/bpf/bpf_lsm.c, bpf_lsm_verify_prog(); kernel/bpf/verifier.c, check_struct_ops_btf_id().
 */

import type { BpfSubject } from '../resolve/bpf-subject.ts';
import { bpfFinding, refused } from './bpf-wording.ts';
import type { Rule } from './rule.ts';

export const bpfProgramType: Rule<BpfSubject> = {
  id: 'bpf-program-type',
  severity: 'error',
  summary: 'An LSM or struct_ops program in an object without a GPL-compatible licence.',
  check: (subject) =>
    refused(subject, 'program-type').map((place) => {
      const lsm = place.need.type === 'lsm';
      return bpfFinding(subject, place, {
        rule: bpfProgramType.id,
        severity: 'error',
        what: `${place.programs[0]!.name} is ${lsm ? 'an LSM' : 'a struct_ops'} program`,
        verifier: lsm ? 'LSM programs must have a GPL compatible license' : 'struct ops programs must have a GPL compatible license',
        source: lsm ? 'bpf_lsm_verify_prog() refuses it' : 'check_struct_ops_btf_id() refuses it',
      });
    }),
};
