/**
 * A program is linked with something, or opens it, and nothing says whose it is or under which licence. What nobody knows
 * is no clean bill: copyright law grants nothing by silence (Berne Convention, article 9).
 */

import type { Finding } from '../findings/finding.ts';
import type { ProgramSubject } from '../resolve/program-subject.ts';
import { libraryFindings } from './library-findings.ts';
import type { Rule } from './rule.ts';

export const unknownLibrary: Rule<ProgramSubject> = {
  id: 'unknown-library',
  severity: 'information',
  summary: 'A program is linked with a library of which nothing is known.',
  check: (subject) => [
    ...libraryFindings(subject, { rule: unknownLibrary.id, concerns: ({ judgement: { verdict } }) => verdict === 'unknown' || verdict === 'missing' }),
    ...withoutOwner(subject),
  ],
};

/** One finding for a name, however many lines ask for it. What a build only tries is no claim that it is there. */
function withoutOwner({ id, name: program, unknown: all }: ProgramSubject): Finding[] {
  const unknown = all.filter(({ condition }) => condition === null);
  const byName = new Map(unknown.map((use) => [`${use.how} ${use.name}`, unknown.filter(({ name, how }) => name === use.name && how === use.how)]));
  return [...byName.values()].map(([first, ...others]) => ({
    rule: unknownLibrary.id,
    severity: 'information',
    message: `${program} → ${first!.name}, ${first!.how === 'linked' ? 'linked' : 'loaded at run time'}: whose it is and under which licence is not known`,
    file: first!.at.file,
    range: first!.at.range,
    unit: id,
    evidence: [{ message: first!.reason }, ...others.slice(0, 5).map(({ at }) => ({ message: 'asked for here as well', location: at }))],
  }));
}
