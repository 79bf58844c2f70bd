/** The product's engine: preprocessor and linkage over every source of a module. */

import type { Files } from '../../../server/src/base/files.ts';
import type { KernelTarget } from '../../../server/src/knowledge/kernel-target.ts';
import { createLinker, type Linker } from '../../../server/src/linkage/link-object.ts';
import { createPreprocessor, type Preprocessor } from '../../../server/src/preprocess/preprocessor.ts';
import type { AnalyseModule } from '../engine.ts';

let engine: { target: KernelTarget; preprocessor: Preprocessor; linker: Linker } | undefined;

function engineFor(target: KernelTarget, files: Files) {
  if (engine?.target !== target) {
    engine = {
      target,
      preprocessor: createPreprocessor({ files, headers: target.headers!, config: target.config }),
      linker: createLinker(),
    };
  }
  return engine;
}

export const analyseModule: AnalyseModule = (module, target, files) => {
  const { preprocessor, linker } = engineFor(target, files);
  const wanted = new Set<string>();
  const defined = new Set<string>();
  for (const source of module.sources) {
    const unit = preprocessor.translationUnit({ path: source.path, flags: source.flags, moduleName: module.name });
    const object = linker.link(unit);
    for (const symbol of object.defined) defined.add(symbol);
    for (const { symbol, weak } of object.external) if (!weak) wanted.add(symbol);
  }
  return new Set([...wanted].filter((symbol) => !defined.has(symbol) && target.exports.get(symbol)?.kind === 'gpl'));
};
