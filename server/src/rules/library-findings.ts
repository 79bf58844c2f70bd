/**
 * What the rules on libraries share: one finding for a library and a program, which says how sure it is. Weaker evidence
 * makes a milder finding, never none.
 */

import type { Evidence, Finding, Severity } from '../findings/finding.ts';
import { SEVERITIES } from '../findings/finding.ts';
import { linkKindWords } from '../licensing/link-kinds.ts';
import { firstPlace, type CalledBy, type Certainty, type JudgedLibrary, type ProgramSubject, type UseCondition } from '../resolve/program-subject.ts';

export interface LibraryCase {
  readonly rule: string;
  readonly concerns: (used: JudgedLibrary) => boolean;
  readonly says?: (used: JudgedLibrary) => string;
}

export function libraryFindings(subject: ProgramSubject, about: LibraryCase): Finding[] {
  return subject.libraries.filter((used) => used.judgement.severity !== null && about.concerns(used)).map((used) => finding(subject, used, about));
}

function finding(subject: ProgramSubject, used: JudgedLibrary, about: LibraryCase): Finding {
  const at = firstPlace(used);
  return {
    rule: about.rule,
    severity: milder(used.judgement.severity!, doubts(used)),
    message: `${libraryInWords(used)}: ${about.says?.(used) ?? used.judgement.reason}${certaintyInWords(used)}`,
    file: at.file,
    range: at.range,
    unit: subject.id,
    evidence: [...evidenceOf(used), ...used.judgement.evidence],
    data: dataOf(subject, used),
  };
}

function milder(severity: Severity, steps: number): Severity {
  return SEVERITIES[Math.min(SEVERITIES.indexOf(severity) + steps, SEVERITIES.length - 1)]!;
}

const DOUBTS: Readonly<Record<Certainty, number>> = { used: 0, 'only-linked': 1, 'not-linked': 1, 'only-included': 2, 'only-called': 2 };

function doubts({ certainty, condition, library }: JudgedLibrary): number {
  const conditional = condition === null || condition.holds === true ? 0 : condition.holds === false ? 2 : 1;
  return DOUBTS[certainty] + conditional + (library.confidence === 'low' ? 1 : 0);
}

/** "gtkterm → readline (GPL-3.0-or-later), linked dynamically" */
export function libraryInWords({ path, library, kind }: JudgedLibrary): string {
  return `${path.join(' → ')} (${library.license.text ?? 'licence not known'}), ${linkKindWords(kind)}`;
}

const CERTAINTY: Readonly<Record<Certainty, string>> = {
  used: '',
  'only-linked': '. Only a link line asks for it: no source that was read includes or calls it',
  'not-linked': '. It is included and called, but no link line that was read names it',
  'only-included': '. Only an include shows it: nothing of it is called, and no link line names it',
  'only-called': '. Only names of its functions show it: it is neither included nor linked by name',
};

export function certaintyInWords({ certainty, condition }: Pick<JudgedLibrary, 'certainty' | 'condition'>): string {
  return `${CERTAINTY[certainty]}${condition === null ? '' : `. ${conditionInWords(condition)}`}`;
}

export function conditionInWords({ text, holds, decidedAt }: UseCondition): string {
  const where = decidedAt === null ? '' : ` in ${decidedAt.file.split('/').at(-1)!}`;
  if (holds === null) return `Only if ${text}`;
  return holds ? `Only if ${text}, which is so${where}` : `Only if ${text}, which is not so${where}`;
}

/** So many places are listed; all are counted. */
const SHOWN = 5;

function evidenceOf({ library, through, links, includes, calls, loads, condition, found, alsoOffers, certainty }: JudgedLibrary): Evidence[] {
  return [
    ...throughEvidence(through),
    ...links.slice(0, SHOWN).map(({ request, at }) => ({ message: `linked: ${request.name}${request.condition === null ? '' : ` (if ${request.condition})`}`, location: at })),
    ...loads.slice(0, SHOWN).map(({ by, file, at }) => ({ message: `${by} opens ${file}`, location: at })),
    ...includes.slice(0, SHOWN).map(({ header, at, condition: when }) => ({ message: `includes ${header}${when === null ? '' : ` (if ${when})`}`, location: at })),
    ...callEvidence(calls),
    ...(certainty !== 'used' || condition === null || condition.decidedAt === null ? [] : [{ message: conditionInWords(condition), location: condition.decidedAt }]),
    ...found,
    ...(alsoOffers.length === 0 ? [] : [{ message: `${alsoOffers.join(', ')} ${alsoOffers.length === 1 ? 'offers' : 'offer'} the same name` }]),
    ...(library.depends === null ? [] : [{ message: `what decides on its licence: ${library.depends}` }]),
    ...library.license.evidence,
  ];
}

/** The way to it, one link after another. */
export function throughEvidence(through: JudgedLibrary['through']): Evidence[] {
  return through.map(({ name, at, condition }) => ({ message: `linked: ${name}, which is built here${condition === null ? '' : ` (if ${condition})`}`, location: at }));
}

function callEvidence(calls: readonly CalledBy[]): Evidence[] {
  const first = new Map<string, CalledBy>();
  for (const call of calls) if (!first.has(call.symbol)) first.set(call.symbol, call);
  const shown = [...first.values()].slice(0, SHOWN).map(({ symbol, through, at }) => ({ message: `uses ${symbol}${through === null ? '' : `, by ${through}`}`, location: at }));
  if (first.size <= SHOWN) return shown;
  return [...shown, { message: `and ${first.size - SHOWN} more of its names, at ${calls.length} places in all` }];
}

/** What the quick fixes need. */
function dataOf(subject: ProgramSubject, { library, judgement }: JudgedLibrary): Record<string, string> {
  const { name, version, license, alternatives } = library;
  return {
    package: name,
    policy: subject.policyFile,
    ...(version !== null && { version }),
    ...(license.files[0] !== undefined && { licenseFile: license.files[0] }),
    ...(license.text !== null && { license: license.text }),
    ...(judgement.alternatives.length > 0 && { alternatives: JSON.stringify(judgement.alternatives) }),
    ...(alternatives.length > 0 && { replacements: JSON.stringify(alternatives) }),
  };
}
