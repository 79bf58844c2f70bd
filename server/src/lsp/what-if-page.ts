/**
 * "What if this module were …?" as an HTML fragment without scripts: two reports side by side, as it is and under another
 * licence. It counts what the reports count.
 */

import type { Report, ReportedUnit } from '../findings/report.ts';
import { escape, nameIn, link, lineRange, section, table } from './html.ts';
import { breakingTable } from './symbol-tables.ts';

export interface WhatIf {
  readonly license: string;
  /** What the kernel makes of the string: a clause. */
  readonly meaning: string;
  readonly asItIs: Report;
  readonly assumed: Report;
}

export function whatIfPage({ license, meaning, asItIs, assumed }: WhatIf, roots: readonly string[]): string {
  const modules = assumed.units.filter(({ kind }) => kind === 'kernel-module');
  const name = modules.length === 1 ? `${modules[0]!.name}.ko` : 'the modules';
  return [
    `<h1>What if ${escape(name)} were “${escape(license)}”?</h1>`,
    `<p>“${escape(license)}” is ${escape(meaning)}.</p>`,
    modules.length === 0 ? '<p>There is no kernel module here.</p>' : verdicts(modules, asItIs, license),
    ...modules.map((unit) => section(`${unit.name}.ko: symbols that would break`, breakingTable(unit, assumed, roots))),
    section('Not read', assumed.unread.map(({ file, reason, line }) => `<p>${link(escape(nameIn(roots, file)), file, lineRange(line))} ${escape(reason)}</p>`).join('')),
    '<footer>The source is as it was: nothing was changed. Evidence, not legal advice.</footer>',
  ].join('\n');
}

function verdicts(modules: readonly ReportedUnit[], asItIs: Report, license: string): string {
  const rows = modules.flatMap((unit) => {
    const before = asItIs.units.find(({ id }) => id === unit.id);
    return (unit.kernels ?? []).map(({ kernel, breaking, gplOnlySymbols }) => {
      const now = before?.kernels?.find((verdict) => verdict.kernel === kernel)?.breaking ?? 0;
      return [escape(`${unit.name}.ko`), escape(kernel), String(gplOnlySymbols), outcome(now), outcome(breaking)];
    });
  });
  const stated = new Set(modules.map((unit) => asItIs.units.find(({ id }) => id === unit.id)?.license.value ?? null));
  const [only] = stated;
  const current = stated.size === 1 && only ? `As it is (“${only}”)` : 'As it is';
  return table(['Module', 'Kernel', 'GPL-only symbols', current, `If “${license}”`], rows);
}

function outcome(breaking: number): string {
  return breaking === 0 ? 'builds' : `<span class="breaks">✖ ${breaking} ${breaking === 1 ? 'symbol breaks' : 'symbols break'}</span>`;
}
