/** A judged BPF object as the report shows it. */

import type { ReportedProgram, ReportedSymbol, ReportedUnit } from '../findings/report.ts';
import type { BpfSubject, GplNeed, ResolvedProgram } from '../resolve/bpf-subject.ts';
import { reportedUse, type JudgedUnit } from './build-report.ts';
import type { JudgedBpfObject } from './judge-bpf-object.ts';

export function judgedBpfUnit({ subject, findings, suppressed }: JudgedBpfObject): JudgedUnit {
  return { unit: reportedObject(subject), findings, suppressed, unread: subject.unread };
}

function reportedObject(subject: BpfSubject): ReportedUnit {
  const { license } = subject;
  return {
    id: subject.id,
    kind: 'bpf-object',
    name: subject.name,
    path: subject.directory,
    license: {
      value: license.value,
      evidence: license.assumed ? [{ message: `assumed: "${license.value ?? ''}"` }] : license.location ? [{ message: 'the section "license"', location: license.location }] : [],
    },
    sources: [subject.source],
    gplOnlySymbols: subject.programs.length === 0 ? [] : reportedSymbols(subject),
    programs: subject.programs.map(reportedProgram),
  };
}

/** Helpers and functions of the kernel that are for GPL programs only, with all their uses, once for each kernel. */
function reportedSymbols({ programs, kernels }: BpfSubject): ReportedSymbol[] {
  return kernels.flatMap((kernel) => {
    const symbols = new Map<string, ReportedSymbol>();
    for (const need of programs.flatMap((program) => program.needs)) {
      if ((need.kind !== 'helper' && need.kind !== 'kernel-function') || !need.kernels.includes(kernel)) continue;
      const uses = [...(symbols.get(need.name)?.uses ?? []), ...need.uses.map(reportedUse)];
      const distinct = [...new Map(uses.map((use) => [`${use.file}:${use.line}:${use.column}`, use])).values()];
      const exportedBy = need.kind === 'helper' ? 'BPF helpers' : 'BPF kernel functions';
      symbols.set(need.name, { symbol: need.name, exportedBy, namespace: null, kernel: kernel.release, uses: distinct });
    }
    return [...symbols.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  });
}

function reportedProgram({ name, section, type, at, needs }: ResolvedProgram): ReportedProgram {
  return {
    name, section, type: type ?? null, file: at.file, line: at.range.start.line,
    needsGpl: needs.map((need) => ({ kind: need.kind, name: nameOf(need), kernels: need.kernels.map(({ release }) => release) })),
  };
}

function nameOf(need: GplNeed): string {
  return need.kind === 'program-type' ? need.type : need.name;
}
