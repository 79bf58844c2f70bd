/**
 * Libraries that come to a program through libraries of its own workspace: app → libfoo → readline. A static library is no
 * more than objects of the program, so what the two show goes together: one may call what only the other links.
 */

import type { UsedProgram } from '../build/program.ts';
import { certaintyOf, conditionOf, keyOf, kindOf, type Decide } from './library-evidence.ts';
import type { ThroughLibrary, UseCondition, UsedLibrary } from './program-subject.ts';

/** A library of the workspace as a build names it. */
export interface WorkspaceLibrary {
  readonly name: string;
  readonly uses: readonly UsedProgram[];
}

export interface Carrier {
  /** From what the program itself is linked with to the library that uses the others. */
  readonly through: readonly ThroughLibrary[];
  readonly id: string;
}

/** Each library of the workspace that a program is linked with, by the shortest way; rings end. */
export function carriersOf(program: { readonly id: string; readonly uses: readonly UsedProgram[] }, find: (id: string) => WorkspaceLibrary | undefined): Carrier[] {
  const seen = new Set([program.id]);
  const carriers: Carrier[] = [];
  const follow = (uses: readonly UsedProgram[], before: readonly ThroughLibrary[]): void => {
    for (const { id, at, condition } of uses) {
      const library = find(id);
      if (!library || seen.has(id)) continue;
      seen.add(id);
      carriers.push({ id, through: [...before, { name: library.name, at, condition }] });
    }
  };
  follow(program.uses, []);
  // Grows while it is walked.
  for (const { id, through } of carriers) follow(find(id)!.uses, through);
  return carriers;
}

export interface Carried extends Pick<Carrier, 'through'> {
  readonly libraries: readonly UsedLibrary[];
}

export function withCarried(own: readonly UsedLibrary[], carried: readonly Carried[], decide: Decide): readonly UsedLibrary[] {
  const all = new Map(own.map((used) => [keyOf(used.library), used]));
  for (const { through, libraries } of carried) {
    for (const used of libraries) {
      const key = keyOf(used.library);
      const brought = { ...used, through, condition: underLinks(used.condition, through, decide) };
      const earlier = all.get(key);
      all.set(key, earlier ? together(earlier, brought, decide) : brought);
    }
  }
  return [...all.values()];
}

/** One of two that suffices is enough; else what one sees in sources with what the other links. */
function together(earlier: UsedLibrary, later: UsedLibrary, decide: Decide): UsedLibrary {
  if (isSure(earlier)) return earlier;
  if (isSure(later)) return later;
  const [seen, other] = isSeen(earlier) || !isSeen(later) ? [earlier, later] : [later, earlier];
  if (seen.certainty === 'used' || other.links.length === 0) return seen;
  const shown = { links: [...seen.links, ...other.links], includes: seen.includes, calls: seen.calls, loads: seen.loads };
  return {
    ...seen,
    ...shown,
    kind: kindOf(shown, seen.library),
    certainty: certaintyOf(shown, seen.library, true),
    condition: underLinks(conditionOf(shown, decide), seen.through, decide),
  };
}

function isSure({ certainty, condition }: UsedLibrary): boolean {
  return certainty === 'used' && (condition === null || condition.holds === true);
}

function isSeen({ includes, calls, loads }: UsedLibrary): boolean {
  return includes.length + calls.length + loads.length > 0;
}

/** What decides on a link on the way decides on all behind it. */
function underLinks(condition: UseCondition | null, through: readonly ThroughLibrary[], decide: Decide): UseCondition | null {
  let all = condition;
  for (const { condition: text } of through) {
    if (text === null || all?.text.split(' and ').includes(text)) continue;
    const link = { text, ...decide(text) };
    all = all === null ? link : both(link, all);
  }
  return all;
}

function both(one: UseCondition, other: UseCondition): UseCondition {
  const failing = [one, other].find(({ holds }) => holds === false);
  const holds = failing ? false : one.holds === true && other.holds === true ? true : null;
  return { text: `${one.text} and ${other.text}`, holds, decidedAt: failing?.decidedAt ?? (holds === true ? (one.decidedAt ?? other.decidedAt) : null) };
}
