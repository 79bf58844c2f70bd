/** Where the oracle's downloads and results lie, and what they are called. Nothing in it is ever committed. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { isTarget, readBuildDirectory } from '../../server/src/knowledge/build-directory.ts';
import type { KernelTarget } from '../../server/src/knowledge/kernel-target.ts';

export const CACHE = process.env['COPYLEFT_LENS_ORACLE'] ?? path.join(os.homedir(), '.cache', 'copyleft-lens', 'oracle');

/** Series of Debian kernels that we measure against. */
export const KERNELS = ['6.12', '6.1'] as const;
/** The same kernel in another configuration, or for another processor: fetched when it is asked for. */
export const FLAVOURS = ['6.12-rt', '6.12-arm64'] as const;
export type Kernel = (typeof KERNELS)[number] | (typeof FLAVOURS)[number];

/** Packages to develop with. All other *-dkms packages are the exam: do not add to this list. */
export const DKMS_PACKAGES = [
  'acpi-call-dkms',
  'bbswitch-dkms',
  'evdi-dkms',
  'lttng-modules-dkms',
  'tp-smapi-dkms',
  'v4l2loopback-dkms',
  'xtables-addons-dkms',
] as const;

/** The kernel that out-of-tree modules are built against. */
export const DKMS_KERNEL: Kernel = '6.1';

export function isKernel(text: string): text is Kernel {
  return ([...KERNELS, ...FLAVOURS] as readonly string[]).includes(text);
}

/** The real-time kernel has headers of its own; the others of a series are built from the same source. */
export const sourceTree = (kernel: Kernel): string => path.join(CACHE, kernel.replace(/-arm64$/, ''), 'source');
export const unpackedRoot = (kernel: Kernel): string => path.join(CACHE, kernel, 'root');
export const truthFile = (kernel: Kernel): string => path.join(CACHE, kernel, 'truth.tsv');

/** The headers with Module.symvers; beside them stand those that several flavours share. */
export function buildDirectory(kernel: Kernel): string {
  const directory = path.join(unpackedRoot(kernel), 'usr', 'src');
  const name = list(directory).find((entry) => /^linux-headers-.*-(?:amd64|arm64)$/.test(entry));
  if (name === undefined) throw new Error(`no kernel headers in ${directory}: run npm run oracle:fetch -- --kernel ${kernel}`);
  return path.join(directory, name);
}

export function kernelTarget(kernel: Kernel): KernelTarget {
  const target = readBuildDirectory(createDiskFiles(), buildDirectory(kernel));
  if (!isTarget(target)) throw new Error(target.reason);
  return target;
}

/** All .ko files of the image, also compressed ones. */
export function moduleFiles(kernel: Kernel): string[] {
  const modules = path.join(unpackedRoot(kernel), 'lib', 'modules');
  return walk(modules).filter((file) => /\.ko(\.xz|\.zst|\.gz)?$/.test(file));
}

/** Source directory of an unpacked dkms package: usr/src/<name>-<version>. */
export function dkmsSource(name: string): string | undefined {
  const directory = path.join(CACHE, 'dkms', name, 'usr', 'src');
  const [first] = list(directory);
  return first === undefined ? undefined : path.join(directory, first);
}

export function dkmsTruthFile(name: string): string {
  return path.join(CACHE, 'dkms-truth', `${name}.tsv`);
}

export function list(directory: string): string[] {
  return fs.existsSync(directory) ? fs.readdirSync(directory).sort() : [];
}

export function walk(directory: string): string[] {
  if (!fs.existsSync(directory)) return [];
  return fs
    .readdirSync(directory, { withFileTypes: true })
    .flatMap((entry) => {
      const file = path.join(directory, entry.name);
      return entry.isDirectory() ? walk(file) : entry.isFile() ? [file] : [];
    })
    .sort();
}
