/** The hover card of a package, on an import and on a line of package.json. */

import type { Range } from '../../base/location.ts';
import { START_OF_FILE } from '../../base/location.ts';
import { familyWords } from '../../licensing/license-base.ts';
import type { Arrival } from '../../licensing/judge.ts';
import { isLinkKind, linkKindWords } from '../../licensing/link-kinds.ts';
import type { BroughtPackage } from '../../resolve/package-subject.ts';
import type { Description } from '../analyzer.ts';
import { countsInWords, familyCounts } from './family-counts.ts';

const ARRIVAL: Readonly<Record<Arrival, string>> = {
  runtime: 'to run with',
  bundled: 'bundled, to run with',
  optional: 'optional',
  peer: 'as a peer: whoever uses this package brings it',
  development: 'for development only',
  'type-only': 'for its types only, which the compiler takes out',
  'separate-process': 'as a program of its own',
};

/** @param brings the package itself first, then what it brings along. */
export function describePackage(range: Range, brings: readonly BroughtPackage[]): Description | undefined {
  const [own, ...others] = brings;
  if (!own) return undefined;
  const worst = worstOf(brings);
  return {
    range,
    name: own.name,
    verdict: verdictOf(own, worst),
    said: false,
    facts: factsOf(own, others),
    chain: worst && worst !== own ? worst.path.map((step, i) => ({ text: i === worst.path.length - 1 ? `${step} (${worst.license.text ?? 'no licence'})` : step })) : [],
  };
}

const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;

/** What a person should know of first. */
function worstOf(brings: readonly BroughtPackage[]): BroughtPackage | undefined {
  for (const severity of SEVERITIES) {
    const found = brings.find(({ judgement }) => judgement.severity === severity);
    if (found) return found;
  }
  return undefined;
}

function verdictOf(own: BroughtPackage, worst: BroughtPackage | undefined): string {
  const itself = `${called(own)} is ${licenseOf(own)}`;
  if (!worst) return own.judgement.verdict === 'excepted' ? `${itself}: ${own.judgement.reason}` : itself;
  if (worst === own) return `${itself}: ${own.judgement.reason}`;
  return `${itself}, and brings ${called(worst)}, which is ${licenseOf(worst)}: ${worst.judgement.reason}`;
}

function called({ name, version }: BroughtPackage): string {
  return version === null ? name : `${name}@${version}`;
}

function licenseOf({ license, directory, native }: BroughtPackage): string {
  if (native) return license.text ?? 'of unknown licence';
  return license.text ?? (directory === null ? 'not installed' : 'without a licence');
}

function factsOf(own: BroughtPackage, others: readonly BroughtPackage[]): Description['facts'] {
  const { license, judgement, arrival, path, homepage, directory, origin } = own;
  const { alternatives, chosen } = judgement;
  const [file] = license.files;
  const facts: (Description['facts'][number] | null)[] = [
    license.correctedFrom === undefined ? null : { label: 'Licence', value: `${licenseOf(own)}, read from "${license.correctedFrom}"` },
    { label: 'Family', value: familyWords(judgement.family), detail: true },
    alternatives.length > 1 ? { label: 'Choice', value: `${alternatives.join(' or ')}${chosen === null ? '' : `; ${chosen} is judged`}` } : null,
    { label: 'Arrives', value: `${isLinkKind(arrival) ? linkKindWords(arrival) : ARRIVAL[arrival]}${origin === 'registry' || origin === 'unknown' ? '' : ` (${origin})`}`, detail: true },
    { label: 'Path', value: path.join(' → ') },
    others.length > 0 ? { label: 'Brings along', value: `${others.length} package${others.length === 1 ? '' : 's'}: ${countsInWords(familyCounts(others.map((other) => other.judgement)))}` } : null,
    ...license.evidence.map(({ message, location }) => ({ label: 'Evidence', value: message, ...(location && { location }), detail: true })),
    file === undefined ? null : { label: 'Licence text', value: file.split('/').at(-1)!, location: { file, range: START_OF_FILE } },
    homepage === null ? null : { label: 'Homepage', value: homepage, detail: true },
    ...(own.native?.evidence ?? []).map(({ message, location }) => ({ label: 'Linked', value: message, ...(location && { location }) })),
    directory === null && own.native === null ? { label: 'Installed', value: 'no', detail: true } : null,
  ];
  return facts.filter((fact) => fact !== null);
}
