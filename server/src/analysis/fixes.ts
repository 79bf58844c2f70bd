/** Quick fixes of a finding: those of its rule, and those that every finding has. */

import type { Finding, Fix } from '../findings/finding.ts';
import { POLICY_RULE } from '../licensing/policy.ts';
import { spdxOfModuleLicense } from '../knowledge/module-license.ts';
import type { FixDocument } from '../rules/rule.ts';
import { ruleById } from '../rules/index.ts';
import { KERNEL_LICENSE } from './license-at-stake.ts';
import { REASON_PLACEHOLDER } from './suppressions.ts';

export function fixesOf(finding: Finding, document: FixDocument): Fix[] {
  if (finding.rule === POLICY_RULE) return [];
  return [...(ruleById(finding.rule)?.fixes?.(finding, document) ?? []), ...licenseFixes(finding), ...suppression(finding, document)];
}

function licenseFixes(finding: Finding): Fix[] {
  const declared = finding.data?.['spelling'];
  const spdx = declared === undefined ? KERNEL_LICENSE : (spdxOfModuleLicense(declared) ?? KERNEL_LICENSE);
  return [{ title: `View the licence text (${spdx})`, showLicense: spdx }];
}

function suppression(finding: Finding, { lines }: FixDocument): Fix[] {
  if (finding.rule === 'suppression-without-reason') return [];
  const { line } = finding.range.start;
  const indent = /^\s*/.exec(lines.lineText(line))![0];
  // Inside a macro that goes on over several lines, so must the comment.
  const continues = line > 1 && lines.lineText(line - 1).endsWith('\\') ? ' \\' : '';
  const comment = `${indent}/* copyleft-lens-ignore-next-line ${finding.rule} -- ${REASON_PLACEHOLDER} */${continues}\n`;
  const at = { line, column: 1 };
  return [
    {
      title: `Suppress ${finding.rule} here, with a reason`,
      edits: [{ file: finding.file, range: { start: at, end: at }, newText: comment }],
      placeholder: REASON_PLACEHOLDER,
    },
  ];
}
