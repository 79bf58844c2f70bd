/** Opens the core: what stays is made once, and every snapshot answers from it. */

import type { Analyzer, AnalyzerEnvironment } from './analyzer.ts';
import { bundledItems, licenseText } from './bundled-knowledge.ts';
import { licenseChoices, meaningToKernel } from './what-if.ts';
import { createCore } from './core.ts';
import { CoreSnapshot } from './snapshot.ts';

export async function createAnalyzer(environment: AnalyzerEnvironment): Promise<Analyzer> {
  const core = createCore(environment);
  const { knowledge } = core;
  return {
    snapshot: (state) => new CoreSnapshot(core, state),
    knowledge: () => bundledItems(knowledge),
    licenseChoices,
    meaningOfLicense: meaningToKernel,
    licenseText: async (spdxId) => licenseText(knowledge, spdxId),
    rest: () => core.engine.storeHeaders(),
  };
}

