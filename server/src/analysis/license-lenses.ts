/**
 * What stands above a MODULE_LICENSE: for each kernel how many GPL-only symbols the module uses, and what another licence
 * would change. It takes what has been judged, of an earlier text if need be: a lens must not make typing wait. The
 * places are those of the text as it is.
 */

import type { Range } from '../base/location.ts';
import type { ReportedVerdict } from '../findings/report.ts';
import { incompatibleLicense, type KernelSubject } from '../resolve/kernel-subject.ts';
import type { ReadCFile } from './c-sources.ts';
import { reportedModule } from './build-report.ts';
import { withSiblings } from './sibling-verdicts.ts';

export interface LicenseLens {
  /** The MODULE_LICENSE, or what package.json says of a package. */
  readonly range: Range;
  readonly title: string;
  /** What a click asks about. */
  readonly about: 'module' | 'packages';
}

/** A module as it was judged last. */
export interface LastJudged {
  readonly subject: KernelSubject;
  /** The same module with the symbols of others of the workspace, and with these alone. */
  readonly siblings: KernelSubject | undefined;
}

/** @param judged the modules that the file belongs to */
export function licenseLenses({ lines, statements }: ReadCFile, judged: readonly LastJudged[]): LicenseLens[] {
  const stated = statements.moduleMacros.filter(({ macro }) => macro === 'MODULE_LICENSE');
  return stated.flatMap(({ span }) =>
    judged.flatMap(({ subject, siblings }) =>
      (withSiblings(reportedModule(subject), siblings).kernels ?? []).map((verdict, i) => ({
        range: lines.range(span),
        about: 'module' as const,
        title: (judged.length > 1 ? `${subject.name}.ko: ` : '') + titleOf(subject, verdict, kernelNames(subject)[i]!),
      })),
    ),
  );
}

/** Series where that tells the kernels apart, for a lens is one line: "6.1", "6.12". */
function kernelNames({ targets }: KernelSubject): string[] {
  const series = targets.map(({ target }) => target.version.slice(0, 2).join('.'));
  return new Set(series).size === series.length ? series : targets.map(({ target }) => target.release);
}

/** "12 GPL-only symbols · would break if Proprietary · 6.12.1" */
function titleOf(subject: KernelSubject, { method, gplOnlySymbols, breaking, breakingIfProprietary }: ReportedVerdict, kernel: string): string {
  const refused = incompatibleLicense(subject);
  const parts = [
    gplOnlySymbols === 0 ? 'no GPL-only symbols' : `${gplOnlySymbols} GPL-only symbol${gplOnlySymbols === 1 ? '' : 's'}`,
    refused ? asItIs(breaking, `as “${refused.value}”`) : ifProprietary(breaking, breakingIfProprietary),
    ...(!refused && breaking > 0 ? [asItIs(breaking, 'under any licence')] : []),
    kernel,
    ...(method === 'names' ? ['by names alone'] : []),
  ];
  return parts.join(' · ');
}

function asItIs(breaking: number, how: string): string {
  return breaking === 0 ? `builds ${how}` : `${breaking} ${breaking === 1 ? 'breaks' : 'break'} ${how}`;
}

function ifProprietary(breaking: number, breakingIfProprietary: number): string {
  return breakingIfProprietary > breaking ? 'would break if Proprietary' : 'would not break if Proprietary';
}
