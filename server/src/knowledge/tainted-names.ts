/**
 * Modules that the kernel takes as proprietary, or taints itself for, because of their name: kernel/module/main.c,
 * module_augment_kernel_taints() (before 5.19 check_module_license_and_versions() in kernel/module.c).
 */

export interface TaintedName {
  readonly name: string;
  /** `module`: it counts as proprietary, whatever its licence says. `kernel`: only the kernel is tainted, and it keeps GPL-only symbols. */
  readonly taints: 'module' | 'kernel';
  readonly reason: string;
}

const TAINTED: readonly TaintedName[] = [
  { name: 'driverloader', taints: 'module', reason: 'it loads proprietary drivers and said that it was GPL' },
  { name: 'lve', taints: 'module', reason: 'it says that it is GPL, and its source is not offered' },
  { name: 'ndiswrapper', taints: 'kernel', reason: 'it is GPL itself and loads proprietary drivers' },
];

/** A module's name as the loader sees it: KBUILD_MODNAME has _ where the file has -. */
export function taintedName(module: string): TaintedName | undefined {
  return TAINTED.find(({ name }) => name === module.replaceAll('-', '_'));
}

export function modulesTaintedByName(module: string): string | undefined {
  return taintedName(module)?.taints === 'module' ? 'the loader taints it by its name' : undefined;
}
