/**
 * A symbol that the module may use on the newest kernel it is judged against, and that a later sampled kernel exports
 * GPL-only, for named modules only, or not at all. The source is the bundled export history: it knows the samples alone,
 * so the finding names the sample in which it is seen, and a hint is all that it is. Also names of headers that bring in
 * nothing GPL-only yet (later-arrivals.ts).
 */

import type { Evidence, Finding } from '../findings/finding.ts';
import { isGplOnly } from '../knowledge/kernel-exports.ts';
import { laterBreak, type LaterBreak } from '../knowledge/kernel-history.ts';
import { compareReleases } from '../knowledge/kernel-release.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { SymbolUse } from '../linkage/external-name.ts';
import { incompatibleLicense, isUnderVersion, type DeclaredLicense, type KernelSubject, type ResolvedSymbol, type ResolvedTarget } from '../resolve/kernel-subject.ts';
import { laterArrivals } from './later-arrivals.ts';
import { historyEvidence, lasting, licenseEvidence, targetEvidence } from './module-wording.ts';
import type { Rule } from './rule.ts';

export const breaksOnLaterKernel: Rule<KernelSubject> = {
  id: 'breaks-on-later-kernel',
  severity: 'hint',
  summary: 'A symbol that a later kernel exports GPL-only, for named modules only, or not at all.',
  check,
};

function check(subject: KernelSubject): Finding[] {
  const newest = [...subject.targets].sort((a, b) => compareReleases(b.target.version.join('.'), a.target.version.join('.')))[0];
  if (!newest) return [];
  const license = incompatibleLicense(subject);
  const module = { name: subject.name, gplCompatible: !license };
  const losses = newest.symbols.flatMap((symbol) => {
    const { symbol: name, kind } = symbol.export;
    if (license && isGplOnly(kind)) return [];
    const found = laterBreak(name, module, newest.target, subject.history);
    const uses = found ? usesThatBreak(symbol, found, newest.target).filter(({ at }) => !isUnderVersion(at, subject.versionGuards)) : [];
    return found && uses.length > 0 ? [finding(subject, newest, symbol, uses, found, license)] : [];
  });
  return [...losses, ...(license ? laterArrivals(breaksOnLaterKernel.id, subject, newest, license) : [])];
}

/** What the kernel's own headers bring in goes with them: that it is no longer exported is then no matter of the module's. */
function usesThatBreak({ uses }: ResolvedSymbol, { how }: LaterBreak, target: KernelTarget): readonly SymbolUse[] {
  return how === 'absent' ? uses.filter((use) => !comesByHeader(use, target)) : uses;
}

function comesByHeader({ chain }: SymbolUse, { headers }: KernelTarget): boolean {
  return chain.some(({ location }) => {
    if (!location || !headers) return !location;
    return [headers.sourceDirectory, headers.buildDirectory].some((directory) => location.file.startsWith(`${directory}/`));
  });
}

function finding(
  subject: KernelSubject,
  { target }: ResolvedTarget,
  { export: entry }: ResolvedSymbol,
  uses: readonly SymbolUse[],
  found: LaterBreak,
  license: DeclaredLicense | undefined,
): Finding {
  const [first, ...others] = uses as [SymbolUse, ...SymbolUse[]];
  const evidence: Evidence[] = [
    targetEvidence(target, `${entry.symbol} is exported by ${entry.module}`),
    ...historyEvidence(entry.symbol, target, subject.history),
    ...(found.how === 'gpl-only' && license ? [licenseEvidence(license)] : []),
    ...others.map((use) => ({ message: `${use.text} is used here too`, location: use.at })),
  ];
  return {
    rule: breaksOnLaterKernel.id,
    severity: 'hint',
    message: `${entry.symbol} ${found.how === 'absent' ? 'may break' : 'breaks'} when ${subject.name}.ko moves to ${found.from}: ${reason(found, license)}${lasting(found)}${byHeader(first, target)}`,
    file: first.at.file,
    range: first.at.range,
    unit: subject.id,
    evidence,
    data: { symbol: entry.symbol, from: found.from },
  };
}

function reason({ how }: LaterBreak, license: DeclaredLicense | undefined): string {
  switch (how) {
    case 'gpl-only':
      return `it is GPL-only there, and the licence "${license?.value ?? ''}" is not GPL-compatible`;
    case 'other-modules-only':
      return 'it is exported for named modules only there, and this is none of them';
    case 'absent':
      return 'it is no longer exported there, and whether a header of that kernel defines the name instead is not known';
  }
}

/** The samples know exports; what the macro or inline does in that kernel they do not. */
function byHeader(use: SymbolUse, target: KernelTarget): string {
  return comesByHeader(use, target) ? `, provided that ${use.text} still brings it in` : '';
}
