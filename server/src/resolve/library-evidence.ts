/** What the places that show a library come to: how it is joined, how sure that is, and what decides. */

import type { Library } from '../libraries/library.ts';
import type { LinkKind } from '../licensing/link-kinds.ts';
import type { Certainty, UseCondition, UsedLibrary } from './program-subject.ts';

export type Shown = Pick<UsedLibrary, 'links' | 'includes' | 'calls' | 'loads'>;

/** What a configuration says about a condition. */
export type Decide = (condition: string) => Pick<UseCondition, 'holds' | 'decidedAt'>;

export function keyOf({ name, package: of }: Library): string {
  return `${name} ${of ?? ''}`;
}

export function kindOf({ links, loads, calls }: Shown, { linkNames, sonames }: Library): LinkKind {
  const linkages = new Set(links.map(({ request }) => request.linkage));
  if (linkages.has('static')) return 'static-link';
  if (linkages.has('dynamic')) return 'dynamic-link';
  if (links.length > 0) return 'linked';
  if (loads.length > 0) return 'run-time-loaded';
  return calls.length > 0 && linkNames.length + sonames.length > 0 ? 'linked' : 'headers-only';
}

/** @param hasBuild whether build files were there to name what is linked: without, nothing follows from a missing link line */
export function certaintyOf({ links, includes, calls, loads }: Shown, { linkNames, sonames }: Library, hasBuild: boolean): Certainty {
  const isSeen = includes.length + calls.length > 0;
  if (loads.length > 0) return 'used';
  if (links.length > 0) return isSeen ? 'used' : 'only-linked';
  if (includes.length === 0) return 'only-called';
  // A library without anything to link is used by its headers.
  if (linkNames.length + sonames.length === 0) return 'used';
  if (calls.length === 0) return 'only-included';
  return hasBuild ? 'not-linked' : 'used';
}

/** A use that stands under no condition makes the library needed; otherwise the first one says what decides. */
export function conditionOf({ links, includes, calls, loads }: Shown, decide: Decide): UseCondition | null {
  const inBuild = links.length > 0 && links.every(({ request }) => request.condition !== null) ? links[0]!.request.condition : null;
  const uses = [...includes, ...loads, ...calls];
  const inSources = uses.length > 0 && uses.every(({ condition }) => condition !== null) ? uses[0]!.condition : null;
  const text = inSources ?? inBuild;
  return text === null ? null : { text, ...decide(text) };
}
