/**
 * Builds server/data/kernel-*.facts.br from Debian's packages of kernel headers: exports, configuration, and which
 * header declares each export. Facts only; no text of the kernel goes in.
 *
 *     npm run build:kernel-facts [-- --packages DIR] [--check]
 *
 * DIR holds linux-headers-<release>-amd64_*.deb and the linux-headers-<release>-common_*.deb that belongs to it, as
 * `apt-get download` leaves them. For each series (6.1, 6.12) the newest is taken. `--check` builds in memory and
 * fails where the repository holds something else.
 */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isTarget, readBuildDirectory } from '../server/src/knowledge/build-directory.ts';
import { parseConfigFile } from '../server/src/knowledge/kernel-config.ts';
import { isGplOnly } from '../server/src/knowledge/kernel-exports.ts';
import { writeKernelFacts } from '../server/src/knowledge/kernel-facts.ts';
import { compareReleases } from '../server/src/knowledge/kernel-release.ts';
import { createDiskFiles } from '../server/src/workspace/disk-files.ts';
import { declaringHeaders, type Header } from './support/declaring-headers.ts';
import { compareKnowledge, reportComparison, sha256, writeKnowledge, type BuiltFile } from './support/knowledge-files.ts';

const COMMAND = 'npm run build:kernel-facts -- --packages DIR';
const ARCHITECTURE = 'amd64';

interface HeadersPackages {
  readonly series: string;
  /** Paths of the .deb files: the configured headers, and the tree that they share with other flavours. */
  readonly configured: string;
  readonly common: string;
}

function findPackages(directory: string): HeadersPackages[] {
  const names = fs.existsSync(directory) ? fs.readdirSync(directory) : [];
  const newest = new Map<string, HeadersPackages>();
  for (const name of names) {
    const match = new RegExp(`^linux-headers-((\\d+\\.\\d+)[\\w.+~]*(?:-\\d+)?)-${ARCHITECTURE}_(.*)_${ARCHITECTURE}\\.deb$`).exec(name);
    if (!match) continue;
    const [, release, series, version] = match as unknown as [string, string, string, string];
    const common = `linux-headers-${release}-common_${version}_all.deb`;
    if (!names.includes(common)) continue;
    const before = newest.get(series);
    if (before && compareReleases(path.basename(before.configured), name) > 0) continue;
    newest.set(series, { series, configured: path.join(directory, name), common: path.join(directory, common) });
  }
  return [...newest.values()];
}

function build({ series, configured, common }: HeadersPackages): BuiltFile {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'kernel-facts-'));
  try {
    for (const file of [configured, common]) execFileSync('dpkg-deb', ['-x', file, root]);
    return describe(series, configured, common, root);
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

function describe(series: string, configured: string, common: string, root: string): BuiltFile {
  const origins = [originOf(configured), originOf(common)];
  const directory = path.join(root, 'usr/src', origins[0]!.name);
  const target = readBuildDirectory(createDiskFiles(), directory);
  if (!isTarget(target) || !target.headers) throw new Error(isTarget(target) ? `${directory} has no headers` : target.reason);
  if (target.unread.length > 0) throw new Error(`${target.unread[0]!.file}: ${target.unread[0]!.reason}`);

  const symbols = new Set([...target.exports].map((entry) => entry.symbol));
  const headers = declaringHeaders(readHeaders(target.headers.sourceDirectory, target.headers.arch), symbols);
  const exports = [...target.exports].map((entry) => ({ ...entry, ...(headers.has(entry.symbol) && { header: headers.get(entry.symbol)! }) }));
  const gplOnly = exports.filter((entry) => isGplOnly(entry.kind)).length;
  const text = writeKernelFacts({
    release: target.release,
    version: target.version,
    arch: target.headers.arch,
    source: origins[0]!.name,
    sourceVersion: origins[0]!.version,
    sourceChecksum: origins[0]!.sha256,
    config: parseConfigFile(fs.readFileSync(path.join(directory, 'include/config/auto.conf'), 'utf8')),
    exports,
  });
  return {
    name: `kernel-${series}-${ARCHITECTURE}`,
    file: `kernel-${series}-${ARCHITECTURE}.facts.br`,
    contents: `${exports.length.toLocaleString('en-US')} exports, ${gplOnly.toLocaleString('en-US')} of them GPL-only; the header of ${headers.size.toLocaleString('en-US')}; the configuration`,
    origins,
    release: target.release,
    kernelVersion: target.version,
    text,
  };
}

function originOf(file: string): { name: string; version: string; sha256: string } {
  const field = (name: string): string => execFileSync('dpkg-deb', ['-f', file, name], { encoding: 'utf8' }).trim();
  return { name: field('Package'), version: field('Version'), sha256: sha256(fs.readFileSync(file)) };
}

function* readHeaders(source: string, arch: string): Generator<Header> {
  for (const directory of ['include', `arch/${arch}/include`]) {
    const names = fs.readdirSync(path.join(source, directory), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((name) => name.endsWith('.h')).sort()) {
      const file = path.join(directory, name);
      yield { path: file, text: fs.readFileSync(path.join(source, file), 'latin1') };
    }
  }
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

const oracle = process.env['COPYLEFT_LENS_ORACLE'] ?? path.join(os.homedir(), '.cache/copyleft-lens/oracle');
const directory = argument('--packages') ?? path.join(oracle, 'debs');
const packages = findPackages(directory);
if (packages.length === 0) {
  console.error(`${directory} holds no linux-headers-<release>-${ARCHITECTURE}_*.deb with its -common package`);
  console.error(`get both, for example with apt-get download, and run: ${COMMAND}`);
  process.exitCode = 2;
} else if (process.argv.includes('--check')) {
  const built = packages.map(build);
  reportComparison(compareKnowledge(built), COMMAND, `the facts of ${built.length} kernels agree with their packages`);
} else {
  writeKnowledge(packages.map(build));
}
