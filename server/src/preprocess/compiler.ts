/**
 * What the compiler says of itself before the first line of a unit: predefined macros and the answers of
 * __has_attribute and __has_builtin. Facts of gcc, collected by scripts/compiler-facts.ts; the release is
 * taken from the kernel's configuration, as its headers ask for it.
 */

import type { KernelConfig } from '../knowledge/kernel-target.ts';
import { COMPILER_FACTS } from './compiler-facts.ts';

export interface CompilerFacts {
  /** Directory under arch/ of the kernel; '' for the facts that hold on every architecture with 64 bits. */
  readonly arch: string;
  /** "gcc 12.2.0 (Debian 12.2.0-14+deb12u1)". */
  readonly source: string;
  /** #define lines, as `gcc -dM -E` prints them with the kernel's flags. */
  readonly predefined: string;
  /** Names for which __has_attribute is not 0, without surrounding underscores, separated by blanks. */
  readonly attributes: string;
  /** Names for which __has_builtin is 1, of those that every target has. */
  readonly builtins: string;
}

/** Facts for an architecture, or the general ones when it has none of its own. */
export function compilerFactsFor(arch: string): CompilerFacts {
  return COMPILER_FACTS.find((facts) => facts.arch === arch) ?? COMPILER_FACTS.find((facts) => facts.arch === '')!;
}

/** #define lines for the release that built the kernel (CONFIG_GCC_VERSION: 120200 is 12.2.0). */
export function predefinedMacros(facts: CompilerFacts, config: KernelConfig): string {
  const version = Number(config.get('GCC_VERSION') ?? 0);
  if (!(version > 0)) return facts.predefined;
  const [major, minor, patch] = [Math.floor(version / 10000), Math.floor(version / 100) % 100, version % 100];
  return (
    facts.predefined +
    `#define __GNUC__ ${major}\n#define __GNUC_MINOR__ ${minor}\n#define __GNUC_PATCHLEVEL__ ${patch}\n` +
    `#define __VERSION__ "${config.get('CC_VERSION_TEXT') ?? `${major}.${minor}.${patch}`}"\n`
  );
}
