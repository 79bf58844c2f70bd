/**
 * Which kernels to judge against: those that somebody asked for, else the best that is found. Every choice says why it
 * was made. It looks into the usual places through `Files` and runs nothing, so `uname -r` is handed in.
 */

import path from 'node:path/posix';
import type { Files, Unread } from '../base/files.ts';
import { isTarget, nameOfBuildDirectory, readBuildDirectory, type KernelName } from './build-directory.ts';
import { compareReleases, namesKernel } from './kernel-release.ts';
import type { KernelTarget } from './kernel-target.ts';
import type { BundledKernel } from './knowledge-base.ts';

export interface TargetRequest {
  /** Build directories (absolute), releases, or beginnings of versions ("6.1"), from --kernel or settings; empty: automatic. */
  readonly wanted: readonly string[];
  /** Build directories that the module's own make files name by default (KDIR, KERNELDIR), absolute. */
  readonly fromMakefiles?: readonly string[];
  /** Release of the running kernel. */
  readonly running?: string;
}

export interface ChosenTarget {
  readonly target: KernelTarget;
  /** For people: "6.1.0-56-amd64: build directory /usr/src/linux-headers-6.1.0-56-amd64, the newest that is installed". */
  readonly explanation: string;
}

export interface TargetChoice {
  /** In the order of the request; automatic choice gives one. Empty where no kernel is known at all. */
  readonly chosen: readonly ChosenTarget[];
  /** Requests that could not be met, with what is known instead. `file` is the request as written. */
  readonly problems: readonly Unread[];
}

/** Kernels that ship with the product; a KnowledgeBase is one. */
export interface BundledKernels {
  readonly kernels: readonly BundledKernel[];
  kernel(name: string): KernelTarget | undefined;
}

export interface InstalledKernel extends KernelName {
  readonly directory: string;
}

export function findTargets(files: Files, bundled: BundledKernels, request: TargetRequest): TargetChoice {
  const search = new Search(files, bundled, request.running);
  if (request.wanted.length === 0) return search.automatic(request.fromMakefiles ?? []);
  const chosen: ChosenTarget[] = [];
  const problems: Unread[] = [];
  for (const wanted of request.wanted) {
    const result = isDirectoryName(wanted) ? search.directory(wanted) : search.version(wanted);
    if ('target' in result) chosen.push(result);
    else problems.push(result);
  }
  return { chosen, problems };
}

/** Kernel build directories in the usual places, each release once, the newest first. */
export function installedKernels(files: Files): InstalledKernel[] {
  const found = new Map<string, InstalledKernel>();
  for (const directory of usualPlaces(files)) {
    const name = nameOfBuildDirectory(files, directory);
    if (name && !found.has(name.release)) found.set(name.release, { ...name, directory });
  }
  return [...found.values()].sort((a, b) => compareReleases(b.release, a.release));
}

/** The links of installed kernels, then where Debian and Fedora unpack headers, then the custom name of a tree of one's own. */
function usualPlaces(files: Files): string[] {
  const below = (parent: string, child = ''): string[] =>
    files
      .list(parent)
      .filter((entry) => entry.kind === 'directory')
      .map((entry) => path.join(parent, entry.name, child));
  return [
    ...below('/lib/modules', 'build'),
    ...below('/usr/lib/modules', 'build'),
    ...below('/usr/src').filter((directory) => path.basename(directory).startsWith('linux-headers-')),
    ...below('/usr/src/kernels'),
    '/usr/src/linux',
  ];
}

function isDirectoryName(wanted: string): boolean {
  return wanted.includes('/') || wanted.includes('\\');
}

class Search {
  private installedOnce: InstalledKernel[] | undefined;

  constructor(
    private readonly files: Files,
    private readonly bundled: BundledKernels,
    private readonly running: string | undefined,
  ) {}

  directory(directory: string): ChosenTarget | Unread {
    const target = readBuildDirectory(this.files, directory);
    return isTarget(target) ? fromDirectory(target, 'as asked') : { file: directory, reason: target.reason };
  }

  /** A release or the beginning of a version: an installed kernel before a bundled one, the running one before the newest. */
  version(wanted: string): ChosenTarget | Unread {
    const installed = this.installed.filter((kernel) => namesKernel(wanted, kernel.release, kernel.version));
    installed.sort((a, b) => Number(b.release === this.running) - Number(a.release === this.running));
    for (const kernel of installed) {
      const target = readBuildDirectory(this.files, kernel.directory);
      if (isTarget(target)) return fromDirectory(target, kernel.release === wanted ? 'as asked' : this.whyOf(kernel, wanted));
    }
    for (const kernel of this.newestBundled((candidate) => namesKernel(wanted, candidate.release, candidate.version))) {
      const target = this.bundled.kernel(kernel.name);
      if (target) return fromFacts(target, `"${wanted}" is not installed here`);
    }
    return { file: wanted, reason: `no kernel of this name is known; ${this.knownKernels()}` };
  }

  private whyOf(kernel: InstalledKernel, wanted: string): string {
    return `the ${kernel.release === this.running ? 'running kernel' : 'newest installed'} that "${wanted}" names`;
  }

  automatic(fromMakefiles: readonly string[]): TargetChoice {
    let withoutHeaders: ChosenTarget | undefined;
    for (const [directory, why] of this.candidates(fromMakefiles)) {
      const target = readBuildDirectory(this.files, directory);
      // A tree that was never built says nothing of exports: another kernel answers better than none.
      if (!isTarget(target) || target.exports.size === 0) continue;
      if (target.headers) return { chosen: [fromDirectory(target, why)], problems: [] };
      withoutHeaders ??= fromDirectory(target, `${why}, though without its headers`);
    }
    if (withoutHeaders) return { chosen: [withoutHeaders], problems: [] };
    for (const kernel of this.newestBundled(() => true)) {
      const target = this.bundled.kernel(kernel.name);
      if (target) return { chosen: [fromFacts(target, 'no built kernel headers were found on this machine')], problems: [] };
    }
    return { chosen: [], problems: [{ file: '/lib/modules', reason: `no kernel to judge against: ${this.knownKernels()}` }] };
  }

  private candidates(fromMakefiles: readonly string[]): [directory: string, why: string][] {
    return [
      ...fromMakefiles.map((directory): [string, string] => [directory, "named by the module's make file"]),
      ...(this.running === undefined ? [] : ([[`/lib/modules/${this.running}/build`, 'of the running kernel']] as [string, string][])),
      ...this.installed.map(({ directory }): [string, string] => [directory, 'the newest that is installed']),
    ];
  }

  private newestBundled(accepts: (kernel: BundledKernel) => boolean): BundledKernel[] {
    return this.bundled.kernels.filter(accepts).sort((a, b) => compareReleases(b.version.join('.'), a.version.join('.')));
  }

  private knownKernels(): string {
    const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
    const installed = this.installed.map(({ release, directory }) => `${release} (${directory})`);
    const facts = this.newestBundled(() => true).map(({ release, version }) => `${version.slice(0, 2).join('.')} (${release})`);
    return `installed: ${list(installed)}; bundled facts: ${list(facts)}`;
  }

  private get installed(): InstalledKernel[] {
    return (this.installedOnce ??= installedKernels(this.files));
  }
}

function fromDirectory(target: KernelTarget, why: string): ChosenTarget {
  return { target, explanation: `${target.release}: build directory ${target.provenance.source}, ${why}` };
}

function fromFacts(target: KernelTarget, why: string): ChosenTarget {
  const { source, version } = target.provenance;
  return { target, explanation: `${target.release}: bundled facts of ${source} ${version}, because ${why}` };
}
