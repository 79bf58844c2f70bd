/**
 * An answer for one document before the real one, where that takes seconds: the first source of a kernel has its
 * headers read, and a large module all its sources linked. It looks at the names in this one source only, which shows
 * what is called directly; what headers bring in comes with the real answer. It must not stay on the screen for good.
 */

import type { Files } from '../base/files.ts';
import type { Finding } from '../findings/finding.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { judgeModule } from './judge-module.ts';
import type { Resolver } from './resolve-module.ts';
import type { Settings } from './settings.ts';

export interface FirstAnswer {
  readonly findings: readonly Finding[];
  /** What the real answer waits for: "reading the headers of 6.12.1-amd64". */
  readonly waitingFor: string;
}

/** Sources of a module that are linked within the time that somebody waits without wondering. */
const FEW_SOURCES = 6;

/**
 * Undefined where the real answer is not far off.
 * @param around modules of the workspace that are judged together with these
 */
export function firstAnswer(
  file: string,
  modules: readonly KernelModule[],
  around: readonly KernelModule[],
  targets: readonly KernelTarget[],
  resolver: Resolver,
  files: Files,
  settings: Settings,
): FirstAnswer | undefined {
  const waitingFor = reasonToWait(modules, around, targets, resolver);
  if (waitingFor === undefined) return undefined;
  const judged = modules.map((module) => judgeModule(module, targets, { ...resolver, namesOnlyIn: file }, files, settings));
  return { findings: judged.flatMap(({ findings }) => findings), waitingFor };
}

function reasonToWait(modules: readonly KernelModule[], around: readonly KernelModule[], targets: readonly KernelTarget[], { engine }: Resolver): string | undefined {
  if (modules.length === 0) return undefined;
  const cold = targets.filter((target) => (target.headers ?? target.index) && !engine.isWarm(target));
  if (cold.length > 0) return `reading ${cold.map((target) => `the ${target.headers ? 'headers' : 'index'} of ${target.release}`).join(', ')}`;
  const fresh = (module: KernelModule): number => module.sources.filter((source) => targets.some((target) => !engine.hasSeen(target, module, source))).length;
  const large = modules.find((module) => fresh(module) > FEW_SOURCES);
  if (large) return `linking the ${large.sources.length} sources of ${large.name}.ko`;
  const others = around.filter((module) => fresh(module) > 0);
  return others.reduce((sum, module) => sum + fresh(module), 0) > FEW_SOURCES ? `linking ${others.length} modules that have to do with each other` : undefined;
}
