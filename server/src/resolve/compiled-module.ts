/**
 * A kernel module that is there as a compiled file alone: its .modinfo and its undefined symbols are what modpost and the
 * loader look at, so that the same rules apply. Nothing of it has a line: the file answers for everything.
 */

import path from 'node:path';
import { START_OF_FILE, type Location } from '../base/location.ts';
import type { Binary } from '../binary/binary.ts';
import type { KernelHistory } from '../knowledge/kernel-history.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { SymbolUse } from '../linkage/external-name.ts';
import type { KernelSubject, ResolvedTarget } from './kernel-subject.ts';

/** @param assumedLicense judges it as if it had that one */
export function compiledModule(file: string, { imported, modinfo }: Binary, targets: readonly KernelTarget[], history: KernelHistory, assumedLicense: string | null): KernelSubject {
  const at: Location = { file, range: START_OF_FILE };
  const values = (tag: string): string[] => modinfo.filter((entry) => entry.tag === tag).map(({ value }) => value);
  const name = path.basename(file, '.ko');
  // Weak names are silent in modpost.
  const symbols = imported.filter(({ weak }) => !weak).map((symbol) => symbol.name).sort();
  const use = (text: string): SymbolUse => ({ at, text, chain: [] });
  const resolved = targetsOf(values('vermagic')[0], targets).map((target): ResolvedTarget => ({
    target,
    method: 'linker',
    symbols: symbols.flatMap((symbol) => {
      const found = target.exports.get(symbol);
      return found ? [{ export: found, uses: [use(symbol)] }] : [];
    }),
    exports: [],
    open: symbols.filter((symbol) => !target.exports.get(symbol)).map((symbol) => ({ symbol, uses: [use(symbol)] })),
    names: [],
    missing: [],
  }));
  return {
    id: `kernel-module:${path.join(path.dirname(file), name)}`,
    name,
    directory: path.dirname(file),
    sources: [file],
    licenses: assumedLicense === null ? values('license').map((value) => ({ value, text: `license=${value}`, location: at })) : [{ value: assumedLicense, text: `"${assumedLicense}"` }],
    assumed: assumedLicense !== null,
    unbuiltLicenses: [],
    ownMacros: [],
    makeFileMentions: [],
    tags: [],
    imports: values('import_ns').map((namespace) => ({ namespace, location: at })),
    targets: resolved,
    versionGuards: [],
    headerNames: [],
    history,
    unread: [],
  };
}

/** A compiled module fits one kernel, which it names; where that is not among those that are asked, all of them answer. */
function targetsOf(vermagic: string | undefined, targets: readonly KernelTarget[]): readonly KernelTarget[] {
  const own = targets.filter(({ release }) => release === vermagic?.split(' ')[0]);
  return own.length > 0 ? own : targets;
}
