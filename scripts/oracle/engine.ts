/** What a bench engine is: a file in engines/ that exports `analyse`. Adding one is a matter of that one file. */

import type { Files } from '../../server/src/base/files.ts';
import type { KernelModule } from '../../server/src/kbuild/kernel-module.ts';
import type { KernelTarget } from '../../server/src/knowledge/kernel-target.ts';
import type { LinkedObject } from '../../server/src/linkage/external-name.ts';

/** Of one source. */
export interface UnitSymbols {
  /** What its object file defines. */
  readonly defined: Iterable<string>;
  /** GPL-only exports of the kernel that it asks of the linker. */
  readonly gplOnly: Iterable<string>;
}

/** Gives the symbols of one source of a module after the other. Called many times in one thread: caches may be kept. */
export type Analyse = (module: KernelModule, target: KernelTarget, files: Files) => Iterable<UnitSymbols> | AsyncIterable<UnitSymbols>;

export function symbolsOf({ defined, external }: LinkedObject, { exports }: KernelTarget): UnitSymbols {
  return { defined, gplOnly: external.flatMap(({ symbol, weak }) => (!weak && exports.get(symbol)?.kind === 'gpl' ? [symbol] : [])) };
}
