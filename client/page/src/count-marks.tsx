/** How many findings of each severity: a mark and a number, and words for who does not see the mark. */

import { SEVERITIES } from '../../../server/src/findings/finding.ts';
import type { Counts } from '../../../server/src/findings/page/counts.ts';
import { grouped, SEVERITY_MARKS, SEVERITY_NAMES } from './words.ts';

export function CountMarks({ counts }: { counts: Counts }) {
  const found = SEVERITIES.filter((severity) => counts[severity] > 0);
  if (found.length === 0) return <span class="builds">✔ none</span>;
  return (
    <>
      {found.map((severity) => (
        <span key={severity} class={`severity ${severity}`} title={`${SEVERITY_NAMES[severity]}s`}>
          <span aria-hidden="true">{SEVERITY_MARKS[severity]}</span>
          <span class="unseen">{SEVERITY_NAMES[severity]}s</span> {grouped(counts[severity])}{' '}
        </span>
      ))}
    </>
  );
}

/** For sorting: one error weighs more than any number of warnings. */
export function weight(counts: Counts): number {
  return SEVERITIES.reduce((sum, severity) => sum * 1e4 + Math.min(counts[severity], 9999), 0);
}
