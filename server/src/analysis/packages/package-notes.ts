/** What an editor writes behind the lines of package.json: the licence, and what the line brings along by family. */

import type { DeclaredDependency } from '../../npm/manifest.ts';
import type { BroughtPackage } from '../../resolve/package-subject.ts';
import type { Note } from '../analyzer.ts';
import type { LicenseFamily } from '../../knowledge/license-facts.ts';
import { familyWords } from '../../licensing/license-base.ts';
import { countsInWords, familyCounts } from './family-counts.ts';

/** Editors cut what is longer. */
const ROOM = 43;

export function packageNote(declared: DeclaredDependency, brings: readonly BroughtPackage[]): Note {
  const [own, ...others] = brings;
  const at = declared.end;
  if (!own) return { at, text: 'not installed', detail: `${declared.name} is neither installed nor in the lockfile` };
  const counts = familyCounts(others.map((other) => other.judgement));
  const tail = others.length === 0 ? '' : ` · +${others.length}${noteworthy(counts)}`;
  const license = own.license.text ?? (own.directory === null ? 'not installed' : 'no licence');
  const room = ROOM - tail.length;
  return {
    at,
    text: `${license.length > room ? `${license.slice(0, room - 1)}…` : license}${tail}`,
    detail: [
      `${own.name}: ${license}${own.judgement.alternatives.length > 1 && own.judgement.chosen !== null ? `, judged as ${own.judgement.chosen}` : ''}`,
      own.judgement.reason,
      ...(others.length === 0 ? [] : [`brings ${others.length} more: ${countsInWords(counts)}`]),
    ].join('\n'),
  };
}

/** Of what a line brings along, the one family that asks something and is there most often. */
function noteworthy(counts: readonly (readonly [LicenseFamily, number])[]): string {
  const others = counts.filter(([family]) => family !== 'permissive');
  const [first] = others;
  if (!first) return '';
  return `, ${first[1]} ${familyWords(first[0]).replace(/ \(.*\)$/, '')}${others.length > 1 ? ', …' : ''}`;
}
