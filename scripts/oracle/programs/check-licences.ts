/**
 * Holds library-licences.tsv against what the fetched packages say. Each row names the passage that it is from: the class
 * of licence that the words there speak of has to be the row's. The library's headers are asked as well; where most of
 * them, or the copyright file's "Files: *", say something else, the row needs a note why the passage counts.
 * Words are looked for, and nothing of the product: what it reads licences with is what the truth is there to judge.
 *
 *     npm run oracle:program-licences
 */

import fs from 'node:fs';
import path from 'node:path';
import { list } from '../cache.ts';
import { SYSTEM } from './list.ts';
import { readLicences, type LibraryLicence } from './truth.ts';

const CLASSES = ['GPL', 'LGPL', 'MPL', 'permissive'] as const;
type LicenceClass = (typeof CLASSES)[number];

const DATABASE = path.join(SYSTEM, 'var/lib/dpkg/info');
/** A header says its licence at its beginning. */
const HEAD = 3_000;

function classesIn(text: string): Set<LicenceClass> {
  // Without what stands at the beginnings of comment lines, so that names are not broken.
  const words = text.replace(/[\s*/#]+/g, ' ');
  const found = new Set<LicenceClass>();
  const lesser = /\bL(?:GPL|PGL)|GNU (?:Lesser|Library) (?:General )?Public/gi;
  if (lesser.test(words)) found.add('LGPL');
  if (/GPL|GNU General Public/i.test(words.replace(lesser, '').replace(/Lesser General Public License for more details/gi, '').replace(/see the GNU General Public License for more details/gi, ''))) found.add('GPL');
  if (/\bMPL|Mozilla Public/.test(words)) found.add('MPL');
  if (/Permission (?:is hereby granted|to use)|Redistribution and use|public domain|\b(?:BSD|MIT|Expat|X11|Apache|Academic Free|AFL|ISC|[Zz]lib|curl|GD|WTFPL|ImageMagick|TCP-wrappers|IJG)\b/.test(words)) found.add('permissive');
  return found;
}

/** Of a choice all of it, else the strictest. */
function kind(classes: ReadonlySet<LicenceClass>, isChoice: boolean): string {
  const ordered = CLASSES.filter((one) => classes.has(one));
  return (isChoice ? ordered.join(' or ') : (ordered[0] ?? '')) || 'nothing';
}

/** "usr/share/doc/libcap2/copyright:8", ":8-12", or a file and the text that it holds between quotes. */
function passage(source: string): string | undefined {
  const [, file, first, last, quoted] = /^(.+?)(?::(\d+)(?:-(\d+))?| "(.*)")$/.exec(source) ?? [];
  if (file === undefined || !fs.existsSync(path.join(SYSTEM, file))) return undefined;
  const text = fs.readFileSync(path.join(SYSTEM, file), 'latin1');
  if (quoted !== undefined) return text.includes(quoted) ? quoted : undefined;
  return text.split('\n').slice(Number(first) - 1, Number(last ?? first)).join('\n');
}

/** "Files: *" of a machine-readable copyright file. */
function wholePackage(source: string): string | undefined {
  const file = path.join(SYSTEM, source.replace(/(?::[\d-]+| ".*")$/, ''));
  if (!file.endsWith('/copyright') || !fs.existsSync(file)) return undefined;
  return /^Files:\s*\*\s*\n(?:.+\n)*?License:(.*)/m.exec(fs.readFileSync(file, 'utf8'))?.[1];
}

const lists = list(DATABASE).filter((name) => name.endsWith('.list')).map((name) => fs.readFileSync(path.join(DATABASE, name), 'utf8').split('\n'));

/** What most headers say, of the -dev package that has the link to the library. */
function headersOf(soname: string, isChoice: boolean): { readonly says: string; readonly share: string } | undefined {
  const link = `/${soname.replace(/\.so.*$/, '.so')}`;
  const files = lists.find((one) => one.some((file) => file.endsWith(link)) && one.some((file) => file.endsWith('.h'))) ?? [];
  const counts = new Map<string, number>();
  for (const file of files.filter((one) => one.endsWith('.h') && fs.existsSync(path.join(SYSTEM, one)))) {
    const says = kind(classesIn(fs.readFileSync(path.join(SYSTEM, file), 'latin1').slice(0, HEAD)), isChoice);
    if (says !== 'nothing') counts.set(says, (counts.get(says) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  const all = [...counts.values()].reduce((sum, one) => sum + one, 0);
  return most && { says: most[0], share: `${most[1]} of ${all}` };
}

function problemsOf({ soname, licence, source, note }: LibraryLicence): string[] {
  const isChoice = licence.includes(' OR ');
  const wanted = kind(classesIn(licence.replaceAll('LicenseRef-public-domain', 'public domain')), isChoice);
  const text = passage(source);
  if (text === undefined) return [`${soname}: ${source === '' ? 'names no passage' : `${source} is not there`}`];
  const said = kind(classesIn(text), isChoice);
  const problems = said === wanted ? [] : [`${soname} is ${licence} (${wanted}), and ${source} speaks of ${said}`];
  if (note !== '') return problems;
  const whole = wholePackage(source);
  if (whole !== undefined && kind(classesIn(whole), isChoice) !== wanted) problems.push(`${soname} is ${licence} (${wanted}), and "Files: *" says${whole}: why?`);
  const headers = headersOf(soname, isChoice);
  if (headers && headers.says !== wanted) problems.push(`${soname} is ${licence} (${wanted}), and ${headers.share} of its headers that say something say ${headers.says}: why?`);
  return problems;
}

const rows = readLicences().filter(({ licence }) => licence !== 'system' && licence !== 'own');
const problems = rows.flatMap(problemsOf);
for (const problem of problems) console.log(problem);
console.log(`${rows.length} libraries, ${rows.filter(({ note }) => note !== '').length} with a note: ${problems.length} ${problems.length === 1 ? 'row differs' : 'differences'}`);
if (problems.length > 0) process.exitCode = 1;
