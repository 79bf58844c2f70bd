/** All rules, in the order in which findings at one place are shown. */

import { bpfGplOnlyHelper } from './bpf-gpl-only-helper.ts';
import { bpfKernelFunction } from './bpf-kernel-function.ts';
import { bpfKernelStructure } from './bpf-kernel-structure.ts';
import { bpfProgramType } from './bpf-program-type.ts';
import { breaksOnLaterKernel } from './breaks-on-later-kernel.ts';
import { copyleftDependency } from './copyleft-dependency.ts';
import { copyleftImport } from './copyleft-import.ts';
import { copyleftLibrary } from './copyleft-library.ts';
import { deniedLibrary } from './denied-library.ts';
import { copyleftNative } from './copyleft-native.ts';
import { deniedPackage } from './denied-package.ts';
import { gplOnlySymbol } from './gpl-only-symbol.ts';
import { loadedLibrary } from './loaded-library.ts';
import { licenseMismatch } from './license-mismatch.ts';
import { missingModuleLicense } from './missing-module-license.ts';
import { missingNamespaceImport } from './missing-namespace-import.ts';
import { missingPackageLicense } from './missing-package-license.ts';
import { alteredExport } from './altered-export.ts';
import { gplShim } from './gpl-shim.ts';
import { kernelHeaderInUserspace } from './kernel-header-in-userspace.ts';
import type { UserspaceSource } from '../resolve/userspace-source.ts';
import { misleadingLicense } from './misleading-license.ts';
import { mixedLicenses } from './mixed-licenses.ts';
import { notForThisModule } from './not-for-this-module.ts';
import { proprietaryTaint } from './proprietary-taint.ts';
import { symbolGet } from './symbol-get.ts';
import { symbolLookupRule } from './symbol-lookup.ts';
import { taintedNameRule } from './tainted-name.ts';
import type { Workspace } from '../resolve/workspace.ts';
import type { BpfSubject } from '../resolve/bpf-subject.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';
import type { PackageSubject } from '../resolve/package-subject.ts';
import type { ProgramSubject } from '../resolve/program-subject.ts';
import { restrictedPackageLicense } from './restricted-package-license.ts';
import type { Rule, RuleInfo } from './rule.ts';
import { symbolNotExported } from './symbol-not-exported.ts';
import { unknownLibrary } from './unknown-library.ts';
import { unknownPackageLicense } from './unknown-package-license.ts';
import { unknownBpfLicense } from './unknown-bpf-license.ts';
import { unknownModuleLicense } from './unknown-module-license.ts';

/** Of the symbols that a kernel module uses, whether the kernel or another module of the workspace exports them. */
export const EXPORT_RULES: readonly Rule<KernelSubject>[] = [gplOnlySymbol, missingNamespaceImport, notForThisModule];

/** Rules that take a symbol for one of the kernel's. */
export const KERNEL_SYMBOL_RULES: readonly Rule<KernelSubject>[] = [...EXPORT_RULES, symbolNotExported, breaksOnLaterKernel];

/** Of one kernel module. */
export const MODULE_RULES: readonly Rule<KernelSubject>[] = [missingModuleLicense, unknownModuleLicense, ...KERNEL_SYMBOL_RULES,
  symbolGet, taintedNameRule, symbolLookupRule, misleadingLicense, alteredExport, mixedLicenses];

/** Of all kernel modules of a workspace together. */
export const WORKSPACE_RULES: readonly Rule<Workspace>[] = [proprietaryTaint, gplShim];

/** Of one package of a workspace. */
export const PACKAGE_RULES: readonly Rule<PackageSubject>[] = [
  copyleftImport,
  copyleftNative,
  copyleftDependency,
  deniedPackage,
  restrictedPackageLicense,
  unknownPackageLicense,
  missingPackageLicense,
  licenseMismatch,
];

/** Of one BPF object. */
export const BPF_RULES: readonly Rule<BpfSubject>[] = [bpfProgramType, bpfGplOnlyHelper, bpfKernelFunction, bpfKernelStructure, unknownBpfLicense];

/** Of one source of a program. */
export const USERSPACE_RULES: readonly Rule<UserspaceSource>[] = [kernelHeaderInUserspace];

/** Of one program outside the kernel, or of a source that no build file names. */
export const PROGRAM_RULES: readonly Rule<ProgramSubject>[] = [copyleftLibrary, loadedLibrary, deniedLibrary, unknownLibrary];

const ALL: readonly RuleInfo[] = [...MODULE_RULES, ...WORKSPACE_RULES, ...USERSPACE_RULES, ...PACKAGE_RULES, ...PROGRAM_RULES, ...BPF_RULES];

export function isPackageRule(id: string): boolean {
  return PACKAGE_RULES.some((rule) => rule.id === id);
}

export function isProgramRule(id: string): boolean {
  return PROGRAM_RULES.some((rule) => rule.id === id);
}

export function ruleById(id: string): RuleInfo | undefined {
  return ALL.find((rule) => rule.id === id);
}
