/** The hover card of a library, on an include, a call and a link line. */

import { rangeTouches, START_OF_FILE, type Location, type Position, type Range } from '../../base/location.ts';
import { familyWords } from '../../licensing/license-base.ts';
import { linkKindWords } from '../../licensing/link-kinds.ts';
import type { JudgedLibrary, ProgramSubject, StartedProgram } from '../../resolve/program-subject.ts';
import { certaintyInWords, conditionInWords } from '../../rules/library-findings.ts';
import type { Description } from '../analyzer.ts';

export interface LibraryPlace {
  readonly used: JudgedLibrary;
  readonly range: Range;
  /** "includes readline/readline.h", "uses rl_bind_key, by BIND" */
  readonly step: string;
}

export function libraryAt({ libraries }: ProgramSubject, file: string, position: Position): LibraryPlace | undefined {
  const touches = (at: Location): boolean => at.file === file && rangeTouches(at.range, position);
  for (const used of libraries) {
    const include = used.includes.find(({ at }) => touches(at));
    if (include) return { used, range: include.at.range, step: `includes ${include.header}` };
    const call = used.calls.find(({ at }) => touches(at));
    if (call) return { used, range: call.at.range, step: `uses ${call.symbol}${call.through === null ? '' : `, by ${call.through}`}` };
    const load = used.loads.find(({ at }) => touches(at));
    if (load) return { used, range: load.at.range, step: `${load.by} opens ${load.file}` };
    const link = used.links.find(({ at }) => touches(at));
    if (link) return { used, range: link.at.range, step: `is linked with ${link.request.name}` };
    const way = used.through.find(({ at }) => touches(at));
    if (way) return { used, range: way.at.range, step: `is linked with ${way.name}, which brings ${used.library.name}` };
  }
  return undefined;
}

export function startedAt({ started }: ProgramSubject, file: string, position: Position): StartedProgram | undefined {
  return started.find(({ at }) => at.file === file && rangeTouches(at.range, position));
}

export function describeLibrary(subject: ProgramSubject, { used, range, step }: LibraryPlace): Description {
  const { library, judgement, kind, condition, alsoOffers } = used;
  const license = library.license.text ?? 'licence not known';
  const [file] = library.license.files;
  const facts: (Description['facts'][number] | null)[] = [
    { label: 'Here', value: `${subject.name} ${step}` },
    { label: 'Licence', value: license },
    { label: 'Family', value: familyWords(judgement.family) },
    judgement.alternatives.length > 1 ? { label: 'Choice', value: `${judgement.alternatives.join(' or ')}${judgement.chosen === null ? '' : `; ${judgement.chosen} is judged`}` } : null,
    { label: 'Joined', value: `${linkKindWords(kind)}${certaintyInWords({ certainty: used.certainty, condition: null })}` },
    condition === null ? null : { label: 'Condition', value: conditionInWords(condition), ...(condition.decidedAt && { location: condition.decidedAt }) },
    library.depends === null ? null : { label: 'Depends on', value: library.depends },
    { label: 'Used', value: usesInWords(used) },
    ...used.links.slice(0, 2).map(({ request, at }) => ({ label: 'Link line', value: request.name, location: at })),
    library.package === null ? null : { label: 'Package', value: library.package },
    alsoOffers.length === 0 ? null : { label: 'Offered by', value: `${alsoOffers.join(', ')} as well` },
    ...library.license.evidence.map(({ message, location, source }) => ({ label: 'Evidence', value: source === undefined ? message : `${message} [${source}]`, ...(location && { location }) })),
    ...library.alternatives.map(({ name, license: other, note }) => ({ label: 'Alternative', value: `${name} (${other}): ${note}` })),
    file === undefined ? null : { label: 'Licence text', value: file.split('/').at(-1)!, location: { file, range: START_OF_FILE } },
    library.homepage === null ? null : { label: 'Homepage', value: library.homepage },
  ];
  return {
    range,
    name: library.name,
    verdict: `${library.name} is ${license}: ${judgement.reason}`,
    facts: facts.filter((fact) => fact !== null),
    chain: [],
    said: false,
  };
}

function usesInWords({ includes, calls }: JudgedLibrary): string {
  const names = new Set(calls.map(({ symbol }) => symbol)).size;
  return `${names} of its names at ${calls.length} ${calls.length === 1 ? 'place' : 'places'}, ${includes.length} ${includes.length === 1 ? 'include' : 'includes'}`;
}

export function describeStarted({ name }: ProgramSubject, { program, by, at }: StartedProgram): Description {
  return {
    range: at.range,
    name: program,
    verdict: `${name} starts ${program} as a program of its own: its licence does not reach ${name}`,
    facts: [
      { label: 'Started by', value: by },
      { label: 'Source', value: 'FSF, Frequently Asked Questions about the GNU Licenses, "MereAggregation"' },
    ],
    chain: [],
    said: false,
  };
}
