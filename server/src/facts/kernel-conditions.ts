/** Stretches of a text that only kernel code sees: those under a condition that __KERNEL__ is defined. */

import type { Span } from '../base/location.ts';

const DIRECTIVE = /^[ \t]*#[ \t]*(ifdef|ifndef|if|elif|else|endif)\b([^\n]*)/gm;

interface Open {
  readonly start: number;
  /** Whether the branch at hand is the kernel's; undefined where the condition asks for something else. */
  kernel: boolean | undefined;
}

export function kernelOnlySpans(text: string, isComment: (offset: number) => boolean): Span[] {
  const spans: Span[] = [];
  const stack: Open[] = [];
  for (const match of text.matchAll(DIRECTIVE)) {
    if (isComment(match.index)) continue;
    const [, directive, condition] = match as unknown as [string, string, string];
    if (directive.startsWith('if')) {
      stack.push({ start: match.index, kernel: asksForKernel(directive, condition) });
      continue;
    }
    const open = stack.pop();
    if (!open) continue;
    if (open.kernel) spans.push({ start: open.start, end: match.index });
    if (directive === 'else') stack.push({ start: match.index, kernel: open.kernel === undefined ? undefined : !open.kernel });
    if (directive === 'elif') stack.push({ start: match.index, kernel: asksForKernel('if', condition) });
  }
  return spans;
}

function asksForKernel(directive: string, condition: string): boolean | undefined {
  if (!/\b__KERNEL__\b/.test(condition)) return undefined;
  return (directive === 'ifndef') === /!\s*defined\b/.test(condition);
}
