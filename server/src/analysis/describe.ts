/** What is known of one name in one module: the content of the hover card. */

import { rangeTouches, type Position, type Range } from '../base/location.ts';
import type { KernelExport } from '../knowledge/kernel-exports.ts';
import { isGplOnly } from '../knowledge/kernel-exports.ts';
import { findModuleLicense, isGplCompatible } from '../knowledge/module-license.ts';
import type { ChainStep, SymbolUse } from '../linkage/external-name.ts';
import { stepInWords } from '../linkage/step-in-words.ts';
import type { KernelSubject, ResolvedTarget } from '../resolve/kernel-subject.ts';
import type { Description } from './analyzer.ts';

type Fact = Description['facts'][number];
type Step = Description['chain'][number];

/** A symbol that the place refers to, on one kernel. */
interface Match {
  readonly resolved: ResolvedTarget;
  readonly entry: KernelExport;
  readonly use: SymbolUse;
}

export function describeUse(subject: KernelSubject, file: string, position: Position): Description | undefined {
  const matches = subject.targets.flatMap((resolved) => matchesAt(resolved, file, position));
  const [first] = matches;
  if (!first) return undefined;
  return {
    range: first.use.at.range,
    name: first.use.text,
    verdict: verdict(subject, first),
    facts: matches.flatMap((match) => factsOf(match, matches.length > 1)),
    chain: chainOf(first.use.chain, first.entry),
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

function verdict(subject: KernelSubject, { entry, use, resolved }: Match): string {
  const what = use.text === entry.symbol ? `${entry.symbol} is` : `${use.text} brings in ${entry.symbol}, which is`;
  const kernel = resolved.target.release;
  if (!isGplOnly(entry.kind)) return `${what} exported to every module (${kernel})`;
  const license = subject.licenses.find((declared) => declared.value !== null && !isGplCompatible(declared.value));
  if (license) return `${what} GPL-only, and ${subject.name}.ko is "${license.value!}": modpost refuses it (${kernel})`;
  const declared = subject.licenses[0]?.value;
  return declared === undefined || declared === null
    ? `${what} GPL-only (${kernel})`
    : `${what} GPL-only, and ${subject.name}.ko is "${declared}": it may use it (${kernel})`;
}

const KIND_WORDS: Readonly<Record<KernelExport['kind'], string>> = {
  plain: 'EXPORT_SYMBOL: any module may use it',
  gpl: 'EXPORT_SYMBOL_GPL: GPL-compatible modules only',
  'gpl-future': 'EXPORT_SYMBOL_GPL_FUTURE: GPL-compatible modules only in a later kernel',
  unused: 'EXPORT_UNUSED_SYMBOL: marked for removal',
  'unused-gpl': 'EXPORT_UNUSED_SYMBOL_GPL: marked for removal, GPL-compatible modules only',
};

function factsOf({ resolved: { target, method }, entry }: Match, several: boolean): Fact[] {
  return [
    ...(several ? [{ label: 'Symbol', value: `${entry.symbol} (${target.release})` }] : []),
    { label: 'Export', value: KIND_WORDS[entry.kind] },
    { label: 'Exported by', value: entry.module },
    { label: 'Namespace', value: entry.namespace ?? 'none' },
    { label: 'Kernel', value: `${target.release} (${target.provenance.source})` },
    ...(entry.header === undefined ? [] : [{ label: 'Header', value: entry.header }]),
    ...(method === 'names' ? [{ label: 'Found by', value: 'the names that the module itself writes' }] : []),
    ...(method === 'index' ? [{ label: 'Found by', value: 'the bundled index of the kernel\'s headers' }] : []),
  ];
}

function chainOf(chain: readonly ChainStep[], entry: KernelExport): Step[] {
  if (chain.length === 0) return [];
  return [
    ...chain.map((step) => ({ text: stepInWords(step), ...(step.location && { location: step.location }) })),
    { text: `${entry.symbol}, exported by ${entry.module}` },
  ];
}

/** On MODULE_LICENSE: what the string means to the kernel. */
export function describeLicense(subject: KernelSubject, file: string, position: Position): Description | undefined {
  const license = subject.licenses.find(
    ({ location }) => location?.file === file && rangeTouches(location.range, position),
  );
  if (!license?.location) return undefined;
  const known = license.value === null ? undefined : findModuleLicense(license.value);
  return {
    range: license.location.range satisfies Range,
    name: license.text,
    verdict: known
      ? `"${known.spelling}": ${known.gplCompatible ? 'GPL-compatible for the kernel' : 'not GPL-compatible for the kernel'}`
      : 'not a string that the kernel knows: it treats the module as proprietary',
    facts: known ? [{ label: 'Meaning', value: known.meaning }, ...(known.spdxIds.length > 0 ? [{ label: 'SPDX', value: known.spdxIds.join(', ') }] : [])] : [],
    chain: [],
  };
}
