/** `explain` for a C library: licence and where it is known from, names, headers, and what can take its place. */

import type { Evidence } from '../findings/finding.ts';
import { isUnknown, type FoundLibrary, type Libraries, type Library } from '../libraries/library.ts';
import type { Explanation } from './analyzer.ts';

const MOST_HEADERS = 12;

/** @param name what people call it, a package, a link name, a .pc name, a file name or a header */
export function explainLibrary(name: string, libraries: Libraries): Explanation | undefined {
  const asked = [libraries.byName(name), libraries.byHeader(name)];
  if (/\.so\b|\.a$/.test(name)) asked.push(libraries.byFileName(name));
  if (name.startsWith('lib')) asked.push(libraries.byLinkName(name.slice('lib'.length)));
  const answers = asked.find((answer) => !isUnknown(answer));
  const found = answers && !isUnknown(answers) ? answers : libraries.bySymbol(name);
  if (found.length === 0) return undefined;
  return { name, kind: 'library', sections: found.flatMap(sectionsOf) };
}

function sectionsOf({ library, evidence }: FoundLibrary): Explanation['sections'][number][] {
  const sections = [
    { title: `${library.name}, a C library`, lines: [licenseLine(library), ...(library.depends === null ? [] : [`What decides: ${library.depends}`]), ...(library.isSystemLibrary ? ['It comes with the operating system or the compiler: nearly every program is linked with it'] : [])] },
    { title: 'How that is known', lines: [...evidence, ...library.license.evidence].map(lineOf) },
    { title: 'Names', lines: namesOf(library) },
    { title: 'What can take its place', lines: library.alternatives.map(({ name, license, note, source }) => `${name} (${license}): ${note} [${source}]`) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function licenseLine({ license, confidence }: Library): string {
  if (license.text === null) return 'Licence: unknown';
  const doubt = { high: '', medium: ', not beyond doubt', low: ', by the copyright file of the whole package alone' }[confidence];
  return `Licence: ${license.text}${doubt}`;
}

function lineOf({ message, source, location }: Evidence): string {
  const place = location && `${location.file}:${location.range.start.line}`;
  const from = [place, source].filter((one) => one !== undefined);
  return from.length === 0 ? message : `${message} [${from.join(', ')}]`;
}

function namesOf(library: Library): string[] {
  const headers = library.headers;
  const shown = headers.slice(0, MOST_HEADERS).join(' ');
  const rows: [string, string][] = [
    ['Package', library.package ?? ''],
    ['Linked with', library.linkNames.map((name) => `-l${name}`).join(' ')],
    ['Files', library.sonames.join(' ')],
    ['pkg-config', library.pkgConfig.join(' ')],
    ['Headers', headers.length > MOST_HEADERS ? `${shown} and ${headers.length - MOST_HEADERS} more` : shown],
    ['Homepage', library.homepage ?? ''],
  ];
  return rows.filter(([, value]) => value !== '').map(([title, value]) => `${title}: ${value}`);
}
