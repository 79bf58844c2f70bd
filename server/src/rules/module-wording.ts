/** Pieces of wording that the rules on kernel modules share. */

import { START_OF_FILE, type Location } from '../base/location.ts';
import type { Evidence, Finding } from '../findings/finding.ts';
import { historyInWords, type KernelHistory } from '../knowledge/kernel-history.ts';
import { isGplCompatible } from '../knowledge/module-license.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { plainAlternatives } from '../knowledge/plain-alternatives.ts';
import type { DeclaredLicense, KernelSubject } from '../resolve/kernel-subject.ts';

/** "6.1.0-56-amd64", "6.1.0-56-amd64 and 6.12.117+deb12-amd64" */
export function releases(targets: readonly KernelTarget[]): string {
  return listOf(targets.map((target) => target.release));
}

export function listOf(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;
}

export function licenseEvidence(license: DeclaredLicense): Evidence {
  return license.location
    ? { message: `the module's licence: ${license.text}`, location: license.location }
    : { message: `the licence is assumed to be "${license.value ?? ''}"${isGplCompatible(license.value ?? '') ? '' : ', which is none of the strings that the kernel takes as GPL-compatible'}` };
}

export function targetEvidence(target: KernelTarget, what: string): Evidence {
  return { message: what, source: `${target.provenance.source} (${target.provenance.version})` };
}

/** How the symbol was exported in the sampled kernels; nothing where they do not know it. */
export function historyEvidence(symbol: string, { arch }: KernelTarget, history: KernelHistory): Evidence[] {
  const words = historyInWords(symbol, arch, history);
  return words === undefined ? [] : [{ message: `${symbol} over time: ${words}`, source: 'bundled export history' }];
}

/** An export of the kernel's rests on knowledge, one of the workspace's own on a line of it. */
export function exportEvidence(target: KernelTarget, what: string, at: Location | undefined): Evidence {
  return at ? { message: what, location: at } : targetEvidence(target, what);
}

/** What several kernels give rise to at one place is told once, for the first of them. */
export function firstAtEachPlace(findings: readonly Finding[]): Finding[] {
  const first = new Map<string, Finding>();
  for (const finding of findings) {
    const { line, column } = finding.range.start;
    const key = `${finding.unit ?? ''} ${finding.file}:${line}:${column} ${finding.data?.['symbol'] ?? ''}`;
    if (!first.has(key)) first.set(key, finding);
  }
  return [...first.values()];
}

/** Plain exports to look at instead of a GPL-only one. */
export function alternativeEvidence(written: string, symbol: string, { exports }: KernelTarget, { alternatives }: KernelHistory): Evidence[] {
  return plainAlternatives(written, symbol, exports, alternatives).map(({ symbol: other, difference, source = 'its exports' }) => ({
    message: `a plain export to look at instead: ${other}, ${difference}`,
    source,
  }));
}

/** For what later samples take back. */
export function lasting({ from, to, forGood }: { readonly from: string; readonly to: string; readonly forGood: boolean }): string {
  return forGood ? '' : ` (${from === to ? 'in that sample alone' : `up to ${to}`})`;
}

/** Where something about the whole module is said: the first line of its first source. */
export function startOfModule(subject: KernelSubject): Location {
  return { file: subject.sources[0] ?? subject.directory, range: START_OF_FILE };
}
