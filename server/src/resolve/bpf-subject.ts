/** A BPF object with everything looked up that the rules judge: plain data, no files, no syntax. */

import type { Unread } from '../base/files.ts';
import type { Location } from '../base/location.ts';
import type { BpfObject, BpfProgram } from '../linkage/bpf-object.ts';
import type { SymbolUse } from '../linkage/external-name.ts';
import type { BpfFacts } from '../knowledge/bpf-facts.ts';

export interface BpfSubject {
  /** "bpf-object:/abs/dir/trace.bpf" */
  readonly id: string;
  /** File name of the source without .c: "trace.bpf". */
  readonly name: string;
  readonly directory: string;
  readonly source: string;
  readonly license: BpfLicense;
  readonly kernels: readonly BpfKernel[];
  readonly programs: readonly ResolvedProgram[];
  readonly unread: readonly Unread[];
}

export interface BpfLicense {
  /** Null where there is none, or it cannot be told. */
  readonly value: string | null;
  /** Why there is no value. */
  readonly missing?: 'none' | 'unreadable';
  /** Absent where there is none and where it is assumed. */
  readonly location?: Location;
  readonly assumed: boolean;
}

/** A kernel that is asked, with the sampled one whose facts answer for it. */
export interface BpfKernel {
  readonly release: string;
  /** "6.12" */
  readonly series: string;
  /** Whether the facts are of this very series. */
  readonly exact: boolean;
  /** "Linux source 6.12.117" */
  readonly source: string;
}

export interface ResolvedProgram {
  readonly name: string;
  readonly section: string;
  /** libbpf's type of the section; undefined where it has no rule for it. */
  readonly type: string | undefined;
  readonly at: Location;
  /** What makes it need a GPL-compatible licence. */
  readonly needs: readonly GplNeed[];
}

export type GplNeed = HelperNeed | KernelFunctionNeed | ProgramTypeNeed | StructureNeed;

interface Need {
  /** Those of the kernels that ask for it. */
  readonly kernels: readonly BpfKernel[];
}

export interface HelperNeed extends Need {
  readonly kind: 'helper';
  readonly name: string;
  readonly id: number;
  /** False where more than the program's type decides, and that is not known. */
  readonly certain: boolean;
  readonly uses: readonly SymbolUse[];
}

export interface KernelFunctionNeed extends Need {
  readonly kind: 'kernel-function';
  readonly name: string;
  readonly uses: readonly SymbolUse[];
}

export interface ProgramTypeNeed extends Need {
  readonly kind: 'program-type';
  readonly type: 'lsm' | 'struct_ops';
}

export interface StructureNeed extends Need {
  readonly kind: 'structure';
  /** "task_struct" */
  readonly name: string;
  readonly uses: readonly SymbolUse[];
}

export function resolvePrograms(object: BpfObject, kernels: readonly BpfKernel[], facts: BpfFacts): ResolvedProgram[] {
  return object.programs.map((program) => {
    const type = facts.programType(program.section);
    const { name, section, at } = program;
    return { name, section, type, at, needs: needsOf(program, type, kernels, facts) };
  });
}

function needsOf(program: BpfProgram, type: string | undefined, kernels: readonly BpfKernel[], facts: BpfFacts): GplNeed[] {
  const needs: GplNeed[] = [];
  const checkedBy = (check: string): BpfKernel[] => kernels.filter(({ series }) => facts.checks(check, series));
  if (type === 'lsm') needs.push({ kind: 'program-type', type, kernels: checkedBy('bpf_lsm_verify_prog') });
  if (type === 'struct_ops') needs.push({ kind: 'program-type', type, kernels: checkedBy('check_struct_ops_btf_id') });
  for (const call of program.calls) {
    const helper = call.helper === undefined ? (call.declared ? undefined : facts.helperByName(call.name)) : facts.helperById(call.helper);
    if (call.helper === undefined && !helper) {
      if (!call.declared && !facts.kfuncKernels(call.name)) continue;
      needs.push({ kind: 'kernel-function', name: call.name, kernels: checkedBy('add_kfunc_call'), get uses() { return call.uses; } });
      continue;
    }
    if (!helper) continue;
    const states = new Map(kernels.map((kernel) => [kernel, facts.stateOf(helper, kernel.series, type)]));
    const asking = kernels.filter((kernel) => states.get(kernel) === 'gpl' || states.get(kernel) === 'either');
    const certain = asking.some((kernel) => states.get(kernel) === 'gpl');
    needs.push({ kind: 'helper', name: helper.name, id: helper.id, certain, kernels: asking, get uses() { return call.uses; } });
  }
  for (const structure of program.structures) {
    needs.push({ kind: 'structure', name: structure.name, kernels: checkedBy('check_ptr_to_btf_access'), get uses() { return structure.uses; } });
  }
  return needs.filter((need) => need.kernels.length > 0);
}
