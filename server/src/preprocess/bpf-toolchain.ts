/** clang compiling for the BPF virtual machine: what it defines by itself, and which headers are not the project's own. */

import { BPF_COMPILER_FACTS } from './bpf-compiler-facts.ts';
import type { Toolchain } from './toolchain.ts';

/** Questions that clang alone answers: of extensions that C for BPF has no use for. */
const CLANG_QUERIES = ['__has_feature', '__has_extension', '__building_module'].map((name) => `#define ${name}(x) 0\n`).join('');

/**
 * @param isOwn whether a file is the project's own text, in which the ways to a helper begin; generated dumps of kernel
 * types and libbpf's headers are not.
 */
export function bpfToolchain(isOwn: (path: string) => boolean): Toolchain {
  return {
    facts: BPF_COMPILER_FACTS,
    predefined: BPF_COMPILER_FACTS.predefined + CLANG_QUERIES,
    directories: [],
    macros: () => [],
    unitMacros: () => [],
    forcedIncludes: [],
    isShared: (path) => !isOwn(path),
  };
}
