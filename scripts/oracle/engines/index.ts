/** What the bundled index says, without a header of the kernel: the product's engine over virtual headers made of facts. */

import { indexedHeaders } from '../../../server/src/analysis/index-files.ts';
import { KnowledgeBase } from '../../../server/src/knowledge/knowledge-base.ts';
import type { KernelTarget } from '../../../server/src/knowledge/kernel-target.ts';
import { createLinker, type Linker } from '../../../server/src/linkage/link-object.ts';
import { createPreprocessor, type Preprocessor } from '../../../server/src/preprocess/preprocessor.ts';
import { readProductFile } from '../../../server/src/workspace/product-files.ts';
import type { Files } from '../../../server/src/base/files.ts';
import { symbolsOf, type Analyse } from '../engine.ts';

let engine: { target: KernelTarget; preprocessor: Preprocessor; linker: Linker } | undefined;

function engineFor(version: string, files: Files) {
  if (!engine) {
    const knowledge = new KnowledgeBase(readProductFile);
    const bundled = knowledge.kernels.find((kernel) => kernel.version.join('.') === version);
    const target = bundled && knowledge.kernel(bundled.name);
    const index = bundled && knowledge.kernelIndex(bundled.name);
    if (!target || !index) throw new Error(`no bundled index of ${version}`);
    const { headers, over } = indexedHeaders(index, target);
    const preprocessor = createPreprocessor({ files: over(files), headers, config: target.config });
    engine = { target, preprocessor, linker: createLinker() };
  }
  return engine;
}

export const analyse: Analyse = function* (module, { version }, files) {
  const { target, preprocessor, linker } = engineFor(version.join('.'), files);
  for (const source of module.sources) {
    const unit = preprocessor.translationUnit({ path: source.path, flags: source.flags, moduleName: module.name });
    yield symbolsOf(linker.link(unit), target);
  }
};
