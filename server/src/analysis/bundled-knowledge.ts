/** The bundled knowledge in the words of reports. */

import type { KnowledgeItem } from '../findings/report.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { DATA_DIRECTORY } from '../knowledge/manifest.ts';
import type { LicenseText } from './analyzer.ts';

export function bundledItems(knowledge: KnowledgeBase): KnowledgeItem[] {
  return knowledge.entries.map((entry) => ({
    name: `${entry.name}: ${entry.contents}`,
    source: few(entry.origins.map((origin) => origin.name)),
    version: few([...new Set(entry.origins.map((origin) => origin.version))]),
    checksum: entry.sha256,
    file: `${DATA_DIRECTORY}/${entry.file}`,
  }));
}

/** The whole list is in the manifest. */
function few(words: readonly string[]): string {
  return words.length <= 3 ? words.join(', ') : `${words[0]} to ${words.at(-1)} (${words.length} of them)`;
}

export function licenseText(knowledge: KnowledgeBase, spdxId: string): LicenseText | undefined {
  const license = knowledge.licenses()?.get(spdxId);
  const text = license && knowledge.licenseText(license.id);
  return license && text !== undefined ? { spdxId: license.id, name: license.name, text, source: knowledge.licenseSource() } : undefined;
}
