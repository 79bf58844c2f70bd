/**
 * A kernel build directory as a target: what kernel it is, what it exports, how it is configured, where its headers are.
 * It reads the handful of small generated files that name these and runs nothing; headers stay unread here, the
 * preprocessor opens those that a module includes.
 */

import path from 'node:path/posix';
import { isReadable, type Files, type Unread } from '../base/files.ts';
import { exportTable } from './kernel-exports.ts';
import { kernelConfig, parseAutoconfHeader, parseConfigFile } from './kernel-config.ts';
import type { KernelHeaders, KernelTarget } from './kernel-target.ts';
import { parseModuleSymvers, type ModuleSymvers } from './module-symvers.ts';

/** Why a directory is no target, as a sentence for people. */
export interface TargetProblem {
  readonly reason: string;
}

export function isTarget(result: KernelTarget | TargetProblem): result is KernelTarget {
  return 'exports' in result;
}

/** @param directory absolute; also one that holds the build directory as `build`, like /lib/modules/6.1.0-56-amd64. */
export function readBuildDirectory(files: Files, directory: string): KernelTarget | TargetProblem {
  const build = locateBuildDirectory(files, directory);
  if (typeof build !== 'string') return build;
  const { release, version } = readKernelVersion(files, build);
  if (!release || !version) {
    return { reason: `${build} does not say which kernel it is: include/config/kernel.release and include/generated/utsrelease.h are missing` };
  }

  const symvers = readSymvers(files, build);
  const config = readConfig(files, build);
  const headers = locateHeaders(files, build, config.banner);
  const unread = [...symvers.unread, ...config.unread];
  if ('reason' in headers) unread.push({ file: build, reason: headers.reason });

  return {
    release,
    version,
    arch: 'reason' in headers ? undefined : headers.arch,
    headers: 'reason' in headers ? null : headers,
    exports: symvers.exports,
    config: kernelConfig(config.values),
    provenance: { source: build, version: release },
    unread,
  };
}

export interface KernelName {
  readonly release: string;
  readonly version: KernelTarget['version'];
}

/** Which kernel a build directory is of, without reading its exports; undefined for what is none. For listing many of them. */
export function nameOfBuildDirectory(files: Files, directory: string): KernelName | undefined {
  const build = locateBuildDirectory(files, directory);
  if (typeof build !== 'string') return undefined;
  const { release, version } = readKernelVersion(files, build);
  return release !== undefined && version ? { release, version } : undefined;
}

const SYMVERS = 'Module.symvers';
/** Written first, since 5.8: all that a kernel has whose modules are not built yet. */
const VMLINUX_SYMVERS = 'vmlinux.symvers';
const AUTO_CONF = 'include/config/auto.conf';
const AUTOCONF_HEADER = 'include/generated/autoconf.h';
const DOT_CONFIG = '.config';
const KERNEL_RELEASE = 'include/config/kernel.release';
const UTS_RELEASE = 'include/generated/utsrelease.h';
/** The second is where kernels before 3.7 have it. */
const VERSION_HEADERS = ['include/generated/uapi/linux/version.h', 'include/linux/version.h'];

function isBuildDirectory(files: Files, directory: string): boolean {
  return [SYMVERS, AUTOCONF_HEADER, KERNEL_RELEASE, AUTO_CONF].some((name) => files.stat(path.join(directory, name))?.kind === 'file');
}

function locateBuildDirectory(files: Files, directory: string): string | TargetProblem {
  const absolute = path.normalize(directory).replace(/(.)\/$/, '$1');
  const stat = files.stat(absolute);
  if (!stat) return { reason: `${absolute} does not exist` };
  if (stat.kind !== 'directory') return { reason: `${absolute} is not a directory` };
  if (isBuildDirectory(files, absolute)) return absolute;
  const below = path.join(absolute, 'build');
  if (isBuildDirectory(files, below)) return below;
  if (!holdsHeaders(files, absolute)) return { reason: `${absolute} is not a kernel build directory: it has neither ${SYMVERS} nor include/generated` };
  const siblings = absolute.endsWith('-common') ? ' (the directory of the same name with the architecture instead of "common" has them)' : '';
  return { reason: `${absolute} holds a kernel's headers but was not configured and built: it has neither ${SYMVERS} nor include/generated${siblings}` };
}

function readKernelVersion(files: Files, build: string): { release?: string; version?: KernelTarget['version'] } {
  // utsrelease.h is what the compiler puts into modules; Debian overrides it there and not in kernel.release (6.1.0-56-amd64, 6.1.192).
  const release =
    /^#define UTS_RELEASE "(.*?)"/m.exec(readText(files, path.join(build, UTS_RELEASE)) ?? '')?.[1] ??
    readText(files, path.join(build, KERNEL_RELEASE))?.trim();
  for (const header of VERSION_HEADERS) {
    const version = parseVersionHeader(readText(files, path.join(build, header)) ?? '');
    if (version) return { release: release ?? version.join('.'), version };
  }
  const version = release === undefined ? undefined : parseVersion(release);
  return { ...(release && { release }), ...(version && { version }) };
}

/**
 * Major, minor and patch level from the text of linux/version.h. LINUX_VERSION_CODE stops counting at patch level 255
 * (kernel Makefile, filechk_version.h), so the single numbers are preferred where a kernel writes them, since 5.12.
 */
