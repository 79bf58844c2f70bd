/** Joins the truth with what the Kbuild reader says: which module of the truth is built from which sources. */

import fs from 'node:fs';
import type { KernelModule } from '../../server/src/kbuild/kernel-module.ts';
import { readKernelModules } from '../../server/src/kbuild/read-kernel-modules.ts';
import type { KernelTarget } from '../../server/src/knowledge/kernel-target.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { DKMS_PACKAGES, dkmsSource, dkmsTruthFile, kernelTarget, sourceTree, type Kernel } from './cache.ts';
import { kernelTruth, parseTruth, type TrueModule } from './truth.ts';

export interface Case {
  readonly truth: TrueModule;
  readonly module: KernelModule;
}

export interface Cases {
  readonly complete: Case[];
  /** Some objects have no source: generated during the build. */
  readonly incomplete: TrueModule[];
  readonly unmapped: TrueModule[];
  /** Modules that our reader reports and the truth does not have. */
  readonly surplus: KernelModule[];
}

export async function cases(kernel: Kernel, dkms: boolean): Promise<Cases> {
  const target = kernelTarget(kernel);
  const result: Cases = { complete: [], incomplete: [], unmapped: [], surplus: [] };
  if (dkms) {
    for (const name of DKMS_PACKAGES) addPackage(name, target, result);
    if (result.complete.length === 0) throw new Error('no out-of-tree truth: run npm run oracle:dkms');
    return result;
  }
  const root = sourceTree(kernel);
  const { modules } = readKernelModules({ files: createDiskFiles(), root, target });
  sortOut(await kernelTruth(kernel), modules, result);
  return result;
}

function addPackage(name: string, target: KernelTarget, result: Cases): void {
  const root = dkmsSource(name);
  const truthFile = dkmsTruthFile(name);
  if (root === undefined || !fs.existsSync(truthFile)) return;
  const { modules } = readKernelModules({ files: createDiskFiles(), root, target });
  sortOut(parseTruth(fs.readFileSync(truthFile, 'utf8')), modules, result);
}

/** By name: a kernel has no two modules of one name (scripts/modules-check.sh). */
function sortOut(truths: readonly TrueModule[], modules: readonly KernelModule[], result: Cases): void {
  const byName = new Map(modules.map((module) => [module.name, module]));
  for (const truth of truths) {
    const module = byName.get(truth.name);
    byName.delete(truth.name);
    if (!module) result.unmapped.push(truth);
    else if (module.missing !== undefined) result.incomplete.push(truth);
    else result.complete.push({ truth, module });
  }
  result.surplus.push(...byName.values());
}
