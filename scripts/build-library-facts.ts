/**
 * Builds server/data/library-facts.br from Debian's -dev packages (scripts/libraries/packages.txt): names, symbols, and what
 * headers and copyright files say of each library's licence. Packages are downloaded with apt-get into a cache outside the
 * repository.  *
 *     npm run build:library-facts [-- --check]
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { FoundLicense, LinkFact } from '../server/src/knowledge/library-facts.ts';
import { KnowledgeBase } from '../server/src/knowledge/knowledge-base.ts';
import { packNames } from '../server/src/knowledge/packed-names.ts';
import { agreeOnLicense } from '../server/src/libraries/agreed-license.ts';
import { licenseOfCopyright } from '../server/src/libraries/copyright-license.ts';
import { licenseOfHeader, type HeaderLicense } from '../server/src/libraries/header-license.ts';
import { inOrderOfTrust } from '../server/src/libraries/order-of-trust.ts';
import { LicenseBase, textOf } from '../server/src/licensing/license-base.ts';
import { readProductFile } from '../server/src/workspace/product-files.ts';
import { askApt, fetchPackages, rootOf, type DebianPackage } from './libraries/debian-packages.ts';
import { readFindModules, type FindModules } from './libraries/find-modules.ts';
import { headersNearTheTop, publicSymbols } from './libraries/public-symbols.ts';
import { readDevPackage, type DevPackage } from './libraries/read-dev-package.ts';
import { compareKnowledge, reportComparison, writeKnowledge, type BuiltFile } from './support/knowledge-files.ts';

const COMMAND = 'npm run build:library-facts';
/** The package with the Find modules that come with CMake. */
const CMAKE_MODULES = 'cmake-data';
const base = new LicenseBase(new KnowledgeBase(readProductFile));

function build(): BuiltFile {
  const names = fs.readFileSync(path.join(import.meta.dirname, 'libraries/packages.txt'), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const packages = askApt(names);
  const missing = names.filter((name) => !packages.has(name));
  if (missing.length > 0) throw new Error(`apt knows no ${missing.join(', ')}: run apt-get update on Debian 12`);
  const needed = askNeeded(packages);
  const ofSameSource = ({ depends, source }: DebianPackage): DebianPackage[] => {
    const direct = depends.flatMap((name) => needed.get(name) ?? []).filter((one) => one.source === source);
    return [...new Set([...direct, ...direct.flatMap((one) => one.depends.flatMap((name) => needed.get(name) ?? [])).filter((one) => one.source === source)])];
  };
  const cmake = askApt([CMAKE_MODULES]).get(CMAKE_MODULES)!;
  fetchPackages([cmake, ...packages.values(), ...[...packages.values()].flatMap(ofSameSource)]);
  const modules = readFindModules(rootOf(cmake));

  const all = [...packages].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, dev]) => readPackage(dev, ofSameSource(dev), modules) ?? []);
  const symbols = all.reduce((sum, { links }) => sum + links.reduce((own, link) => own + link.symbols.size, 0), 0);
  const release = fs.readFileSync('/etc/debian_version', 'utf8').trim();
  const checksums = createHash('sha256').update([...packages.values()].map(({ sha256 }) => sha256).sort().join('\n')).digest('hex');
  return {
    name: 'library-facts',
    file: 'library-facts.br',
    contents: `${all.length} C libraries: headers, names to link with, ${symbols.toLocaleString('en')} symbols, licences with their evidence`,
    origins: [{ name: `${all.length} -dev packages of Debian`, version: release, sha256: checksums }],
    text: `origin\tDebian ${release}\n${all.map(blockOf).join('')}`,
  };
}

/** What the -dev packages need, and what that needs: a link may lead over two packages. */
function askNeeded(packages: ReadonlyMap<string, DebianPackage>): Map<string, DebianPackage> {
  const direct = askApt([...packages.values()].flatMap(({ depends }) => depends));
  const sources = new Set([...packages.values()].map(({ source }) => source));
  const further = [...direct.values()].filter(({ source }) => sources.has(source)).flatMap(({ depends }) => depends);
  return new Map([...direct, ...askApt(further.filter((name) => !direct.has(name)))]);
}

interface ReadPackage {
  readonly dev: DebianPackage;
  readonly links: readonly LinkFact[];
  readonly headers: readonly string[];
  readonly licenses: readonly FoundLicense[];
  readonly names: Pick<DevPackage, 'pkgConfig' | 'cmake' | 'includeRoots'>;
}

function readPackage(dev: DebianPackage, needed: readonly DebianPackage[], modules: FindModules): ReadPackage | undefined {
  if (process.stderr.isTTY || process.env['PROGRESS']) process.stderr.write(`${dev.name}\n`);
  const read = readDevPackage(dev, needed);
  if (read.links.length === 0 && read.headers.length === 0) {
    console.warn(`${dev.name}: has neither libraries nor headers, left out`);
    return undefined;
  }
  const licenses = licensesOf(read);
  return {
    dev,
    links: publicSymbols(read),
    headers: headersNearTheTop(read),
    licenses,
    names: { pkgConfig: read.pkgConfig, cmake: cmakeNames(read, modules), includeRoots: read.includeRoots },
  };
}

function blockOf({ dev, links, headers, licenses, names }: ReadPackage): string {
  const lines = [
    ['library', dev.name, dev.version, dev.source, dev.homepage ?? ''],
    ['pkg-config', names.pkgConfig.join(' ')],
    ['cmake', names.cmake.join(' ')],
    ['roots', names.includeRoots.join(' ')],
    ['headers', packNames(headers)],
    ...links.map(({ name, sonames, symbols }) => ['link', name, sonames.join(' '), packNames(symbols)]),
    ...licenses.map(({ by, expression, detail }) => ['license', by, expression, detail]),
  ];
  return lines.filter(([, value]) => value !== '').map((line) => `${line.join('\t')}\n`).join('');
}

/** By the package's own files, and by the modules that come with CMake. */
function cmakeNames({ cmake, links, pkgConfig }: DevPackage, { byLinkName, byPkgConfig }: FindModules): string[] {
  return [...new Set([...cmake, ...links.flatMap(({ name }) => byLinkName.get(name) ?? []), ...pkgConfig.flatMap((name) => byPkgConfig.get(name) ?? [])])].sort();
}

function licensesOf(read: DevPackage): readonly FoundLicense[] {
  const stated = read.headers.map(({ file }): HeaderLicense | undefined => (fs.statSync(file, { throwIfNoEntry: false })?.isFile() ? licenseOfHeader(fs.readFileSync(file, 'latin1'), base) : undefined));
  const agreed = agreeOnLicense(stated, base);
  const fromHeaders: FoundLicense[] = agreed ? [{ by: agreed.agreed ? 'headers' : 'mixed-headers', expression: textOf(agreed.expression), detail: agreed.detail }] : [];
  const copyright = read.copyright === null ? undefined : licenseOfCopyright(read.copyright, read.links.map(({ name }) => name), base);
  const fromCopyright: FoundLicense[] = copyright && 'by' in copyright ? [{ by: copyright.by, expression: textOf(copyright.expression), detail: copyright.detail }] : [];
  return inOrderOfTrust([...fromHeaders, ...fromCopyright], base);
}

const built = build();
if (process.argv.includes('--check')) reportComparison(compareKnowledge([built]), COMMAND, `${built.contents}: agrees`);
else writeKnowledge([built]);
