/** The product's engine: preprocessor and linkage over every source of a module. */

import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { MOST_NAMES } from '../../../server/src/analysis/kernel-engine.ts';
import type { Files } from '../../../server/src/base/files.ts';
import { watchLiveHeap } from '../../../server/src/cli/live-heap.ts';
import type { KernelModule } from '../../../server/src/kbuild/kernel-module.ts';
import type { KernelHeaders, KernelTarget } from '../../../server/src/knowledge/kernel-target.ts';
import { createLinker, type Linker } from '../../../server/src/linkage/link-object.ts';
import { createPreprocessor, type Preprocessor } from '../../../server/src/preprocess/preprocessor.ts';
import { FLAVOURS, KERNELS, sourceTree } from '../cache.ts';
import { symbolsOf, type Analyse } from '../engine.ts';

/** What is remembered of headers grows with their variety; beyond this, starting afresh is cheaper than keeping it. */
const MOST_LIVE_HEAP = 600e6;

const liveHeapExceeds = watchLiveHeap();

let engine: { target: KernelTarget; tree: string | undefined; preprocessor: Preprocessor; linker: Linker } | undefined;

/**
 * Modules of the kernel's own tree are compiled inside of it: headers come from the source tree, of which a distribution's
 * headers package is a part. define_trace.h includes a driver's trace.h by a path that only exists there.
 */
function engineFor(module: KernelModule, target: KernelTarget, files: Files) {
  const tree = [...KERNELS, ...FLAVOURS].map(sourceTree).find((directory) => module.directory.startsWith(directory + path.sep));
  if (engine?.target !== target || engine.tree !== tree || engine.preprocessor.nameCount > MOST_NAMES || liveHeapExceeds(MOST_LIVE_HEAP)) {
    const headers: KernelHeaders = tree === undefined ? target.headers! : { ...target.headers!, sourceDirectory: tree };
    engine = { target, tree, preprocessor: createPreprocessor({ files, headers, config: target.config }), linker: createLinker() };
  }
  return engine;
}

export const analyse: Analyse = async function* (module, target, files) {
  for (const source of module.sources) {
    const { preprocessor, linker } = engineFor(module, target, files);
    const unit = preprocessor.translationUnit({ path: source.path, flags: source.flags, moduleName: module.name });
    yield symbolsOf(linker.link(unit), target);
    await setImmediate(); // word of a collection comes when the thread rests
  }
};
