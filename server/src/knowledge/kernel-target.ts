/** A kernel that modules are judged against: a build directory on this machine, or bundled facts. */

import type { Unread } from '../base/files.ts';
import type { ExportTable } from './kernel-exports.ts';
import type { KernelIndex } from './kernel-index.ts';

export interface KernelConfig {
  /** Value of CONFIG_<name>: "y", "m", a number or a string without quotes; undefined when off. `name` without CONFIG_. */
  get(name: string): string | undefined;
  /** Every option that is on, where they can be listed. */
  readonly entries?: Iterable<readonly [string, string]>;
}

/** Where knowledge comes from, shown with every answer that rests on it. */
export interface Provenance {
  /** "linux-headers-6.12.117+deb12-amd64", or the path of a build directory. */
  readonly source: string;
  readonly version: string;
  /** sha256 of what was read, hexadecimal; absent for a build directory. */
  readonly checksum?: string;
}

export interface KernelTarget {
  /** Kernel release, as `uname -r` has it: "6.12.117+deb12-amd64". */
  readonly release: string;
  /** Major, minor and patch level (LINUX_VERSION_CODE). */
  readonly version: readonly [number, number, number];
  /** The directory under arch/ ("x86"); undefined for bundled facts without one. */
  readonly arch: string | undefined;
  /** Null for a bundled facts file. */
  readonly headers: KernelHeaders | null;
  readonly exports: ExportTable;
  readonly config: KernelConfig;
  /** For a bundled kernel: what the names of its headers lead to. Read when it is first asked for. */
  readonly index?: KernelIndex | undefined;
  readonly provenance: Provenance;
  /** Lines of Module.symvers that make no sense, a missing autoconf.h, … */
  readonly unread: readonly Unread[];
}

/** A kernel build directory. Distributions split it: Debian's has a Makefile that includes the one of the -common tree. */
export interface KernelHeaders {
  /** Holds Module.symvers and include/generated. Absolute. */
  readonly buildDirectory: string;
  /** Holds include/ and arch/; often the build directory itself. Absolute. */
  readonly sourceDirectory: string;
  /** Directory under arch/: "x86", "arm64". */
  readonly arch: string;
}
