/**
 * Fills the oracle's cache: Debian's kernel images, headers and sources of two kernels, and the dkms packages to develop
 * with. `apt-get download` and `dpkg-deb -x` need no root and leave the system alone. What is there already stays.
 *
 *     npm run oracle:fetch [-- --kernel 6.12] [--no-dkms]
 */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { CACHE, DKMS_PACKAGES, isKernel, KERNELS, list, sourceTree, unpackedRoot, type Kernel } from './cache.ts';

const { values: options } = parseArgs({
  options: { kernel: { type: 'string', multiple: true }, dkms: { type: 'boolean', default: true } },
  allowNegative: true,
});

/** The newest kernel of a series of which headers, image and source have the same version. */
interface KernelPackages {
  readonly version: string;
  /** Unpacked together into root/. */
  readonly root: readonly string[];
  readonly source: string;
}

const DEBS = path.join(CACHE, 'debs');

function main(): void {
  if (!commandExists('apt-get') || !commandExists('dpkg-deb')) {
    throw new Error('this needs apt-get and dpkg-deb: run it on Debian 12 or in a container of it');
  }
  fs.mkdirSync(DEBS, { recursive: true });
  const wanted = options.kernel ?? [...KERNELS];
  for (const kernel of wanted) {
    if (!isKernel(kernel)) throw new Error(`no such kernel: ${kernel} (there are ${KERNELS.join(' and ')})`);
    fetchKernel(kernel);
  }
  if (options.dkms) for (const name of DKMS_PACKAGES) fetchDkms(name);
}

function fetchKernel(kernel: Kernel): void {
  if (isComplete(kernel)) {
    console.log(`Linux ${kernel}: is there`);
    return;
  }
  const packages = newestKernel(kernel);
  console.log(`Linux ${kernel}: ${packages.version}`);
  for (const name of packages.root) {
    console.log(`  ${name}`);
    unpack(download(name, packages.version), unpackedRoot(kernel));
  }
  console.log(`  ${packages.source}`);
  unpackSource(kernel, download(packages.source, packages.version));
}

function isComplete(kernel: Kernel): boolean {
  const headers = list(path.join(unpackedRoot(kernel), 'usr', 'src')).some((name) => fs.existsSync(path.join(unpackedRoot(kernel), 'usr', 'src', name, 'Module.symvers')));
  const modules = list(path.join(unpackedRoot(kernel), 'lib', 'modules')).length > 0;
  return headers && modules && fs.existsSync(path.join(sourceTree(kernel), 'Kbuild'));
}

/** Debian has several kernels of a series side by side (backports, security): take the newest one that is complete. */
function newestKernel(kernel: Kernel): KernelPackages {
  const source = `linux-source-${kernel}`;
  const sources = new Set(versionsOf(source));
  const pattern = `^linux-headers-${kernel.replace('.', '\\.')}[.0-9].*-amd64$`;
  const headers = apt('apt-cache', ['pkgnames', `linux-headers-${kernel}.`]).split('\n').filter((name) => new RegExp(pattern).test(name) && !/-(?:rt|cloud)-/.test(name));
  const candidates = headers
    .flatMap((name) => versionsOf(name).map((version) => ({ name, version })))
    .filter(({ version }) => sources.has(version))
    .sort((a, b) => compareVersions(b.version, a.version));
  for (const { name, version } of candidates) {
    const release = name.slice('linux-headers-'.length);
    const common = `linux-headers-${release.replace(/-amd64$/, '')}-common`;
    const image = `linux-image-${release}-unsigned`;
    const tools = [`linux-kbuild-${release.replace(/-amd64$/, '')}`, `linux-kbuild-${kernel}`].find((tool) => versionsOf(tool).includes(version));
    const root = [name, common, image, ...(tools === undefined ? [] : [tools])];
    if (tools !== undefined && root.every((one) => versionsOf(one).includes(version))) return { version, root, source };
  }
  throw new Error(`no Linux ${kernel} of which headers, image and source have the same version: run apt-get update, and see that the release has it`);
}

function versionsOf(name: string): string[] {
  const known = versions.get(name);
  if (known) return known;
  const found = apt('apt-cache', ['madison', name])
    .split('\n')
    .filter((line) => line.includes(' Packages'))
    .map((line) => line.split('|')[1]!.trim());
  versions.set(name, found);
  return found;
}

const versions = new Map<string, string[]>();

function compareVersions(a: string, b: string): number {
  const newer = (operator: string) => {
    try {
      execFileSync('dpkg', ['--compare-versions', a, operator, b]);
      return true;
    } catch {
      return false;
    }
  };
  if (newer('gt')) return 1;
  return newer('eq') ? 0 : -1;
}

/** Path of the .deb, downloaded unless it is there. apt writes colons of a version as %3a. */
function download(name: string, version?: string): string {
  const present = () => list(DEBS).find((file) => file.startsWith(`${name}_${version?.replace(/:/g, '%3a') ?? ''}`) && file.endsWith('.deb'));
  if (present() === undefined) {
    execFileSync('apt-get', ['download', version === undefined ? name : `${name}=${version}`], { cwd: DEBS, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const file = present();
  if (file === undefined) throw new Error(`apt-get brought no ${name}`);
  return path.join(DEBS, file);
}

function unpack(deb: string, directory: string): void {
  fs.mkdirSync(directory, { recursive: true });
  execFileSync('dpkg-deb', ['-x', deb, directory]);
}

/** linux-source is a tar ball inside a package; its own top directory becomes source/. */
function unpackSource(kernel: Kernel, deb: string): void {
  const directory = path.join(CACHE, kernel, 'source.part');
  fs.rmSync(directory, { recursive: true, force: true });
  unpack(deb, directory);
  const archives = path.join(directory, 'usr', 'src');
  const archive = list(archives).find((name) => name.startsWith('linux-source-') && name.includes('.tar'));
  if (archive === undefined) throw new Error(`${deb} holds no source archive`);
  fs.mkdirSync(sourceTree(kernel), { recursive: true });
  execFileSync('tar', ['-xf', path.join(archives, archive), '--strip-components=1', '-C', sourceTree(kernel)]);
  fs.rmSync(directory, { recursive: true, force: true });
}

function fetchDkms(name: string): void {
  const directory = path.join(CACHE, 'dkms', name);
  if (list(directory).length > 0) {
    console.log(`${name}: is there`);
    return;
  }
  console.log(name);
  unpack(download(name), directory);
}

function apt(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8' });
}

function commandExists(name: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((directory) => fs.existsSync(path.join(directory, name)));
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
