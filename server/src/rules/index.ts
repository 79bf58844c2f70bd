/** All rules, in the order in which findings at one place are shown. */

import { breaksOnLaterKernel } from './breaks-on-later-kernel.ts';
import { gplOnlySymbol } from './gpl-only-symbol.ts';
import { missingModuleLicense } from './missing-module-license.ts';
import { missingNamespaceImport } from './missing-namespace-import.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';
import type { Rule, RuleInfo } from './rule.ts';
import { symbolNotExported } from './symbol-not-exported.ts';
import { unknownModuleLicense } from './unknown-module-license.ts';

/** Of one kernel module. */
export const MODULE_RULES: readonly Rule<KernelSubject>[] = [missingModuleLicense, unknownModuleLicense, gplOnlySymbol, missingNamespaceImport, symbolNotExported, breaksOnLaterKernel];

const ALL: readonly RuleInfo[] = [...MODULE_RULES];

export function ruleById(id: string): RuleInfo | undefined {
  return ALL.find((rule) => rule.id === id);
}
