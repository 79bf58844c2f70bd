/** All rules, in the order in which findings at one place are shown. */

import { breaksOnLaterKernel } from './breaks-on-later-kernel.ts';
import { copyleftDependency } from './copyleft-dependency.ts';
import { copyleftImport } from './copyleft-import.ts';
import { deniedPackage } from './denied-package.ts';
import { gplOnlySymbol } from './gpl-only-symbol.ts';
import { licenseMismatch } from './license-mismatch.ts';
import { missingModuleLicense } from './missing-module-license.ts';
import { missingNamespaceImport } from './missing-namespace-import.ts';
import { missingPackageLicense } from './missing-package-license.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';
import type { PackageSubject } from '../resolve/package-subject.ts';
import { restrictedPackageLicense } from './restricted-package-license.ts';
import type { Rule, RuleInfo } from './rule.ts';
import { symbolNotExported } from './symbol-not-exported.ts';
import { unknownPackageLicense } from './unknown-package-license.ts';
import { unknownModuleLicense } from './unknown-module-license.ts';

/** Of one kernel module. */
export const MODULE_RULES: readonly Rule<KernelSubject>[] = [missingModuleLicense, unknownModuleLicense, gplOnlySymbol, missingNamespaceImport, symbolNotExported, breaksOnLaterKernel];

/** Of one package of a workspace. */
export const PACKAGE_RULES: readonly Rule<PackageSubject>[] = [
  copyleftImport,
  copyleftDependency,
  deniedPackage,
  restrictedPackageLicense,
  unknownPackageLicense,
  missingPackageLicense,
  licenseMismatch,
];

const ALL: readonly RuleInfo[] = [...MODULE_RULES, ...PACKAGE_RULES];

export function isPackageRule(id: string): boolean {
  return PACKAGE_RULES.some((rule) => rule.id === id);
}

export function ruleById(id: string): RuleInfo | undefined {
  return ALL.find((rule) => rule.id === id);
}
