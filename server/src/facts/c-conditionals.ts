/** The #if, #else and #endif of one text while it is read from top to bottom: which code is dead, and what the rest depends on. */

import type { Conditional } from './c-uses.ts';

interface Open {
  readonly start: number;
  /** Null for a branch that depends on nothing: an include guard, or the other side of #if 0. */
  condition: string | null;
  /** Conditions of the branches before, all of which are false in an #else. */
  readonly before: string[];
  branch: number;
  dead: boolean;
  readonly guard: string | null;
  /** What the reader had open where the #if began. */
  readonly depth: number;
}

export class ConditionalStack {
  readonly found: Conditional[] = [];
  private readonly open: Open[] = [];

  /** Whether the text here is never compiled as C. */
  get dead(): boolean {
    return this.open.some(({ dead }) => dead);
  }

  get condition(): string | null {
    const all = this.open.flatMap(({ condition }) => condition ?? []);
    return all.length === 0 ? null : all.join(' && ');
  }

  /** @param next the directive behind it, which tells an include guard */
  begin(directive: string, text: string, at: number, depth: number, next: { name: string; text: string } | undefined): void {
    const condition = directive === 'if' ? text : directive === 'ifdef' ? `defined(${text})` : `!defined(${text})`;
    const guard = directive === 'ifndef' && next?.name === 'define' && next.text.split(/\s/, 1)[0] === text ? text : null;
    const dead = isNever(condition);
    this.open.push({ start: at, branch: at, condition: guard !== null || dead ? null : condition, before: [condition], dead, guard, depth });
  }

  /** #else or #elif: what was open before the #if is open again. Undefined where no #if is. */
  otherwise(text: string | null, at: number): number | undefined {
    const open = this.open.at(-1);
    if (!open) return undefined;
    this.close(open, at);
    const negated = open.before.filter((condition) => !isNever(condition)).map(not);
    const conditions = text === null ? negated : [...negated, text];
    open.condition = conditions.length === 0 || open.guard !== null ? null : conditions.join(' && ');
    open.dead = text !== null ? isNever(text) : open.before.some(isAlways);
    open.branch = at;
    if (text !== null) open.before.push(text);
    return open.depth;
  }

  end(at: number): void {
    const open = this.open.pop();
    if (open) this.close(open, at);
  }

  private close({ branch, condition, dead }: Open, at: number): void {
    if (condition !== null && !dead) this.found.push({ start: branch, end: at, condition });
  }
}

/** No C compiler takes the branch: 0, and what only C++ defines. */
function isNever(condition: string): boolean {
  return /^\(?0\)?$|^(?:defined\s*\(?\s*)?__cplusplus\b\)?$/.test(condition.trim());
}

function isAlways(condition: string): boolean {
  return /^\(?1\)?$|^!\s*defined\s*\(?\s*__cplusplus\s*\)?$/.test(condition.trim());
}

function not(condition: string): string {
  const simple = /^(!?)\s*defined\s*\(\s*(\w+)\s*\)$/.exec(condition);
  if (simple) return simple[1] === '!' ? `defined(${simple[2]})` : `!defined(${simple[2]})`;
  return `!(${condition})`;
}
