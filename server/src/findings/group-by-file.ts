/** Findings by the file in which they stand, in the order of their first finding. */

import type { Finding } from './finding.ts';

export function groupByFile(findings: readonly Finding[]): [file: string, findings: Finding[]][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.file);
    if (group) group.push(finding);
    else groups.set(finding.file, [finding]);
  }
  return [...groups];
}
