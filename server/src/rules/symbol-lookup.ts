/**
 * A module finds kernel symbols by their names, past modpost and the loader's checks: kallsyms_lookup_name() and its
 * relatives (kernel/kallsyms.c; not exported since 5.7), also where a kprobe (kernel/kprobes.c) is asked for their address,
 * and then strings that name GPL-only exports. A GPL-compatible module breaks no licence by it: that is told, no more.
 */

import type { Evidence, Finding } from '../findings/finding.ts';
import { isGplOnly } from '../knowledge/kernel-exports.ts';
import { isGplCompatible } from '../knowledge/module-license.ts';
import { isProbeRegistration, symbolLookup, SYMBOL_GET } from '../knowledge/symbol-lookup.ts';
import type { NamedInString, SymbolUse } from '../linkage/external-name.ts';
import type { KernelSubject, ResolvedTarget } from '../resolve/kernel-subject.ts';
import { firstAtEachPlace, licenseEvidence, targetEvidence } from './module-wording.ts';
import type { Rule } from './rule.ts';

export const symbolLookupRule: Rule<KernelSubject> = {
  id: 'symbol-lookup',
  severity: 'warning',
  summary: 'A module looks kernel symbols up by name, past the checks of exports.',
  check,
};

function check(subject: KernelSubject): Finding[] {
  return firstAtEachPlace(subject.targets.flatMap((resolved) => [...lookups(subject, resolved), ...tables(subject, resolved)]));
}

function licenseAgainst(subject: KernelSubject): KernelSubject['licenses'][number] | undefined {
  return subject.licenses.find(({ value }) => value !== null && !isGplCompatible(value));
}

/** Places where a function that finds everything is called, or its own address is looked for. */
function lookups(subject: KernelSubject, resolved: ResolvedTarget): Finding[] {
  const direct = usesOf(resolved).filter(({ symbol }) => symbolLookup(symbol)?.findsEverything === true);
  const probes = probesOf(resolved);
  return [
    ...direct.flatMap(({ symbol, uses, exported }) =>
      uses.map((use) => finding(subject, resolved, symbol, use.at, exported ? 'finds' : `is not exported by ${resolved.target.release}, so modpost will report it undefined, and finds`, [])),
    ),
    ...namesOfLookups(resolved, probes.length > 0).map((named) =>
      finding(subject, resolved, named.name, named.at, 'is fetched by its name with a kprobe, although it is exported no longer since 5.7: it finds', probes),
    ),
  ];
}

/** A string is a sign only where something takes names: a kprobe, or another lookup. */
function namesOfLookups({ names }: ResolvedTarget, probes: boolean): NamedInString[] {
  return probes ? names.filter(({ name }) => symbolLookup(name)?.findsEverything === true) : [];
}

function probesOf(resolved: ResolvedTarget): Evidence[] {
  return usesOf(resolved)
    .filter(({ symbol }) => isProbeRegistration(symbol))
    .flatMap(({ symbol, uses }) => uses.slice(0, 1).map((use) => ({ message: `the module registers a probe by ${symbol}`, location: use.at })));
}

function finding(
  subject: KernelSubject, { target }: ResolvedTarget, symbol: string, at: NamedInString['at'], how: string, evidence: readonly Evidence[],
): Finding {
  const license = licenseAgainst(subject);
  return {
    rule: symbolLookupRule.id,
    severity: license ? 'warning' : 'information',
    message:
      `${symbol} ${how} every symbol of the kernel, exported or not: ` +
      `${license ? `a way round GPL-only exports in ${subject.name}.ko, whose licence is "${license.value!}"` : `no export check is asked, and whoever gets the address from ${subject.name}.ko is past it too`} (${target.release})`,
    file: at.file,
    range: at.range,
    unit: subject.id,
    evidence: [...evidence, ...(license ? [licenseEvidence(license)] : [])],
    data: { symbol },
  };
}

/** Strings of a module that is not GPL-compatible and looks symbols up by name. */
function tables(subject: KernelSubject, resolved: ResolvedTarget): Finding[] {
  const license = licenseAgainst(subject);
  const lookup = license && lookupOf(resolved);
  if (!lookup) return [];
  const { target, names } = resolved;
  const literals = new Set(names.filter(({ argumentOf }) => argumentOf === undefined).map(({ name, at }) => `${name} ${at.file}`));
  return names.flatMap(({ name, at, argumentOf }): Finding[] => {
    // The string itself is told, and not the call that it is an argument of.
    if (argumentOf !== undefined && literals.has(`${name} ${at.file}`)) return [];
    const entry = target.exports.get(name);
    // symbol_get() asks for exports alone, and is GPL-only itself.
    if (!entry || !isGplOnly(entry.kind) || (argumentOf !== undefined && argumentOf !== lookup.symbol && argumentOf !== SYMBOL_GET)) return [];
    return [
      {
        rule: symbolLookupRule.id,
        severity: 'warning',
        message:
          `"${name}" names a GPL-only export, and ${subject.name}.ko looks symbols up by name (${lookup.symbol}): ` +
          `a way round EXPORT_SYMBOL_GPL that modpost does not see; its licence is "${license.value!}" (${target.release})`,
        file: at.file,
        range: at.range,
        unit: subject.id,
        evidence: [
          { message: `${lookup.symbol} is used here`, location: lookup.at },
          targetEvidence(target, `${name} is exported GPL-only by ${entry.module}`),
          licenseEvidence(license),
        ],
        data: { symbol: name },
      },
    ];
  });
}

function lookupOf(resolved: ResolvedTarget): { symbol: string; at: NamedInString['at'] } | undefined {
  const used = usesOf(resolved).find(({ symbol }) => symbolLookup(symbol) !== undefined);
  if (used) return { symbol: used.symbol, at: used.uses[0]!.at };
  const [named] = namesOfLookups(resolved, probesOf(resolved).length > 0);
  return named && { symbol: named.name, at: named.at };
}

function usesOf({ symbols, open }: ResolvedTarget): { symbol: string; uses: readonly SymbolUse[]; exported: boolean }[] {
  return [
    ...symbols.map(({ export: { symbol }, uses }) => ({ symbol, uses, exported: true })),
    ...open.map(({ symbol, uses }) => ({ symbol, uses, exported: false })),
  ];
}
