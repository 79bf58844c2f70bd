/**
 * A program of an object whose licence is not GPL-compatible calls a helper that is GPL-only for its type.
 * Source of the rule: kernel/bpf/verifier.c, check_helper_call(); which helpers, the bpf_func_proto tables tell.
 */

import type { SymbolUse } from '../linkage/external-name.ts';
import type { BpfSubject } from '../resolve/bpf-subject.ts';
import { bpfFinding, refused } from './bpf-wording.ts';
import type { Rule } from './rule.ts';

/** A helper can be called by its number alone, and then nothing is written there that could be shown. */
function inWords(name: string, id: number, use: SymbolUse | undefined): string {
  const written = use?.text ?? name;
  if (written === name) return name;
  return use?.chain.length === 0 && /^\W|^asm|^__asm/.test(written) ? `helper ${id}, ${name},` : `${written} brings in ${name}, which`;
}

export const bpfGplOnlyHelper: Rule<BpfSubject> = {
  id: 'bpf-gpl-only-helper',
  severity: 'error',
  summary: 'A BPF program without a GPL-compatible licence calls a helper that the kernel keeps for GPL programs.',
  check: (subject) =>
    refused(subject, 'helper').map((place) => {
      const { name, certain } = place.need;
      const how = inWords(name, place.need.id, place.use);
      return bpfFinding(subject, place, {
        rule: bpfGplOnlyHelper.id,
        severity: certain ? 'error' : 'warning',
        certain,
        what: `${how} is GPL-only${certain ? '' : ' for some programs, and what this one is attached to decides'}`,
        verifier: 'cannot call GPL-restricted function from non-GPL compatible program',
        source: `${name} is gpl_only in its bpf_func_proto, and check_helper_call() refuses it`,
      });
    }),
};
