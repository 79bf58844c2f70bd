/**
 * What others have published on SPDX licences, as facts: the family of each, what an exception adds, and judgements on
 * pairs of licences by the FSF and by OSADL. Each answer names whose it is. Built by scripts/build-license-facts.ts.
 */

/** From the strictest to the mildest of those that are known; the last four are no licence of the SPDX list. */
export const LICENSE_FAMILIES = [
  'network-copyleft',
  'strong-copyleft',
  'library-copyleft',
  'file-copyleft',
  'permissive',
  'source-available',
  'proprietary',
  'custom',
  'unknown',
  'missing',
] as const;

export type LicenseFamily = (typeof LICENSE_FAMILIES)[number];

export interface LicenseClass {
  readonly id: string;
  readonly family: LicenseFamily;
  /** Whose classification it is, with version. */
  readonly source: string;
  /** What the source says: its category, or the section of the licence. */
  readonly detail: string;
}

/**
 * linking: works that use the code may have any licence. output: what the program writes may. font: documents that embed
 * it may. specific: only certain named software may be combined. terms: other conditions, the same reach.
 */
export type ExceptionEffect = 'linking' | 'output' | 'font' | 'specific' | 'terms';

export interface ExceptionFact {
  readonly id: string;
  readonly effect: ExceptionEffect;
  readonly detail: string;
  readonly source: string;
}

export type GplVersion = 2 | 3;

/** The FSF on one licence: the versions of the GPL that its code may be combined with. */
export interface FsfJudgement {
  readonly gplVersions: readonly GplVersion[];
  readonly free: boolean;
  readonly url: string;
  readonly source: string;
}

/** May code under the inbound licence become part of a work under the outbound one? Undefined: the source does not judge. */
export interface PairJudgement {
  readonly answer: 'yes' | 'no' | 'depends';
  readonly source: string;
}

/** Tags of choosealicense.com: "disclose-source", "same-license--library"; "liability"; whether patents are licensed. */
export interface LicenseConditions {
  readonly conditions: readonly string[];
  readonly limitations: readonly string[];
  readonly grantsPatents: boolean;
  readonly source: string;
}

export interface LicenseFacts {
  /** Any case. */
  classOf(id: string): LicenseClass | undefined;
  exception(id: string): ExceptionFact | undefined;
  fsf(id: string): FsfJudgement | undefined;
  conditions(id: string): LicenseConditions | undefined;
  /** @param outbound, inbound SPDX ids, with exception where there is one ("GPL-2.0-only WITH Classpath-exception-2.0"). */
  osadl(outbound: string, inbound: string): PairJudgement | undefined;
  readonly all: readonly LicenseClass[];
}

const FSF_PAGE = 'https://www.gnu.org/licenses/license-list.html#';
const ANSWERS: Readonly<Record<string, PairJudgement['answer']>> = { y: 'yes', '=': 'yes', n: 'no', d: 'depends' };

/**
 * @param text lines divided by tabs, their kind first:
 *   source KEY NAME · license ID FAMILY SOURCE DETAIL · exception ID EFFECT SOURCE DETAIL · fsf ID JUDGEMENT ANCHOR
 *   conditions ID CONDITIONS LIMITATIONS PATENTS · osadl-ids ID… · osadl ID ANSWERS (a letter for each of osadl-ids; "*" is every licence without a row of its own)
 */
export function readLicenseFacts(text: string): LicenseFacts {
  const sources = new Map<string, string>();
  const classes = new Map<string, LicenseClass>();
  const exceptions = new Map<string, ExceptionFact>();
  const fsf = new Map<string, FsfJudgement>();
  const conditions = new Map<string, LicenseConditions>();
  const rows = new Map<string, string>();
  let columns: ReadonlyMap<string, number> = new Map();
  const sourceOf = (key: string): string => sources.get(key) ?? key;

  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [kind, ...[a = '', b = '', c = '', d = '']] = line.split('\t');
    if (kind === 'source') sources.set(a, b);
    else if (kind === 'license') classes.set(a.toLowerCase(), { id: a, family: b as LicenseFamily, source: sourceOf(c), detail: d });
    else if (kind === 'exception') exceptions.set(a.toLowerCase(), { id: a, effect: b as ExceptionEffect, source: sourceOf(c), detail: d });
    else if (kind === 'fsf') fsf.set(a.toLowerCase(), readFsf(b, c, sourceOf('fsf')));
    else if (kind === 'conditions') conditions.set(a.toLowerCase(), { conditions: tags(b), limitations: tags(c), grantsPatents: d !== '', source: sourceOf('conditions') });
    else if (kind === 'osadl-ids') columns = new Map(line.split('\t').slice(1).map((id, index) => [id.toLowerCase(), index]));
    else if (kind === 'osadl') rows.set(a.toLowerCase(), b);
    else throw new Error(`"${kind}" is no kind of licence fact`);
  }
  if (classes.size === 0) throw new Error('there are no licence facts in it');

  return {
    all: [...classes.values()],
    classOf: (id) => classes.get(id.toLowerCase()),
    exception: (id) => exceptions.get(id.toLowerCase()),
    fsf: (id) => fsf.get(id.toLowerCase()),
    conditions: (id) => conditions.get(id.toLowerCase()),
    osadl(outbound, inbound) {
      const [out, into] = [outbound.toLowerCase(), inbound.toLowerCase()];
      if (!columns.has(out)) return undefined;
      const column = columns.get(into);
      const answer = column === undefined ? undefined : ANSWERS[(rows.get(out) ?? rows.get('*') ?? '')[column] ?? ''];
      return answer && { answer: out === into ? 'yes' : answer, source: sourceOf('osadl') };
    },
  };
}

function tags(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}

function readFsf(judgement: string, anchor: string, source: string): FsfJudgement {
  return {
    gplVersions: ([2, 3] as const).filter((version) => judgement.includes(String(version))),
    free: judgement !== 'x',
    url: FSF_PAGE + anchor,
    source,
  };
}
