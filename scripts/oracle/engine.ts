/** What a bench engine is: a file in engines/ that exports `analyseModule`. Adding one is a matter of that one file. */

import type { Files } from '../../server/src/base/files.ts';
import type { KernelModule } from '../../server/src/kbuild/kernel-module.ts';
import type { KernelTarget } from '../../server/src/knowledge/kernel-target.ts';

/** GPL-only exports of the target that the module makes the linker ask for. Called many times in one thread: caches may be kept. */
export type AnalyseModule = (module: KernelModule, target: KernelTarget, files: Files) => Set<string> | Promise<Set<string>>;

export async function loadEngine(name: string): Promise<AnalyseModule> {
  if (!/^[\w-]+$/.test(name)) throw new Error(`"${name}" is no engine name`);
  const engine = (await import(new URL(`./engines/${name}.ts`, import.meta.url).href)) as { analyseModule: AnalyseModule };
  return engine.analyseModule;
}