export function parseVersionHeader(text: string): KernelTarget['version'] | undefined {
  const number = (name: string): number | undefined => {
    const value = new RegExp(`^#define ${name} (\\d+)`, 'm').exec(text)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  const major = number('LINUX_VERSION_MAJOR');
  const minor = number('LINUX_VERSION_PATCHLEVEL');
  const patch = number('LINUX_VERSION_SUBLEVEL');
  if (major !== undefined && minor !== undefined && patch !== undefined) return [major, minor, patch];
  const code = number('LINUX_VERSION_CODE');
  return code === undefined ? undefined : [code >> 16, (code >> 8) & 0xff, code & 0xff];
}

/** The numbers that a release begins with: [6, 12, 117] for "6.12.117+deb12-amd64". */
export function parseVersion(release: string): KernelTarget['version'] | undefined {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(release);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

function readSymvers(files: Files, build: string): ModuleSymvers {
  const file = path.join(build, SYMVERS);
  const content = files.read(file);
  if (isReadable(content)) {
    const symvers = parseModuleSymvers(content.text, file);
    return symvers.exports.size > 0 ? symvers : { ...symvers, unread: [...symvers.unread, { file, reason: 'lists no export at all' }] };
  }
  const fallback = path.join(build, VMLINUX_SYMVERS);
  const partial = files.read(fallback);
  if (isReadable(partial)) {
    const symvers = parseModuleSymvers(partial.text, fallback);
    const unread: Unread = { file, reason: `${content.reason}; ${VMLINUX_SYMVERS} is used, so what modules export is unknown` };
    return { ...symvers, unread: [unread, ...symvers.unread] };
  }
  const reason = `${content.reason}: what this kernel exports is unknown, so no use of a GPL-only symbol can be told`;
  return { exports: exportTable(new Map()), unread: [{ file, reason }] };
}

interface ReadConfig {
  readonly values: ReadonlyMap<string, string>;
  /** First lines, which name the architecture. */
  readonly banner: string;
  readonly unread: readonly Unread[];
}

/** auto.conf is what Kbuild itself includes; the two others say the same, less exactly or perhaps out of date. */
function readConfig(files: Files, build: string): ReadConfig {
  for (const [name, parse] of [
    [AUTO_CONF, parseConfigFile],
    [AUTOCONF_HEADER, parseAutoconfHeader],
    [DOT_CONFIG, parseConfigFile],
  ] as const) {
    const text = readText(files, path.join(build, name));
    if (text === undefined) continue;
    const values = parse(text);
    if (values.size > 0) return { values, banner: text.slice(0, 300), unread: [] };
  }
  const reason = `does not exist, nor do ${AUTOCONF_HEADER} and ${DOT_CONFIG}: every CONFIG_ option counts as off`;
  return { values: new Map(), banner: '', unread: [{ file: path.join(build, AUTO_CONF), reason }] };
}

function locateHeaders(files: Files, build: string, configBanner: string): KernelHeaders | TargetProblem {
  const sourceDirectory = locateSourceDirectory(files, build);
  if (typeof sourceDirectory !== 'string') return sourceDirectory;
  const arch = findArch(files, build, sourceDirectory, configBanner);
  if (!arch) return { reason: 'its architecture cannot be told: no arch/*/include/generated, and no configuration that names it' };
  return { buildDirectory: build, sourceDirectory, arch };
}

function holdsHeaders(files: Files, directory: string): boolean {
  return files.stat(path.join(directory, 'include/linux/module.h'))?.kind === 'file';
}

/**
 * Where include/linux is. Distributions and `make O=` split the two: the build directory's Makefile then includes the
 * source's Makefile by its absolute path, or a link named `source` leads there. A package that was unpacked below
 * another root keeps those absolute paths, so a directory of that name is also looked for beside the build directory.
 */
function locateSourceDirectory(files: Files, build: string): string | TargetProblem {
  if (holdsHeaders(files, build)) return build;
  const makefile = readText(files, path.join(build, 'Makefile')) ?? '';
  const named = [...makefile.matchAll(/^[ \t]*-?include[ \t]+(\S+)\/Makefile[ \t\r]*$|[ \t]-C[ \t]+(\/\S+)/gm)]
    .map((match) => (match[1] ?? match[2])!)
    .filter((directory) => !directory.includes('$'));
  const candidates = named.flatMap((directory) => [path.resolve(build, directory), path.join(path.dirname(build), path.basename(directory))]);
  candidates.push(path.join(build, 'source'), path.join(path.dirname(build), 'source'));
  const found = candidates.find((candidate) => holdsHeaders(files, candidate));
  if (found) return found;
  const where = named[0] === undefined ? '' : `; its Makefile points to ${named[0]}, which is not there`;
  return { reason: `its headers (include/linux) were not found${where}` };
}

/** The directory under arch/: the one that was built, or the one that the configuration's first lines name ("# Linux/x86 6.12 …"). */
function findArch(files: Files, build: string, source: string, configBanner: string): string | undefined {
  const built = files
    .list(path.join(build, 'arch'))
    .filter((entry) => files.stat(path.join(build, 'arch', entry.name, 'include/generated'))?.kind === 'directory');
  if (built.length === 1) return built[0]!.name;
  const named = /Linux\/(\w+)/.exec(configBanner)?.[1];
  if (named === undefined) return undefined;
  const arch = SOURCE_ARCH.get(named) ?? named;
  return files.stat(path.join(source, 'arch', arch))?.kind === 'directory' ? arch : undefined;
}

/** Values of ARCH that have no directory of their own (kernel Makefile, "Additional ARCH settings"). */
const SOURCE_ARCH: ReadonlyMap<string, string> = new Map([
  ['i386', 'x86'],
  ['x86_64', 'x86'],
  ['sparc32', 'sparc'],
  ['sparc64', 'sparc'],
  ['parisc64', 'parisc'],
]);

function readText(files: Files, file: string): string | undefined {
  const content = files.read(file);
  return isReadable(content) ? content.text : undefined;
}
