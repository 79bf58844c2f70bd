/**
 * Fills the oracle's cache: Debian's kernel images, headers and sources of two kernels, and the dkms packages to develop
 * with. `apt-get download` and `dpkg-deb -x` need no root and leave the system alone. What is there already stays.
 *
 *     npm run oracle:fetch [-- --kernel 6.12|6.1|6.12-rt|6.12-arm64] [--no-dkms]
 */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { CACHE, DKMS_PACKAGES, FLAVOURS, isKernel, KERNELS, list, sourceTree, unpackedRoot, type Kernel } from './cache.ts';

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
  /** Of apt, for packages of another architecture. */
  readonly options: readonly string[];
}

const DEBS = path.join(CACHE, 'debs');

function main(): void {
  if (!commandExists('apt-get') || !commandExists('dpkg-deb')) {
    throw new Error('this needs apt-get and dpkg-deb: run it on Debian 12 or in a container of it');
  }
  fs.mkdirSync(DEBS, { recursive: true });
  const wanted = options.kernel ?? [...KERNELS];
  for (const kernel of wanted) {
    if (!isKernel(kernel)) throw new Error(`no such kernel: ${kernel} (there are ${[...KERNELS, ...FLAVOURS].join(', ')})`);
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
    unpack(download(name, packages.version, packages.options), unpackedRoot(kernel));
  }
  if (isSourceThere(kernel)) return;
  console.log(`  ${packages.source}`);
  unpackSource(kernel, download(packages.source, packages.version));
}

function isComplete(kernel: Kernel): boolean {
  const headers = list(path.join(unpackedRoot(kernel), 'usr', 'src')).some((name) => fs.existsSync(path.join(unpackedRoot(kernel), 'usr', 'src', name, 'Module.symvers')));
  const modules = list(path.join(unpackedRoot(kernel), 'lib', 'modules')).length > 0;
  return headers && modules && isSourceThere(kernel);
}

const isSourceThere = (kernel: Kernel): boolean => fs.existsSync(path.join(sourceTree(kernel), 'Kbuild'));

/** What packages are called for: "6.12-rt" is the flavour rt of the series 6.12 on amd64. */
function partsOf(kernel: Kernel): { series: string; architecture: string; flavour: string } {
  const [series, variant] = kernel.split('-') as [string, string | undefined];
  const architecture = variant === 'arm64' ? 'arm64' : 'amd64';
  return { series, architecture, flavour: variant === 'rt' ? 'rt-amd64' : architecture };
}

/** Packages of another architecture need lists of their own, which are kept apart from the system's. */
function aptOptions(architecture: string): string[] {
  const own = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim();
  if (architecture === own) return [];
  const lists = path.join(CACHE, 'apt', architecture);
  const options = [`APT::Architecture=${architecture}`, `APT::Architectures=${architecture}`, `Dir::State::Lists=${lists}`, `Dir::Cache::pkgcache=`, `Dir::Cache::srcpkgcache=`];
  const flags = options.flatMap((option) => ['-o', option]);
  if (!fs.existsSync(lists)) {
    fs.mkdirSync(path.join(lists, 'partial'), { recursive: true });
    execFileSync('apt-get', [...flags, '-q', 'update'], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return flags;
}

/** Debian has several kernels of a series side by side (backports, security): take the newest one that is complete. */
function newestKernel(kernel: Kernel): KernelPackages {
  const { series, architecture, flavour } = partsOf(kernel);
  const options = aptOptions(architecture);
  const versionsHere = (name: string): string[] => versionsOf(name, options);
  const source = `linux-source-${series}`;
  const sources = new Set(versionsHere(source));
  const pattern = new RegExp(`^linux-headers-${series.replace('.', '\\.')}\\.[^-]*-${flavour}$`);
  const headers = apt('apt-cache', [...options, 'pkgnames', `linux-headers-${series}.`]).split('\n').filter((name) => pattern.test(name));
  const candidates = headers
    .flatMap((name) => versionsHere(name).map((version) => ({ name, version })))
    .filter(({ version }) => sources.has(version))
    .sort((a, b) => compareVersions(b.version, a.version));
  for (const { name, version } of candidates) {
    const release = name.slice('linux-headers-'.length);
    const base = release.slice(0, -flavour.length - 1);
    const common = `linux-headers-${base}-common${flavour.startsWith('rt-') ? '-rt' : ''}`;
    const image = `linux-image-${release}-unsigned`;
    const tools = [`linux-kbuild-${base}`, `linux-kbuild-${series}`].find((tool) => versionsHere(tool).includes(version));
    const root = [name, common, image, ...(tools === undefined ? [] : [tools])];
    if (tools !== undefined && root.every((one) => versionsHere(one).includes(version))) return { version, root, source, options };
  }
  throw new Error(`no Linux ${kernel} of which headers, image and source have the same version: run apt-get update, and see that the release has it`);
}

function versionsOf(name: string, options: readonly string[]): string[] {
  const key = [...options, name].join(' ');
  const known = versions.get(key);
  if (known) return known;
  const found = apt('apt-cache', [...options, 'madison', name])
    .split('\n')
    .filter((line) => line.includes(' Packages'))
    .map((line) => line.split('|')[1]!.trim());
  versions.set(key, found);
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
function download(name: string, version?: string, options: readonly string[] = []): string {
  const present = () => list(DEBS).find((file) => file.startsWith(`${name}_${version?.replace(/:/g, '%3a') ?? ''}`) && file.endsWith('.deb'));
  if (present() === undefined) {
    execFileSync('apt-get', [...options, 'download', version === undefined ? name : `${name}=${version}`], { cwd: DEBS, stdio: ['ignore', 'ignore', 'inherit'] });
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
  if (partsOf(kernel).flavour.startsWith('rt-')) layHeadersOver(kernel);
  fs.rmSync(directory, { recursive: true, force: true });
}

/** The real-time patches are no package; what they change in headers comes with the headers. */
function layHeadersOver(kernel: Kernel): void {
  const headers = path.join(unpackedRoot(kernel), 'usr', 'src');
  const common = list(headers).find((name) => name.endsWith('-common-rt'));
  if (common === undefined) throw new Error(`no common headers in ${headers}`);
  for (const part of ['include', 'arch']) fs.cpSync(path.join(headers, common, part), path.join(sourceTree(kernel), part), { recursive: true, force: true });
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
