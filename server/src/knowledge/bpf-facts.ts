/**
 * What is known of eBPF in the sampled kernels: helpers with their numbers and the program types that get them
 * GPL-only, kfuncs, and libbpf's rules from section names to program types. The head of the file says how it is written.
 */

export interface BpfKernel {
  /** "6.12" */
  readonly series: string;
  /** "6.12.117": what was read. */
  readonly version: string;
}

/** `either`: more than the program type decides, such as what the program is attached to. */
export type HelperState = 'gpl' | 'free' | 'either';

export interface BpfHelper {
  readonly id: number;
  /** "bpf_trace_printk" */
  readonly name: string;
  /** Whether the verifier takes its result for a pointer to one of the kernel's structures. */
  readonly returnsStructure: boolean;
  /** For each sampled kernel that has it, by series: what each program type gets. */
  readonly states: ReadonlyMap<string, ReadonlyMap<string, HelperState>>;
}

export interface BpfFacts {
  /** The sampled kernels, old to new. */
  readonly kernels: readonly BpfKernel[];
  readonly helpers: readonly BpfHelper[];
  readonly kfuncCount: number;
  readonly sectionCount: number;
  helperById(id: number): BpfHelper | undefined;
  helperByName(name: string): BpfHelper | undefined;
  /** What a program gets; a program whose type is unknown gets what all types agree on. Undefined where the kernel lacks the helper. */
  stateOf(helper: BpfHelper, series: string, type: string | undefined): HelperState | undefined;
  mayNeedGpl(helper: BpfHelper, series: string): boolean;
  /** Series of the sampled kernels that have a kfunc; undefined for a name that none has. */
  kfuncKernels(name: string): readonly string[] | undefined;
  /** Where programs get pointers to the kernel's structures that the verifier knows. */
  readonly structurePointers: { inArgument(section: string): boolean; returnedBy(helper: number): boolean };
  /** Whether a function of the kernel refuses programs for their licence: "bpf_lsm_verify_prog". */
  checks(checkingFunction: string, series: string): boolean;
  /** libbpf's type of the programs in a section, undefined where it has no rule. */
  programType(section: string): string | undefined;
}

/** Throws where the text is no file of such facts. */
export function readBpfFacts(text: string): BpfFacts {
  const kernels = /^# kernels: (.+)$/m.exec(text)?.[1]?.split(' ').map((word) => {
    const [series, version] = word.split('=');
    return { series: series!, version: version! };
  });
  if (!kernels) throw new Error('these are no facts on BPF: they list no kernels');
  const rows = text.split('\n').map((line) => line.split('\t'));
  const helpers = rows.filter(([kind]) => kind === 'helper').map(([, id, name, returns, ...states]) => ({
    id: Number(id),
    name: name!,
    returnsStructure: returns === 'structure',
    states: new Map(states.map(readStates)),
  }));
  const kfuncs = new Map(rows.filter(([kind]) => kind === 'kfunc').map(([, name, series]) => [name!, series!.split(' ')]));
  const sections = rows.filter(([kind]) => kind === 'section').map(([, pattern, type]) => ({ pattern: pattern!, type: type! }));
  const checks = new Map(rows.filter(([kind]) => kind === 'check').map(([, name, series]) => [name!, series!.split(' ')]));
  const byId = new Map(helpers.map((helper) => [helper.id, helper]));
  const byName = new Map(helpers.map((helper) => [helper.name, helper]));
  const programType = (section: string): string | undefined => sections.find(({ pattern }) => matches(pattern, section))?.type;
  return {
    kernels,
    helpers,
    kfuncCount: kfuncs.size,
    sectionCount: sections.length,
    helperById: (id) => byId.get(id),
    helperByName: (name) => byName.get(name),
    stateOf,
    mayNeedGpl: (helper, series) => [...(helper.states.get(series)?.values() ?? [])].some((state) => state !== 'free'),
    kfuncKernels: (name) => kfuncs.get(name),
    checks: (name, series) => checks.get(name)?.includes(series) ?? false,
    programType,
    structurePointers: {
      // Programs of these types are attached to functions and events whose arguments the kernel's BTF describes.
      inArgument: (section) => programType(section) === 'tracing',
      returnedBy: (id) => byId.get(id)?.returnsStructure ?? false,
    },
  };
}

function stateOf(helper: BpfHelper, series: string, type: string | undefined): HelperState | undefined {
  const states = helper.states.get(series);
  if (!states) return undefined;
  const own = type === undefined ? undefined : states.get(type);
  if (own) return own;
  const all = new Set(states.values());
  if (all.size === 0) return 'free';
  return all.size > 1 ? 'either' : [...all][0]!;
}

/** "6.1:gpl@kprobe,tracing free@perf_event" */
function readStates(column: string): [string, Map<string, HelperState>] {
  const colon = column.indexOf(':');
  const states = new Map<string, HelperState>();
  for (const part of column.slice(colon + 1).split(' ')) {
    const [state, types = ''] = part.split('@');
    if (state !== 'gpl' && state !== 'free' && state !== 'either') throw new Error(`the facts on BPF have an unknown state: ${part}`);
    for (const type of types.split(',')) if (type !== '') states.set(type, state);
  }
  return [column.slice(0, colon), states];
}

/** tools/lib/bpf/libbpf.c, find_sec_def() and sec_def_matches(); a leading question mark only says that the program is not loaded by itself. */
function matches(pattern: string, section: string): boolean {
  const name = section.startsWith('?') ? section.slice(1) : section;
  if (pattern.endsWith('/')) return name.startsWith(pattern);
  if (!pattern.endsWith('+')) return name === pattern;
  const stem = pattern.slice(0, -1);
  return name === stem || name.startsWith(`${stem}/`);
}
