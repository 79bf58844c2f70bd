/**
 * A module whose licence the kernel does not take as GPL-compatible uses a GPL-only export.
 * Source of the rule: scripts/mod/modpost.c, check_exports() and check_for_gpl_usage(): once for a module
 * and symbol, the first incompatible MODULE_LICENSE decides, weak references are silent, and a module without
 * any MODULE_LICENSE gets another error instead of this one.
 */

import type { Location } from '../base/location.ts';
import type { Evidence, Finding } from '../findings/finding.ts';
import type { KernelExport } from '../knowledge/kernel-exports.ts';
import type { KernelHistory } from '../knowledge/kernel-history.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { SymbolUse } from '../linkage/external-name.ts';
import { stepInWords } from '../linkage/step-in-words.ts';
import { incompatibleLicense, type DeclaredLicense, type KernelSubject } from '../resolve/kernel-subject.ts';
import { alternativeEvidence, exportEvidence, historyEvidence, licenseEvidence, releases } from './module-wording.ts';
import type { Rule } from './rule.ts';

export const gplOnlySymbol: Rule<KernelSubject> = {
  id: 'gpl-only-symbol',
  severity: 'error',
  summary: 'A module with a GPL-incompatible licence uses a symbol that the kernel exports GPL-only.',
  check,
};

function check(subject: KernelSubject): Finding[] {
  const license = incompatibleLicense(subject);
  if (!license) return [];
  return [...usesByPlace(subject).values()].map((place) => finding(subject, license, place));
}

/** One symbol at one place of the text, with the kernels on which it is GPL-only. */
interface Place {
  readonly use: SymbolUse;
  readonly exports: { target: KernelTarget; export: KernelExport; at?: Location }[];
}

function usesByPlace(subject: KernelSubject): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { target, symbols } of subject.targets) {
    for (const symbol of symbols) {
      if (!isRefused(symbol.export)) continue;
      for (const use of symbol.uses) {
        const { file, range } = use.at;
        const key = `${symbol.export.symbol} ${file}:${range.start.line}:${range.start.column}`;
        const place = places.get(key);
        const entry = { target, export: symbol.export, ...(symbol.exportedAt && { at: symbol.exportedAt }) };
        if (place) place.exports.push(entry);
        else places.set(key, { use, exports: [entry] });
      }
    }
  }
  return places;
}

function isRefused(entry: KernelExport): boolean {
  return entry.kind === 'gpl' || entry.kind === 'unused-gpl' || entry.kind === 'gpl-future';
}

function finding(subject: KernelSubject, license: DeclaredLicense, { use, exports }: Place): Finding {
  const first = exports[0]!.export;
  const future = first.kind === 'gpl-future';
  const verb = future ? 'will warn about' : 'will refuse to build';
  const where = `exported ${future ? 'for GPL modules in the future' : 'GPL-only'} by ${first.module}`;
  // The name first: lists of problems cut off the end.
  const how = use.text === first.symbol ? `${first.symbol} is GPL-only: ` : `${use.text} brings in ${first.symbol}: `;
  return {
    rule: gplOnlySymbol.id,
    severity: future ? 'warning' : 'error',
    message:
      `${how}modpost ${verb} ${subject.name}.ko: its licence "${license.value!}" is not GPL-compatible, ` +
      `and ${first.symbol} is ${where} (${releases(exports.map((entry) => entry.target))})${elsewhere(subject, exports, first.symbol)}`,
    file: use.at.file,
    range: use.at.range,
    unit: subject.id,
    evidence: [
      ...use.chain.map((step): Evidence => ({ message: stepInWords(step), ...(step.location && { location: step.location }) })),
      ...exports.map(({ target, export: entry, at }) => exportEvidence(target, `${entry.symbol} is exported by ${entry.module} with ${macroOf(entry)}`, at)),
      // What another module of the workspace exports, the history of kernels does not know.
      ...(exports[0]!.at ? [] : overTime(use.text, first.symbol, exports[0]!.target, subject.history)),
      licenseEvidence(license),
    ],
    data: { symbol: first.symbol, license: license.value! },
  };
}

function overTime(written: string, symbol: string, target: KernelTarget, history: KernelHistory): Evidence[] {
  return [...historyEvidence(symbol, target, history), ...alternativeEvidence(written, symbol, target, history)];
}

/** How the other kernels that are asked see the symbol: "; absent from 6.1.5", "; exported to every module by 6.1.5". */
function elsewhere(subject: KernelSubject, exports: Place['exports'], symbol: string): string {
  const others = subject.targets.map(({ target }) => target).filter((target) => !exports.some((entry) => entry.target === target));
  const absent = others.filter((target) => !target.exports.get(symbol));
  const open = others.filter((target) => target.exports.get(symbol)?.kind === 'plain');
  return [
    ...(absent.length > 0 ? [`; absent from ${releases(absent)}`] : []),
    ...(open.length > 0 ? [`; exported to every module by ${releases(open)}`] : []),
  ].join('');
}

function macroOf(entry: KernelExport): string {
  const base = entry.kind === 'gpl-future' ? 'EXPORT_SYMBOL_GPL_FUTURE' : entry.kind === 'unused-gpl' ? 'EXPORT_UNUSED_SYMBOL_GPL' : 'EXPORT_SYMBOL_GPL';
  return entry.namespace === null ? base : `${base} in namespace ${entry.namespace}`;
}
