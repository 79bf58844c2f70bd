/** What is known of one name in one module: the content of the hover card. */

import { comparePositions, rangeTouches, type Location, type Position } from '../base/location.ts';
import type { Finding } from '../findings/finding.ts';
import { describeHeaders, formsOverTime, samplesInWords, type HeaderHistory } from '../knowledge/header-history.ts';
import type { KernelExport } from '../knowledge/kernel-exports.ts';
import { isGplOnly } from '../knowledge/kernel-exports.ts';
import { historyInWords, type KernelHistory } from '../knowledge/kernel-history.ts';
import { findModuleLicense } from '../knowledge/module-license.ts';
import { plainAlternatives, type PlainAlternative } from '../knowledge/plain-alternatives.ts';
import type { ChainStep, SymbolUse } from '../linkage/external-name.ts';
import { stepInWords } from '../linkage/step-in-words.ts';
import { incompatibleLicense, type KernelSubject, type ResolvedTarget } from '../resolve/kernel-subject.ts';
import type { Description } from './analyzer.ts';

type Fact = Description['facts'][number];
type Step = Description['chain'][number];

/** A symbol that the place refers to, on one kernel. */
interface Match {
  readonly resolved: ResolvedTarget;
  readonly entry: KernelExport;
  readonly use: SymbolUse;
}

/** @param findings those of the module: what one of them says at the place is not said again */
export function describeUse(subject: KernelSubject, findings: readonly Finding[], file: string, position: Position): Description | undefined {
  const matches = subject.targets.flatMap((resolved) => matchesAt(resolved, file, position));
  const first = matches.find(({ entry }) => isGplOnly(entry.kind)) ?? matches[0];
  if (!first) return describeMissing(subject, findings, file, position);
  const marked = findings.some(says('gpl-only-symbol', first.entry.symbol, first.use.at));
  return {
    range: first.use.at.range,
    name: first.use.text,
    verdict: verdict(subject, first, matches),
    said: marked,
    facts: [
      ...factsOverTime(matches, subject.history).map((fact) => ({ ...fact, said: marked && fact.label === OVER_TIME })),
      ...laterKernels(new Set(matches.flatMap(({ entry, use }) => [entry.symbol, use.text])), findings),
      ...alternatives(matches, subject.history),
      ...inGroups(matches).map((group, _, groups) => exportFact(group, groups.length > 1)),
    ],
    chain: chainOf(first.use.chain, first.entry),
  };
}

/** Whether a finding of the rule is about this use of the symbol. */
function says(rule: string, symbol: string, at: Location): (finding: Finding) => boolean {
  return (finding) => finding.rule === rule && finding.data?.['symbol'] === symbol && isAt(finding, at);
}

function isAt(finding: Finding, { file, range }: Location): boolean {
  return finding.file === file && comparePositions(finding.range.start, range.start) === 0;
}

/** On a name that the kernel does not export, and another has. */
function describeMissing(subject: KernelSubject, findings: readonly Finding[], file: string, position: Position): Description | undefined {
  for (const { target, missing } of subject.targets) {
    for (const { symbol, uses } of missing) {
      const use = uses.find(({ at }) => at.file === file && rangeTouches(at.range, position));
      if (!use) continue;
      const marked = findings.some(says('symbol-not-exported', symbol, use.at));
      const past = historyInWords(symbol, target.arch, subject.history);
      return {
        range: use.at.range,
        name: use.text,
        verdict: `${symbol} is not exported by ${target.release}`,
        said: marked,
        facts: past === undefined ? [] : [{ label: OVER_TIME, value: past }],
        chain: [],
      };
    }
  }
  return describeHeaderName(subject, findings, file, position);
}

