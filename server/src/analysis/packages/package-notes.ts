/** What an editor writes behind the lines of package.json: the licence, and what the line brings along by family. */

import type { DeclaredDependency } from '../../npm/manifest.ts';
import type { BroughtPackage } from '../../resolve/package-subject.ts';
import type { Note } from '../analyzer.ts';
import { countsInWords, familyCounts } from './family-counts.ts';

export function packageNote(declared: DeclaredDependency, brings: readonly BroughtPackage[]): Note {
  const [own, ...others] = brings;
  const at = declared.range.end;
  if (!own) return { at, text: 'not installed', detail: `${declared.name} is neither installed nor in the lockfile` };
  const counts = familyCounts(others.map((other) => other.judgement));
  const license = own.license.text ?? 'no licence';
  const chosen = own.judgement.alternatives.length > 1 && own.judgement.chosen !== null ? ` (${own.judgement.chosen})` : '';
  return {
    at,
    text: `${license}${chosen}${others.length > 0 ? ` · brings ${others.length}: ${countsInWords(counts)}` : ''}`,
    detail: own.judgement.reason,
  };
}
