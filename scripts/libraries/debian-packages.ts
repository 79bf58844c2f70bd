/**
 * Debian packages to read facts from: what apt knows of them, and their files, unpacked into a cache outside the repository.
 * `apt-get download` and `dpkg-deb` need no root and leave the system alone. What is there already stays.
 */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const CACHE = process.env['COPYLEFT_LENS_LIBRARIES'] ?? path.join(os.homedir(), '.cache', 'copyleft-lens', 'libraries');
const DEBS = path.join(CACHE, 'debs');
const ROOTS = path.join(CACHE, 'roots');
/** Names for one call: apt reads all of its lists each time, and a line of arguments has an end. */
const ASKED_AT_ONCE = 1_000;
const DOWNLOADED_AT_ONCE = 60;
/** What facts are read from; programs, manuals and data stay in the archive. */
const WANTED = ['./usr/include/*', './usr/lib/*', './lib/*', './usr/share/pkgconfig/*', './usr/share/doc/*/copyright', './usr/share/cmake*'];

export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly source: string;
  /** Names alone, the first of alternatives. */
  readonly depends: readonly string[];
  readonly homepage: string | null;
  readonly sha256: string;
}

/** What apt offers to install; a name that it does not know is missing. */
export function askApt(names: readonly string[]): Map<string, DebianPackage> {
  const found = new Map<string, DebianPackage>();
  for (const chunk of chunksOf([...new Set(names)], ASKED_AT_ONCE)) {
    for (const paragraph of apt('apt-cache', ['show', '--no-all-versions', ...chunk]).split(/\n\n+/)) {
      const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1]?.trim();
      const name = field('Package');
      if (name === undefined || found.has(name)) continue;
      found.set(name, {
        name,
        version: field('Version')!,
        source: field('Source')?.split(' ')[0] ?? name,
        depends: (field('Depends') ?? '').split(',').map((one) => one.trim().split(/[\s|(:]/)[0]!).filter((one) => one !== ''),
        homepage: field('Homepage') ?? null,
        sha256: field('SHA256')!,
      });
    }
  }
  return found;
}

/** Directory of the unpacked package. */
export function rootOf({ name, version }: DebianPackage): string {
  return path.join(ROOTS, `${name}_${version.replace(/:/g, '%3a')}`);
}

export function fetchPackages(packages: readonly DebianPackage[]): void {
  const missing = [...new Map(packages.map((one) => [rootOf(one), one])).values()].filter((one) => !fs.existsSync(rootOf(one)));
  fs.mkdirSync(DEBS, { recursive: true });
  for (const chunk of chunksOf(missing, DOWNLOADED_AT_ONCE)) {
    const toDownload = chunk.filter((one) => !fs.existsSync(debOf(one)));
    if (toDownload.length > 0) {
      execFileSync('apt-get', ['-q', 'download', ...toDownload.map(({ name, version }) => `${name}=${version}`)], { cwd: DEBS, stdio: ['ignore', 'ignore', 'inherit'] });
    }
    for (const one of chunk) unpack(one);
  }
}

function unpack(one: DebianPackage): void {
  const part = `${rootOf(one)}.part`;
  fs.rmSync(part, { recursive: true, force: true });
  fs.mkdirSync(part, { recursive: true });
  const archive = execFileSync('dpkg-deb', ['--fsys-tarfile', debOf(one)], { maxBuffer: 2 ** 31 - 1 });
  // tar fails where a pattern matches nothing, which is no error here.
  try {
    execFileSync('tar', ['-x', '-C', part, '--wildcards', '--no-anchored', ...WANTED], { input: archive, stdio: ['pipe', 'ignore', 'ignore'] });
  } catch {
    if (fs.readdirSync(part).length === 0) console.warn(`${one.name}: holds nothing to read`);
  }
  fs.renameSync(part, rootOf(one));
}

function debOf({ name, version }: DebianPackage): string {
  const start = `${name}_${version.replace(/:/g, '%3a')}_`;
  const file = fs.readdirSync(DEBS).find((entry) => entry.startsWith(start));
  return path.join(DEBS, file ?? `${start}amd64.deb`);
}

function apt(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    // apt-cache exits with 100 where it does not know one of the names, and prints the others.
    return (error as { stdout?: string }).stdout ?? '';
  }
}

function chunksOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
