/**
 * Measures the readers of build files: what they say each program is linked with, beside what Debian's compiled program needs.
 *
 *     npx tsx scripts/build-links.ts DIRECTORY [--each]
 *
 * DIRECTORY holds src/NAME/tree (an unpacked Debian source) and root/NAME (its binary packages, unpacked): `apt-get source`,
 * `apt-get download` and `dpkg-deb -x` make both. A library is told by its name alone, without "lib", ending and version,
 * which is stricter than what the product does with the machine's .pc files: a pkg-config name that is like none of its
 * libraries counts as missed.
 */

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readBinary } from '../server/src/binary/read-binary.ts';
import { readBuild } from '../server/src/build/read-build.ts';
import type { LinkRequest, Program } from '../server/src/build/program.ts';
import { createDiskFiles } from '../server/src/workspace/disk-files.ts';

/** Of the C and C++ implementations: linked unasked, and nobody's finding. */
const SYSTEM = /^(?:c|m|pthread|dl|rt|gcc_s|stdc\+*|util|resolv|nsl|crypt|ld-linux-x86(?:-64)?|atomic|socket|threads)$/;

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { each: { type: 'boolean', default: false } } });
const root = path.resolve(positionals[0] ?? '.');
const files = createDiskFiles();
const total = { programs: 0, needed: 0, found: 0, always: 0, alwaysRight: 0, all: 0, allRight: 0, milliseconds: 0, sources: 0 };

for (const name of fs.readdirSync(path.join(root, 'src')).sort()) {
  const tree = path.join(root, 'src', name, 'tree');
  if (!fs.existsSync(tree)) continue;
  const before = process.cpuUsage();
  const { programs } = readBuild(files, tree);
  const used = process.cpuUsage(before);
  total.milliseconds += (used.user + used.system) / 1_000;
  total.sources += new Set(programs.flatMap((program) => program.sources.map((source) => source.path))).size;
  const byId = new Map(programs.map((program) => [program.id, program]));
  for (const [file, needed] of binariesBelow(path.join(root, 'root', name))) {
    const shipped = path.basename(file).replace(/^lib(?=.*\.so)|\.so(?:\.[\d.]+)?$/g, '');
    const namesakes = programs.filter((one) => plain(one.name) === plain(shipped) && (one.kind === 'executable') === !/\.so/.test(file));
    const program = namesakes.sort((one, other) => other.sources.length - one.sources.length)[0];
    if (program) compare(name, program, needed, byId);
    else if (options.each) console.log(`${name} ${shipped}: no program of this name is known`);
  }
}

const share = (part: number, whole: number) => `${part} of ${whole} (${whole === 0 ? '–' : ((100 * part) / whole).toFixed(1)} %)`;
console.log(`${total.programs} programs and libraries, ${total.sources} sources, ${(total.milliseconds / 1_000).toFixed(2)} s of CPU`);
console.log(`needed and found:                      ${share(total.found, total.needed)}`);
console.log(`asked for without condition and needed: ${share(total.alwaysRight, total.always)}`);
console.log(`asked for, with conditions, and needed: ${share(total.allRight, total.all)}`);

function compare(from: string, program: Program, needed: readonly string[], byId: ReadonlyMap<string, Program>): void {
  const wanted = new Set(needed.map(plain).filter((one) => !SYSTEM.test(one)));
  const own = new Set([...byId.values()].filter(({ kind }) => kind !== 'executable').map((one) => plain(one.name)));
  const reached = reachable(program, byId);
  const links = distinct(reached.flatMap((one) => (one === program || one.kind === 'static-library' ? one.links : [])));
  const asked = new Set([...links.map(({ name }) => plain(name)), ...reached.filter((one) => one !== program).map((one) => plain(one.name))]);
  const missed = [...wanted].filter((one) => !like(one, asked));
  const outside = links.filter(({ name }) => !SYSTEM.test(plain(name)) && !own.has(plain(name)));
  const always = outside.filter(({ condition }) => condition === null);
  const extra = always.filter(({ name }) => !like(plain(name), wanted));
  total.programs++;
  total.needed += wanted.size;
  total.found += wanted.size - missed.length;
  total.always += always.length;
  total.alwaysRight += always.length - extra.length;
  total.all += outside.length;
  total.allRight += outside.filter(({ name }) => like(plain(name), wanted)).length;
  if (options.each && (missed.length > 0 || extra.length > 0)) console.log(`${from} ${program.name}: missed ${missed.join(' ') || '–'}; not needed ${extra.map(({ name }) => name).join(' ') || '–'}`);
}

function reachable(program: Program, byId: ReadonlyMap<string, Program>): Program[] {
  const reached = new Set([program]);
  for (const one of reached) for (const { id } of one.uses) reached.add(byId.get(id)!);
  return [...reached];
}

function distinct(links: readonly LinkRequest[]): LinkRequest[] {
  const byName = new Map<string, LinkRequest>();
  for (const link of links) if (byName.get(plain(link.name))?.condition !== null) byName.set(plain(link.name), link);
  return [...byName.values()];
}

/** "png" of libpng16.so.16, png16, libpng and libpng16; "gtk" of gtk+-3.0 and libgtk-3.so.0. */
function plain(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1).replace(/\.(?:so|a|la)(?:\.[\d.]+)?$/, '');
  return base.replace(/^lib(?=[a-zA-Z])/, '').replace(/[-_.+]*\d[\d.]*$/, '').replace(/\+$/, '').toLowerCase() || base.toLowerCase();
}

function like(one: string, others: ReadonlySet<string>): boolean {
  return others.has(one) || others.has(one.replace(/w$/, '')) || others.has(`${one}w`);
}

function* binariesBelow(directory: string): Generator<[string, readonly string[]]> {
  if (!fs.existsSync(directory)) return;
  for (const entry of fs.readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile() || !/\/(?:s?bin|games|libexec|lib)\//.test(file)) continue;
    const binary = readBinary(file, files);
    if (!('reason' in binary) && (binary.kind === 'executable' || binary.kind === 'shared-library')) yield [file, binary.needed];
  }
}
