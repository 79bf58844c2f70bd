/** All rules, in the order in which findings at one place are shown. */

import { gplOnlySymbol } from './gpl-only-symbol.ts';
import { missingModuleLicense } from './missing-module-license.ts';
import { missingNamespaceImport } from './missing-namespace-import.ts';
import type { Rule } from './rule.ts';
import { unknownModuleLicense } from './unknown-module-license.ts';

export const RULES: readonly Rule[] = [missingModuleLicense, unknownModuleLicense, gplOnlySymbol, missingNamespaceImport];

export function ruleById(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}