/** On a name of the kernel's headers that brings in no export: what it was and will be is known of a few. */
function describeHeaderName({ headerNames, history, targets }: KernelSubject, findings: readonly Finding[], file: string, position: Position): Description | undefined {
  const place = headerNames.find(({ at }) => at.file === file && rangeTouches(at.range, position));
  if (!place || !history.headers || targets.length === 0) return undefined;
  const { samples } = history.headers;
  return {
    range: place.at.range,
    name: place.name,
    verdict: `${place.name} asks for no symbol that ${targets.map(({ target }) => target.release).join(' or ')} exports`,
    said: false,
    facts: [...laterKernels(new Set([place.name]), findings), ...history.headers.of(place.name).map((row) => ({ label: 'In the headers', value: describeHeaders(row, samples) }))],
    chain: [],
  };
}

/** GPL-only symbols first: they are why one looks. */
function matchesAt(resolved: ResolvedTarget, file: string, position: Position): Match[] {
  const found = resolved.symbols.flatMap((symbol) =>
    symbol.uses
      .filter((use) => use.at.file === file && rangeTouches(use.at.range, position))
      .map((use) => ({ resolved, entry: symbol.export, use })),
  );
  return found.sort((a, b) => Number(isGplOnly(b.entry.kind)) - Number(isGplOnly(a.entry.kind)) || a.use.chain.length - b.use.chain.length);
}

function verdict(subject: KernelSubject, { entry, use }: Match, matches: readonly Match[]): string {
  const what = use.text === entry.symbol ? `${entry.symbol} is` : `${use.text} brings in ${entry.symbol}, which is`;
  const alike = matches.filter((other) => other.entry.symbol === entry.symbol && other.entry.kind === entry.kind);
  const kernel = [...new Set(alike.map(({ resolved: { target } }) => target.release))].join(', ');
  if (!isGplOnly(entry.kind)) return `${what} exported to every module (${kernel})`;
  const license = incompatibleLicense(subject);
  if (license) return `${what} GPL-only, and ${subject.name}.ko is "${license.value}": modpost refuses it (${kernel})`;
  const declared = subject.licenses[0]?.value;
  return declared === undefined || declared === null
    ? `${what} GPL-only (${kernel})`
    : `${what} GPL-only, and ${subject.name}.ko is "${declared}": it may use it (${kernel})`;
}

const EXPORT_MACROS: Readonly<Record<KernelExport['kind'], string>> = {
  plain: 'EXPORT_SYMBOL',
  gpl: 'EXPORT_SYMBOL_GPL',
  'gpl-future': 'EXPORT_SYMBOL_GPL_FUTURE (GPL-only in a later kernel)',
  unused: 'EXPORT_UNUSED_SYMBOL (marked for removal)',
  'unused-gpl': 'EXPORT_UNUSED_SYMBOL_GPL (marked for removal)',
};

const FOUND_BY: Readonly<Record<ResolvedTarget['method'], string | undefined>> = {
  linker: undefined,
  index: 'found by the bundled index of the kernel\'s headers',
  names: 'found by the names that the module itself writes',
};

const OVER_TIME = 'Over time';

/** What lies ahead of a symbol is but a hint, and editors show no hints in hovers. */
function laterKernels(symbols: ReadonlySet<string>, findings: readonly Finding[]): Fact[] {
  return findings
    .filter(({ rule, data }) => rule === 'breaks-on-later-kernel' && symbols.has(data?.['symbol'] ?? ''))
    .map(({ message }) => ({ label: 'Later kernels', value: message }));
}

/** Matches that differ in nothing but the kernel. */
function inGroups(matches: readonly Match[]): [Match, ...Match[]][] {
  const groups = new Map<string, [Match, ...Match[]]>();
  for (const match of matches) {
    const key = JSON.stringify([match.entry, match.resolved.method]);
    const group = groups.get(key);
    if (group) group.push(match);
    else groups.set(key, [match]);
  }
  return [...groups.values()];
}

/** All on the export in one line: who wants to know it exactly finds it there. */
function exportFact(group: readonly [Match, ...Match[]], several: boolean): Fact {
  const [{ resolved: { method }, entry }] = group;
  const targets = group.map(({ resolved: { target } }) => target);
  const parts = [
    `${entry.module} with ${EXPORT_MACROS[entry.kind]}`,
    entry.namespace === null ? 'no namespace' : `namespace ${entry.namespace}`,
    targets.map(({ release, provenance }) => `${release} (${provenance.source})`).join(', '),
    ...(entry.header === undefined ? [] : [`declared in ${entry.header}`]),
    ...(FOUND_BY[method] === undefined ? [] : [FOUND_BY[method]]),
  ];
  return { label: several ? `${entry.symbol}, exported by` : 'Exported by', value: parts.join(' · '), detail: true };
}

