/**
 * What a walk through a body or an initialiser rests on, and what it said to the rest of the unit. A walk can be taken
 * over by a later version of the unit when nothing that it rests on is another now; what it said is then said again.
 */

import type { Entity } from './unit-scope.ts';
import type { Value } from './values.ts';
import type { Token } from '../preprocess/token.ts';

export interface WalkRecord {
  /** Functions with a body that it met by name or called. */
  readonly functions: Set<Entity>;
  /** Walks of other bodies and initialisers whose outcome became part of it. */
  readonly parts: Set<WalkRecord>;
  /** Calls that stay calls, with what is known of the parameters there. */
  readonly calls: { readonly callee: Entity; readonly parameters: readonly Value[] }[];
  /** What could not be parsed, and where it begins: the place as such may move. */
  readonly unread: { readonly from: Token; readonly reason: string }[];
  readonly names: SeenName[];
}

/** A string that reads like a name, and the function outside that it is an argument of. */
export interface SeenName {
  readonly token: Token;
  readonly text: string;
  readonly argumentOf?: string;
}

export function newRecord(): WalkRecord {
  return { functions: new Set(), parts: new Set(), calls: [], unread: [], names: [] };
}

/** Tells which walks rest on one of these functions, directly or through a part. */
export function restsOn(changed: ReadonlySet<Entity>): (record: WalkRecord) => boolean {
  const known = new Map<WalkRecord, boolean>();
  return function rests(record) {
    const answer = known.get(record);
    if (answer !== undefined) return answer;
    known.set(record, false); // functions that call each other
    const result = [...record.functions].some((entity) => changed.has(entity)) || [...record.parts].some(rests);
    known.set(record, result);
    return result;
  };
}
