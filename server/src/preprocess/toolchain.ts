/**
 * What stands around every unit beside its own text: where headers are, and what is defined and included before the
 * first line. A kernel module's is given by the kernel's make files; a BPF object's by clang.
 */

import type { KernelConfig, KernelHeaders } from '../knowledge/kernel-target.ts';
import { compilerFactsFor, predefinedMacros, type CompilerFacts } from './compiler.ts';
import { KERNEL_FORCED_INCLUDES, kernelIncludeDirectories } from './include-search.ts';
import { kernelMacros, moduleMacros, type CommandLineMacro } from './kernel-flags.ts';

export interface Toolchain {
  /** Answers of __has_attribute and __has_builtin. */
  readonly facts: CompilerFacts;
  /** #define lines. */
  readonly predefined: string;
  /** Searched before the unit's own. */
  readonly directories: readonly string[];
  /** -D and -U that every unit gets. */
  macros(language: 'c' | 'assembler'): readonly CommandLineMacro[];
  /** -D that depend on the unit. */
  unitMacros(path: string, moduleName: string): readonly CommandLineMacro[];
  /** Paths; those that do not exist are left out. */
  readonly forcedIncludes: readonly string[];
  /** Headers of the platform: read once, and no unit's own text. All others are looked at before every unit. */
  isShared(path: string): boolean;
}

export function kernelToolchain(headers: KernelHeaders, config: KernelConfig | undefined): Toolchain {
  const { arch } = headers;
  const options: KernelConfig = config ?? { get: () => undefined };
  const facts = compilerFactsFor(arch);
  const directories = kernelIncludeDirectories(headers);
  return {
    facts,
    predefined: predefinedMacros(facts, options),
    directories,
    macros: (language) => kernelMacros(options, arch, language),
    unitMacros: moduleMacros,
    forcedIncludes: KERNEL_FORCED_INCLUDES.map((file) => `${headers.sourceDirectory}/${file}`),
    isShared: (path) => directories.some((directory) => path.startsWith(directory) && path.charCodeAt(directory.length) === 47),
  };
}