/** What other kernels do, for each symbol once. */
function factsOverTime(matches: readonly Match[], history: KernelHistory): Fact[] {
  const distinct = bySymbol(matches);
  const ofSymbols = distinct.flatMap(({ entry, resolved: { target } }): Fact[] => {
    const past = historyInWords(entry.symbol, target.arch, history);
    return past === undefined ? [] : [{ label: OVER_TIME, value: (distinct.length > 1 ? `${entry.symbol}: ` : '') + past }];
  });
  const written = new Set(matches.map(({ use }) => use.text));
  const inHeaders = history.headers ? headerFacts([...written], new Set(distinct.map(({ entry }) => entry.symbol)), history.headers) : [];
  return [...ofSymbols, ...inHeaders];
}

/** A name may reach several functions; those that lead to the symbols in question matter, if any is known to. */
function headerFacts(names: readonly string[], symbols: ReadonlySet<string>, headers: HeaderHistory): Fact[] {
  const rows = names.flatMap((name) => headers.of(name));
  const leading = rows.filter(({ states }) => states.some(({ forms }) => forms.some(({ reaches }) => reaches.some((callee) => symbols.has(callee)))));
  const shown = leading.length > 0 ? leading : rows;
  return [
    ...shown.map((row) => ({ label: 'In the headers', value: formsOverTime(row) })),
    ...(shown.length > 0 ? [{ label: 'Headers of', value: samplesInWords(headers.samples), detail: true }] : []),
  ];
}

function bySymbol(matches: readonly Match[]): Match[] {
  return [...new Map(matches.map((match) => [match.entry.symbol, match])).values()];
}

function alternatives(matches: readonly Match[], history: KernelHistory): Fact[] {
  return bySymbol(matches)
    .flatMap(({ entry, resolved: { target }, use }) => plainAlternatives(use.text, entry.symbol, target.exports, history.alternatives))
    .map((other) => ({ label: 'Instead', value: alternativeInWords(other) }));
}

export function alternativeInWords({ symbol, difference, source }: PlainAlternative): string {
  return `${symbol}: ${difference}${source === undefined ? '' : ` (${source})`}`;
}

function chainOf(chain: readonly ChainStep[], entry: KernelExport): Step[] {
  if (chain.length === 0) return [];
  return [
    ...chain.map((step) => ({ text: stepInWords(step), ...(step.location && { location: step.location }) })),
    { text: `${entry.symbol}, exported by ${entry.module}` },
  ];
}

/** On MODULE_LICENSE: what the string means to the kernel. A finding at the place has said so of one that means nothing. */
export function describeLicense(subject: KernelSubject, findings: readonly Finding[], file: string, position: Position): Description | undefined {
  const license = subject.licenses.find(
    ({ location }) => location?.file === file && rangeTouches(location.range, position),
  );
  if (!license?.location) return undefined;
  const { range } = license.location;
  const known = license.value === null ? undefined : findModuleLicense(license.value);
  if (known) {
    const spdx = known.spdxIds.length > 0 ? [{ label: 'SPDX', value: known.spdxIds.join(', ') }] : [];
    return {
      range,
      name: license.text,
      verdict: `"${known.spelling}": ${known.gplCompatible ? 'GPL-compatible for the kernel' : 'not GPL-compatible for the kernel'}`,
      said: false,
      facts: [{ label: 'Meaning', value: known.meaning }, ...spdx],
      chain: [],
    };
  }
  if (findings.some((finding) => finding.rule === 'unknown-module-license' && isAt(finding, license.location!))) return undefined;
  return { range, name: license.text, verdict: 'not a string that the kernel knows: it treats the module as proprietary', said: false, facts: [], chain: [] };
}
