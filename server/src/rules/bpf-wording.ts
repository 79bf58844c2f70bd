/** Pieces of wording that the rules on BPF objects share, and how their findings are put together. */

import type { Location } from '../base/location.ts';
import type { Evidence, Finding, Severity } from '../findings/finding.ts';
import { isGplCompatible } from '../knowledge/module-license.ts';
import type { SymbolUse } from '../linkage/external-name.ts';
import { stepInWords } from '../linkage/step-in-words.ts';
import type { BpfKernel, BpfSubject, GplNeed, ResolvedProgram } from '../resolve/bpf-subject.ts';
import { listOf } from './module-wording.ts';

/** Of two programs that need the same at one place of the text. */
export interface NeedAtPlace<Need extends GplNeed> {
  readonly need: Need;
  readonly at: Location;
  /** Undefined where the program as a whole is meant. */
  readonly use: SymbolUse | undefined;
  readonly programs: readonly ResolvedProgram[];
}

/** What the verifier refuses; nothing where the licence is GPL-compatible. */
export function refused<Kind extends GplNeed['kind']>(subject: BpfSubject, kind: Kind): NeedAtPlace<Extract<GplNeed, { kind: Kind }>>[] {
  type Need = Extract<GplNeed, { kind: Kind }>;
  const { value } = subject.license;
  if (value !== null && isGplCompatible(value)) return [];
  const places = new Map<string, NeedAtPlace<Need> & { programs: ResolvedProgram[] }>();
  for (const program of subject.programs) {
    for (const need of program.needs.filter((candidate): candidate is Need => candidate.kind === kind)) {
      const uses = 'uses' in need && need.uses.length > 0 ? need.uses : [undefined];
      for (const use of uses) {
        const at = use?.at ?? program.at;
        const key = JSON.stringify([at, nameOf(need)]);
        const known = places.get(key);
        if (!known) places.set(key, { need, at, use, programs: [program] });
        else if (!known.programs.includes(program)) known.programs.push(program);
      }
    }
  }
  return [...places.values()];
}

function nameOf(need: GplNeed): string {
  return need.kind === 'program-type' ? need.type : need.name;
}

export interface BpfWords {
  readonly rule: string;
  readonly severity: Severity;
  /** False where it depends on what is not known. */
  readonly certain?: boolean;
  /** The name first: lists of problems cut off the end. */
  readonly what: string;
  /** The verifier's own message. */
  readonly verifier: string;
  /** Function of the kernel that says so. */
  readonly source: string;
}

export function bpfFinding(subject: BpfSubject, { need, at, use, programs }: NeedAtPlace<GplNeed>, words: BpfWords): Finding {
  const { kernels } = need;
  const others = subject.kernels.filter((kernel) => !kernels.includes(kernel));
  const elsewhere = others.length > 0 ? ` only, not on ${releases(others)}` : '';
  return {
    rule: words.rule,
    severity: words.severity,
    message: `${words.what}: the verifier ${words.certain === false ? 'may refuse' : 'refuses'} ${programNames(programs)} with "${words.verifier}", because ${licenseInWords(subject)} (${releases(kernels)}${elsewhere})`,
    file: at.file,
    range: at.range,
    unit: subject.id,
    evidence: [
      ...(use?.chain ?? []).map((step): Evidence => ({ message: stepInWords(step), ...(step.location && { location: step.location }) })),
      ...programs.slice(0, MOST_PROGRAMS).map((program): Evidence => ({ message: `program ${program.name}, ${typeInWords(program)}`, location: program.at })),
      ...kernels.map((kernel): Evidence => ({ message: `${words.source}${kernel.exact ? '' : `, as ${kernel.series} has it: ${kernel.release} is not among the sampled kernels`}`, source: kernel.source })),
      licenseEvidence(subject),
    ],
    data: { name: nameOf(need) },
  };
}

const MOST_PROGRAMS = 3;

function programNames(programs: readonly ResolvedProgram[]): string {
  const shown = programs.slice(0, MOST_PROGRAMS).map(({ name }) => name);
  const more = programs.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : listOf(shown);
}

export function typeInWords({ section, type }: ResolvedProgram): string {
  return type === undefined ? `section "${section}", whose type libbpf does not tell` : `section "${section}": type ${type}`;
}

function licenseInWords({ license, name }: BpfSubject): string {
  if (license.value !== null) return `the licence "${license.value}" is not GPL-compatible`;
  if (license.missing === 'unreadable') return `the licence of ${name}.o cannot be told, and counts as not GPL-compatible here`;
  return `${name}.o has no license section, which counts as not GPL-compatible`;
}

function licenseEvidence({ license, name }: BpfSubject): Evidence {
  if (license.assumed) return { message: `the licence is assumed to be "${license.value ?? ''}"` };
  if (!license.location) return { message: `no string in a section "license" is compiled into ${name}.o` };
  return { message: `the licence of ${name}.o: ${license.value === null ? 'not a string that is known here' : `"${license.value}"`}`, location: license.location };
}

export function releases(kernels: readonly BpfKernel[]): string {
  return listOf(kernels.map(({ release }) => release));
}
