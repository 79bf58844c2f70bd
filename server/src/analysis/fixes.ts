/** Quick fixes of a finding: those of its rule, and those that every finding has. */

import type { Finding, Fix } from '../findings/finding.ts';
import { POLICY_RULE } from '../licensing/policy.ts';
import { spdxOfModuleLicense } from '../knowledge/module-license.ts';
import type { FixDocument } from '../rules/rule.ts';
import { isPackageRule, isProgramRule, ruleById } from '../rules/index.ts';
import { KERNEL_LICENSE } from './license-at-stake.ts';
import { packageFixes } from './packages/package-fixes.ts';
import { suppressionFixes, type SuppressionWorld } from './suppression-fixes.ts';

export function fixesOf(finding: Finding, document: FixDocument, world: SuppressionWorld): Fix[] {
  if (finding.rule === POLICY_RULE) return [];
  const own = isPackageRule(finding.rule) || isProgramRule(finding.rule)
    ? packageFixes(finding, world.files, world.today)
    : [...(ruleById(finding.rule)?.fixes?.(finding, document) ?? []), ...licenseFixes(finding), ...chainFix(finding, document)];
  return [...own, ...suppressionFixes(finding, document, world)];
}

/**
 * What can be done without asking anybody, for all findings of a document at once: each rule's first fix, where nothing in it has
 * to be filled in. Two findings may want the same line.
 */
export function mechanicalFix(fixes: readonly Fix[]): Fix | undefined {
  const edits = fixes.filter(({ preferred, placeholder }) => preferred && placeholder === undefined).flatMap((fix) => fix.edits ?? []);
  const distinct = [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()];
  return distinct.length === 0 ? undefined : { title: 'Fix all that Copyleft Lens can fix', edits: distinct };
}

function licenseFixes(finding: Finding): Fix[] {
  const declared = finding.data?.['spelling'];
  const spdx = declared === undefined ? KERNEL_LICENSE : (spdxOfModuleLicense(declared) ?? KERNEL_LICENSE);
  return [{ title: `View the licence text (${spdx})`, showLicense: spdx }];
}

/** Where something in between brings the symbol in. */
function chainFix({ file, range, data, rule }: Finding, { text, lines }: FixDocument): Fix[] {
  const symbol = data?.['symbol'];
  if (symbol === undefined || rule !== 'gpl-only-symbol' || text.slice(lines.offset(range.start), lines.offset(range.end)) === symbol) return [];
  return [{ title: `Show the chain to ${symbol}`, showChain: { file, range } }];
}
