/** Which configuration options decided that a place of a file is read: those in the conditions around it. */

import { OP_ELIF, OP_ELSE, OP_ENDIF, OP_IF, OP_IFDEF, OP_IFNDEF, OP_SIZE, type Skeleton } from './skeleton.ts';

/** CONFIG_ names, the innermost condition first. An #else or #elif depends on the conditions before it too. */
export function optionsAt(file: Skeleton, offset: number, nameOf: (id: number) => string): string[] {
  const { ops } = file;
  const open: string[][] = [];
  for (let pc = 0; pc < ops.length; pc += OP_SIZE) {
    const code = ops[pc]!;
    const a = ops[pc + 1]!;
    const isTest = code === OP_IF || code === OP_ELIF;
    if (!isTest && code !== OP_IFDEF && code !== OP_IFNDEF && code !== OP_ELSE && code !== OP_ENDIF) continue;
    if ((isTest ? file.conditions[a]!.start : a) > offset) break;
    if (code === OP_ENDIF) open.pop();
    else if (code === OP_ELIF) open.at(-1)!.push(...namesIn(conditionText(file, a)));
    else if (code === OP_IF) open.push(namesIn(conditionText(file, a)));
    else if (code !== OP_ELSE) open.push(namesIn(nameOf(ops[pc + 2]!)));
  }
  return [...new Set(open.reverse().flat())];
}

function conditionText(file: Skeleton, index: number): string {
  const { start, end } = file.conditions[index]!;
  return file.source.text.slice(start, end);
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/\bCONFIG_\w+/g)].map(([name]) => name.replace(/_MODULE$/, ''));
}
