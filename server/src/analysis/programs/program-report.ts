/** A judged program in the words of reports. */

import path from 'node:path';
import type { Unread } from '../../base/files.ts';
import type { ReportedDependency, ReportedUnit } from '../../findings/report.ts';
import type { JudgedLibrary, ProgramSubject, StartedProgram } from '../../resolve/program-subject.ts';
import { certaintyInWords, throughEvidence } from '../../rules/library-findings.ts';
import type { ReportedPackage } from '../packages/package-report.ts';
import type { JudgedProgram } from './judge-program.ts';

/** A source that stands alone and uses no library is no unit; what of it could not be read is told all the same. */
export function reportedProgram({ subject, findings, suppressed, unread }: JudgedProgram): ReportedPackage | undefined {
  const { libraries, started, unknown } = subject;
  if (subject.kind === 'source' && libraries.length + started.length + unknown.length + findings.length === 0) return undefined;
  return {
    unit: reportedUnit(subject),
    findings,
    suppressed,
    unread,
    dependencies: [...[...libraries].sort((a, b) => (a.library.name < b.library.name ? -1 : 1)).map((used) => libraryDependency(subject, used)), ...startedDependencies(subject)],
  };
}

function reportedUnit({ id, name, kind, directory, license, sources }: ProgramSubject): ReportedUnit {
  const isLibrary = kind === 'shared-library' || kind === 'static-library' || kind === 'native-addon';
  return { id, kind: isLibrary ? 'library' : 'program', name, path: directory, license: { value: license.text, evidence: license.evidence }, sources, gplOnlySymbols: [] };
}

/** So many places of each kind are told; the numbers are of all. */
const SHOWN = 20;

function libraryDependency(subject: ProgramSubject, used: JudgedLibrary): ReportedDependency {
  const { library, judgement, kind, links, includes, calls, loads, condition, path } = used;
  return {
    kind: 'library',
    name: library.name,
    version: library.version ?? '',
    license: library.license.text,
    evidence: [
      ...throughEvidence(used.through),
      ...links.map(({ request, at }) => ({ message: `linked: ${request.name}`, location: at })).slice(0, SHOWN),
      ...loads.map(({ by, file, at }) => ({ message: `${by} opens ${file}`, location: at })).slice(0, SHOWN),
      ...includes.map(({ header, at }) => ({ message: `includes ${header}`, location: at })).slice(0, SHOWN),
      ...calls.map(({ symbol, through, at }) => ({ message: `uses ${symbol}${through === null ? '' : `, by ${through}`}`, location: at })).slice(0, SHOWN),
      ...library.license.evidence,
      ...judgement.evidence,
    ],
    path,
    unit: subject.id,
    arrival: kind,
    family: judgement.family,
    ...(judgement.chosen !== null && { chosen: judgement.chosen }),
    verdict: judgement.verdict,
    reason: `${judgement.reason}${certaintyInWords(used)}`,
    certainty: used.certainty,
    symbols: [...new Set(calls.map(({ symbol }) => symbol))].sort(),
    ...(condition !== null && { condition: condition.text }),
  };
}

function startedDependencies({ id, name, started }: ProgramSubject): ReportedDependency[] {
  const byName = new Map<string, StartedProgram[]>();
  for (const one of started) byName.set(one.program, [...(byName.get(one.program) ?? []), one]);
  return [...byName].map(([program, places]) => ({
    kind: 'program',
    name: program,
    version: '',
    license: null,
    evidence: [
      ...places.slice(0, SHOWN).map(({ by, at }) => ({ message: `${by} starts it`, location: at })),
      { message: 'two programs side by side are an aggregate, not one work', source: 'FSF, Frequently Asked Questions about the GNU Licenses, "MereAggregation"' },
    ],
    path: [name, program],
    unit: id,
    arrival: 'separate-process',
    verdict: 'fine',
    reason: 'it is started as a program of its own',
  }));
}

/** So many sources are named one by one. */
const NAMED = 5;

/** What could not be read of sources that are no units, in few lines. */
export function unreadOfOthers(root: string, judged: readonly JudgedProgram[]): readonly Unread[] {
  const all = judged.filter((program) => reportedProgram(program) === undefined).flatMap(({ unread }) => unread);
  if (all.length <= NAMED) return all;
  const names = all.slice(0, 3).map(({ file }) => path.relative(root, file)).join(', ');
  return [{ file: root, reason: `holds ${all.length} C files that no build file names, of which something could not be read, such as headers that neither the project nor a known library has (${names}, …)` }];
}
