/**
 * A program of an object whose licence is not GPL-compatible calls a function of the kernel (a kfunc): none may.
 * Source of the rule: kernel/bpf/verifier.c, add_kfunc_call().
 */

import type { BpfSubject } from '../resolve/bpf-subject.ts';
import { bpfFinding, refused } from './bpf-wording.ts';
import type { Rule } from './rule.ts';

export const bpfKernelFunction: Rule<BpfSubject> = {
  id: 'bpf-kernel-function',
  severity: 'error',
  summary: 'A BPF program without a GPL-compatible licence calls a function of the kernel (kfunc).',
  check: (subject) =>
    refused(subject, 'kernel-function').map((place) => {
      const { name } = place.need;
      const written = place.use?.text ?? name;
      const how = written === name ? name : `${written} brings in ${name}, which`;
      return bpfFinding(subject, place, {
        rule: bpfKernelFunction.id,
        severity: 'error',
        what: `${how} is a function of the kernel`,
        verifier: 'cannot call kernel function from non-GPL compatible program',
        source: 'add_kfunc_call() refuses every kernel function',
      });
    }),
};
