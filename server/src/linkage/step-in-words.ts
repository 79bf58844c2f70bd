/** One step of a chain as a clause for people: "macro rcu_read_lock (under CONFIG_PREEMPT_RCU)". */

import type { ChainStep } from './external-name.ts';

export function stepInWords({ kind, name, options = [] }: ChainStep): string {
  return options.length === 0 ? `${kind} ${name}` : `${kind} ${name} (under ${options.join(', ')})`;
}
