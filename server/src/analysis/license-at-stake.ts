/** The licence that a finding is about: what the code is under that the user's code depends on. */

import type { Finding } from '../findings/finding.ts';
import { isPackageRule, MODULE_RULES, WORKSPACE_RULES, BPF_RULES } from '../rules/index.ts';

/** The kernel's own. */
export const KERNEL_LICENSE = 'GPL-2.0-only';

const KERNEL_RULES: ReadonlySet<string> = new Set([...MODULE_RULES, ...WORKSPACE_RULES, ...BPF_RULES].map(({ id }) => id));

/** Undefined where a finding is about none, or about one that is not known. */
export function licenseAtStake({ rule, data }: Finding): string | undefined {
  if (isPackageRule(rule)) return data?.['license'];
  return KERNEL_RULES.has(rule) ? KERNEL_LICENSE : data?.['license'];
}
