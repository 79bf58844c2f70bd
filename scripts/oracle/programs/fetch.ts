/**
 * Fetches the programs of list.ts: their sources, the binaries that Debian built of them, and into one directory the
 * libraries and -dev packages that they are built with, with what dpkg would know of these. Nothing is installed.
 */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { list } from '../cache.ts';
import { APT, binaryRoot, DEBS, sourceDirectory, SYSTEM, type RealProgram } from './list.ts';

const MIRROR = 'http://deb.debian.org/debian bookworm main';
const KEY = '/usr/share/keyrings/debian-archive-keyring.gpg';

export function fetchPrograms(programs: readonly RealProgram[]): void {
  fs.mkdirSync(DEBS, { recursive: true });
  prepareApt();
  for (const program of programs) {
    console.log(program.source);
    fetchSource(program);
    unpack(download(program.binary), binaryRoot(program));
  }
  const wanted = programs.flatMap((program) => [...librariesOf(download(program.binary)), ...buildLibraries(program)]);
  installBeside(closure([...wanted, 'libc6-dev', 'linux-libc-dev']));
}

/** Lists of our own, which have sources, so that the system's stay as they are. */
function prepareApt(): void {
  fs.mkdirSync(path.join(APT, 'lists', 'partial'), { recursive: true });
  const sources = path.join(APT, 'sources.list');
  if (fs.existsSync(sources)) return;
  fs.writeFileSync(sources, `deb [signed-by=${KEY}] ${MIRROR}\ndeb-src [signed-by=${KEY}] ${MIRROR}\n`);
  aptGet('.', 'update');
}

function aptOptions(): string[] {
  const settings = [`Dir::State::Lists=${APT}/lists`, `Dir::Etc::SourceList=${APT}/sources.list`, 'Dir::Etc::SourceParts=/dev/null', `Dir::Cache=${APT}`, 'Dir::State::status=/dev/null', 'APT::Sandbox::User=root', 'Acquire::Languages=none'];
  return settings.flatMap((setting) => ['-o', setting]);
}

function aptGet(directory: string, ...args: string[]): void {
  execFileSync('apt-get', [...aptOptions(), '-q', ...args], { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });
}

function fetchSource(program: RealProgram): void {
  const target = sourceDirectory(program);
  if (fs.existsSync(target)) return;
  const archives = `${target}.archives`;
  fs.mkdirSync(archives, { recursive: true });
  try {
    aptGet(archives, 'source', '--download-only', program.source);
  } catch {
    console.log(`  not all archives of ${program.source} are there: without Debian's patches`);
  }
  const description = list(archives).find((name) => name.endsWith('.dsc'));
  const original = list(archives).find((name) => /\.orig\.tar\.\w+$/.test(name));
  if (description === undefined || original === undefined) throw new Error(`apt-get brought no source of ${program.source}`);
  if (list(archives).some((name) => name.includes('.debian.tar.') || name.endsWith('.diff.gz'))) {
    execFileSync('dpkg-source', ['--no-check', '-x', path.join(archives, description), target], { stdio: ['ignore', 'ignore', 'inherit'] });
    return;
  }
  fs.mkdirSync(target);
  execFileSync('tar', ['-xf', path.join(archives, original), '--strip-components=1', '-C', target]);
}

/** Path of the .deb, if it is there. */
function present(name: string): string | undefined {
  const file = list(DEBS).find((entry) => entry.startsWith(`${name}_`) && entry.endsWith('.deb'));
  return file === undefined ? undefined : path.join(DEBS, file);
}

function download(name: string): string {
  downloadAll([name]);
  const file = present(name);
  if (file === undefined) throw new Error(`apt-get brought no ${name}`);
  return file;
}

function unpack(deb: string, directory: string): void {
  if (fs.existsSync(directory)) return;
  fs.mkdirSync(directory, { recursive: true });
  execFileSync('dpkg-deb', ['-x', deb, directory]);
}

