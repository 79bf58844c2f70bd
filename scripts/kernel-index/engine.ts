/** The product's engine on units that exist in memory only: the builder's way to ask what a name leads to. */

import type { CompileFlags } from '../../server/src/make/compile-flags.ts';
import type { KernelTarget } from '../../server/src/knowledge/kernel-target.ts';
import { createLinker } from '../../server/src/linkage/link-object.ts';
import { createAnalysis, type Analysis } from '../../server/src/linkage/unit-analysis.ts';
import { createParseCache } from '../../server/src/linkage/unit-scope.ts';
import { createPreprocessor, type PreprocessedUnit } from '../../server/src/preprocess/preprocessor.ts';
import type { TopLevelItem } from '../../server/src/preprocess/translation-unit.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import type { OpenDocument } from '../../server/src/base/files-view.ts';
import { createOverlayFiles } from '../../server/src/workspace/overlay-files.ts';

export interface ProbedUnit {
  readonly unit: PreprocessedUnit;
  readonly analysis: Analysis;
  /** Items of the unit's own text. */
  readonly own: readonly TopLevelItem[];
}

/** @param typesDiffer the text differs from an earlier one in what is a type alone: trees of equal tokens are then not the same. */
export type ProbeUnit = (text: string, typesDiffer?: boolean) => ProbedUnit;

/** Undefined symbols of a unit that includes /probe/events.h. */
export type ProbeTemplate = (text: string, events: string) => string[];

export interface ProbeEngine {
  readonly unit: ProbeUnit;
  readonly template: ProbeTemplate;
}

const PROBE = '/probe/unit.c';
const EVENTS = '/probe/events.h';
const NO_FLAGS: CompileFlags = { macros: [], includeDirs: [], forcedIncludes: [] };

export function probeEngine(target: KernelTarget): ProbeEngine {
  const documents = new Map<string, OpenDocument>();
  const files = createOverlayFiles(createDiskFiles(), documents);
  const preprocessor = createPreprocessor({ files, headers: target.headers!, config: target.config });
  const cache = createParseCache();
  let version = 0;
  const preprocess = (text: string): PreprocessedUnit => {
    documents.set(PROBE, { text, version: ++version });
    return preprocessor.translationUnit({ path: PROBE, flags: NO_FLAGS, moduleName: 'probe' });
  };
  return {
    unit(text, typesDiffer = false) {
      const unit = preprocess(text);
      const own = unit.candidates.filter((item) => item.source.path === PROBE);
      return { unit, analysis: createAnalysis(unit, typesDiffer ? createParseCache() : cache), own };
    },
    template(text, events) {
      documents.set(EVENTS, { text: events, version: ++version });
      return createLinker().link(preprocess(text)).external.flatMap(({ symbol, weak }) => (weak ? [] : symbol));
    },
  };
}
