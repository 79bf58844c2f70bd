/** The bundled knowledge, each piece loaded when it is first asked for. */

import type { KnowledgeItem } from '../findings/report.ts';
import { readKernelFacts } from '../knowledge/kernel-facts.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { DATA_DIRECTORY, MANIFEST, parseManifest, unpack, type ManifestEntry } from '../knowledge/manifest.ts';
import type { LicenseText } from './analyzer.ts';

export class ProductKnowledge {
  readonly entries: readonly ManifestEntry[];
  private readonly kernels = new Map<string, KernelTarget>();

  /** @param productFile reads a file by its path from the product's root; throws where it is missing. */
  constructor(private readonly productFile: (name: string) => Uint8Array) {
    this.entries = parseManifest(Buffer.from(productFile(MANIFEST)).toString('utf8'));
  }

  items(): readonly KnowledgeItem[] {
    return this.entries.map((entry) => ({
      name: `${entry.name}: ${entry.contents}`,
      source: entry.origins.map((origin) => origin.name).join(', '),
      version: [...new Set(entry.origins.map((origin) => origin.version))].join(', '),
      checksum: entry.sha256,
      file: `${DATA_DIRECTORY}/${entry.file}`,
    }));
  }

  /** A bundled kernel's facts. Throws where the file is damaged. */
  kernel(entry: ManifestEntry): KernelTarget {
    let target = this.kernels.get(entry.name);
    if (!target) this.kernels.set(entry.name, (target = readKernelFacts(this.text(entry))));
    return target;
  }

  licenseText(_spdxId: string): LicenseText | undefined {
    return undefined;
  }

  private text(entry: ManifestEntry): string {
    return unpack(this.productFile(`${DATA_DIRECTORY}/${entry.file}`));
  }
}