function field(deb: string, name: string): string {
  return execFileSync('dpkg-deb', ['-f', deb, name], { encoding: 'utf8' }).replace(/\n\s/g, ' ').trim();
}

/** First alternatives, without versions and architectures. */
function packageNames(relation: string): string[] {
  return relation.split(',').map((one) => one.trim().split(/[\s|(:[<]/)[0]!).filter((name) => name !== '');
}

const isLibrary = (name: string): boolean => /^(?:lib|zlib)/.test(name);
const librariesOf = (deb: string): string[] => packageNames(field(deb, 'Depends')).filter(isLibrary);

function buildLibraries(program: RealProgram): string[] {
  const archives = `${sourceDirectory(program)}.archives`;
  const description = fs.readFileSync(path.join(archives, list(archives).find((name) => name.endsWith('.dsc'))!), 'utf8');
  const relation = /^Build-Depends:([^\n]*(?:\n [^\n]*)*)/m.exec(description)?.[1] ?? '';
  return packageNames(relation.replace(/\n/g, ' ')).filter((name) => name.endsWith('-dev'));
}

/** With the libraries that a -dev package needs itself: its headers include theirs. */
function closure(names: readonly string[]): string[] {
  const all = new Map<string, string>();
  for (let wave = [...new Set(names)]; wave.length > 0; ) {
    downloadAll(wave);
    const next = new Set<string>();
    for (const name of wave) {
      const deb = present(name);
      if (deb === undefined) continue;
      all.set(name, deb);
      if (name.endsWith('-dev')) for (const other of packageNames(field(deb, 'Depends'))) if (isLibrary(other) || other.endsWith('-dev')) next.add(other);
    }
    wave = [...next].filter((name) => !all.has(name));
  }
  return [...all.values()].sort();
}

/** In one call; names that are virtual are left out, because apt-get would bring nothing at all for their sake. */
function downloadAll(names: readonly string[]): void {
  const missing = names.filter((name) => present(name) === undefined);
  const versions = missing.length === 0 ? '' : execFileSync('apt-cache', [...aptOptions(), 'madison', ...missing], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const real = new Set(versions.split('\n').map((line) => line.split('|')[0]!.trim()));
  const wanted = missing.filter((name) => real.has(name));
  if (wanted.length > 0) aptGet(DEBS, 'download', ...wanted);
}

/** As dpkg leaves a machine: files, one list of them for each package, and the status, in which earlier ones stay. */
function installBeside(debs: readonly string[]): void {
  const database = path.join(SYSTEM, 'var', 'lib', 'dpkg');
  fs.mkdirSync(path.join(database, 'info'), { recursive: true });
  const status: string[] = [];
  const wanted = new Set(debs);
  for (const deb of new Set([...debs, ...list(DEBS).filter((name) => name.endsWith('.deb')).map((name) => path.join(DEBS, name))])) {
    const control = execFileSync('dpkg-deb', ['-f', deb], { encoding: 'utf8' }).trimEnd();
    const name = field(deb, 'Package');
    const suffix = field(deb, 'Multi-Arch') === 'same' ? `:${field(deb, 'Architecture')}` : '';
    const record = path.join(database, 'info', `${name}${suffix}.list`);
    if (!wanted.has(deb) && !fs.existsSync(record)) continue;
    status.push(control.replace(/^(Package:.*)$/m, '$1\nStatus: install ok installed'));
    if (fs.existsSync(record)) continue;
    execFileSync('dpkg-deb', ['-x', deb, SYSTEM]);
    const members = execFileSync('sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" | tar -t', 'sh', deb], { encoding: 'utf8', maxBuffer: 1 << 28 });
    fs.writeFileSync(record, members.split('\n').filter((line) => line !== '').map((line) => line.replace(/^\.\//, '/').replace(/(.)\/$/, '$1')).join('\n') + '\n');
  }
  fs.writeFileSync(path.join(database, 'status'), status.join('\n\n') + '\n');
}
