/**
 * Builds server/data/spdx-*.br, names and texts of the SPDX licences, from the npm package spdx-license-list that
 * package.json pins. `--check` builds in memory and fails where the repository holds something else.
 *
 *     npm run build:licenses [-- --check]
 */

import fs from 'node:fs';
import path from 'node:path';
import licenseList from 'spdx-license-list/full.js';
import { writeLicenses, writeLicenseTexts } from '../server/src/knowledge/licenses.ts';
import { compareKnowledge, reportComparison, writeKnowledge, type BuiltFile } from './support/knowledge-files.ts';

const manifest = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, '../node_modules/spdx-license-list/package.json'), 'utf8'),
) as { name: string; version: string; license: string };
const origins = [{ name: manifest.name, version: manifest.version, license: manifest.license }];

const licenses = Object.entries(licenseList)
  .map(([id, { name, url, osiApproved, licenseText }]) => ({ id, name: name.trim(), url: firstUrl(url), osiApproved, text: licenseText }))
  .sort((a, b) => (a.id < b.id ? -1 : 1));

/** Some licences have several addresses, one a line, and some have none, whatever the package's types say. */
function firstUrl(url: string | undefined): string | null {
  return url?.split('\n')[0]?.trim() || null;
}

const built: readonly BuiltFile[] = [
  {
    name: 'spdx-licenses',
    file: 'spdx-licenses.tsv.br',
    contents: `names of ${licenses.length} SPDX licences`,
    origins,
    text: writeLicenses(licenses),
  },
  {
    name: 'spdx-license-texts',
    file: 'spdx-license-texts.br',
    contents: `texts of ${licenses.length} SPDX licences`,
    origins,
    text: writeLicenseTexts(licenses),
  },
];

if (process.argv.includes('--check')) {
  reportComparison(compareKnowledge(built), 'npm run build:licenses', `${licenses.length} licences agree with ${manifest.name} ${manifest.version}`);
} else {
  writeKnowledge(built);
}
