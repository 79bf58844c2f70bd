/**
 * Cuts the text of a make file into logical lines: what a backslash at the end of a line joins stays together.
 * It decides nothing about meaning; whether a line that starts with a tab is a recipe depends on what came before it.
 */

export interface LogicalLine {
  /** Without the final line end; inner backslash-newline pairs are still there. */
  readonly text: string;
  /** 1-based line of its first character. */
  readonly line: number;
}

export function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  const physical = text.split(/\r?\n/);
  if (physical.at(-1) === '') physical.pop();
  for (let i = 0; i < physical.length; i++) {
    const start = i;
    let joined = physical[i]!;
    // At the end of the file there is nothing to join, and the backslash goes all the same.
    while (endsWithOddBackslashes(joined)) joined += '\n' + (physical[++i] ?? '');
    lines.push({ text: joined, line: start + 1 });
  }
  return lines;
}

/** A continued line outside recipes: backslash, newline and the blanks around them are one blank (GNU make manual 3.1.1). */
export function joinContinuations(text: string): string {
  if (!text.includes('\n')) return text;
  return text.replace(/[ \t]*(\\+)\n[ \t]*/g, (whole, slashes: string) =>
    slashes.length % 2 === 1 ? '\\'.repeat((slashes.length - 1) / 2) + ' ' : whole,
  );
}

/** Removes a comment; `\#` is a plain number sign. */
export function withoutComment(text: string): string {
  let at = text.indexOf('#');
  if (at < 0) return text;
  let kept = '';
  let from = 0;
  for (; at >= 0; at = text.indexOf('#', at + 1)) {
    let slashes = 0;
    while (at - 1 - slashes >= from && text[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return kept + text.slice(from, at - slashes) + '\\'.repeat(slashes / 2);
    kept += text.slice(from, at - slashes) + '\\'.repeat((slashes - 1) / 2) + '#';
    from = at + 1;
  }
  return kept + text.slice(from);
}

function endsWithOddBackslashes(text: string): boolean {
  let slashes = 0;
  while (text[text.length - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}
