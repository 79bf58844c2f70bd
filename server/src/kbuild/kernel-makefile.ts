/**
 * What the kernel's top Makefile exports to all others: KBUILD_CPPFLAGS with the directories of an architecture's
 * machine, CC_FLAGS_FPU and their kin. It is evaluated from the target's own headers, so that no architecture is special.
 */

import path from 'node:path';
import { kbuildMake, type KbuildRun } from './kbuild-environment.ts';

/** Facts of the run at hand, which a top Makefile that is only read must not overrule; and what it keeps for its own tools. */
const OWN = /^(?:srctree|objtree|abs_\w+|obj|src|M|PWD|CURDIR|SHELL|MAKEFLAGS|MAKEFILE_LIST|KERNELRELEASE|KERNELVERSION|VERSION|PATCHLEVEL|SUBLEVEL|EXTRAVERSION|KBUILD_EXTMOD|VPATH|HOST\w+|KBUILD_HOST\w+|\w*RUST\w*|rust\w*|LINUXINCLUDE|NOSTDINC_FLAGS)$/;

/** Evaluated once for a source tree and build directory: it takes a tenth of a second. */
const evaluated = new WeakMap<object, Map<string, ReadonlyMap<string, string>>>();

export function kernelEnvironment(run: KbuildRun): ReadonlyMap<string, string> {
  if (!run.target) return new Map();
  let known = evaluated.get(run.target);
  if (!known) evaluated.set(run.target, (known = new Map()));
  const key = `${run.sourceTree}\n${run.objectTree}`;
  let environment = known.get(key);
  if (!environment) known.set(key, (environment = readTopMakefile(run)));
  return environment;
}

function readTopMakefile(run: KbuildRun): ReadonlyMap<string, string> {
  // As in the second of its lives, when the top Makefile does not start itself again.
  const environment = new Map([
    ['sub_make_done', '1'],
    ['MAKEFLAGS', 'rR --no-print-directory'],
  ]);
  const make = kbuildMake({ ...run, externalModule: null, commandLine: new Map(), environment });
  if (!make.readFile(path.join(run.sourceTree, 'Makefile'))) return new Map();
  return new Map([...make.exportedVariables()].filter(([name, value]) => !OWN.test(name) && value !== ''));
}
