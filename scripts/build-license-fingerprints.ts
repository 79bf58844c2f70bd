/**
 * Builds server/data/license-fingerprints.br from the texts of the SPDX list: licences that have one text, the sample of
 * its runs of words, and the notices that licences tell their users to put into works, cut out of their own texts.
 * `--check` builds in memory and fails where the repository holds something else.
 *
 *     npm run build:license-fingerprints [-- --check]
 */

import fs from 'node:fs';
import path from 'node:path';
import licenseList from 'spdx-license-list/full.js';
import { writeFingerprints } from '../server/src/knowledge/license-fingerprints.ts';
import { lengthOfHead, runsOf, termsOf, wordsOf } from '../server/src/licensing/license-words.ts';
import { compareKnowledge, reportComparison, writeKnowledge, type BuiltFile } from './support/knowledge-files.ts';

const manifest = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, '../node_modules/spdx-license-list/package.json'), 'utf8'),
) as { name: string; version: string; license: string };

/** Enough to tell which texts may be meant; the texts themselves are compared then. */
const SAMPLE = 48;

/** Old names of "-only" and "-or-later" (SPDX list 3.0), and of licences that are written with an exception today. */
const ids = Object.keys(licenseList)
  .filter((id) => !isOldName(id))
  .sort((a, b) => (a < b ? -1 : 1));

function isOldName(id: string): boolean {
  return id.endsWith('+') || `${id}-only` in licenseList || /^GPL-.*-with-.*-exception$/.test(id);
}

/** Where a notice begins and ends in the text of a licence, and what it says. */
const NOTICES: readonly { id: string; from: string; to: string; only: string | null; later: string | null }[] = [
  { id: 'GPL-2.0-only', from: 'This program is free software; you can redistribute', to: 'See the GNU General Public License for more details.', only: 'GPL-2.0-only', later: 'GPL-2.0-or-later' },
  { id: 'GPL-3.0-only', from: 'This program is free software: you can redistribute', to: 'See the GNU General Public License for more details.', only: 'GPL-3.0-only', later: 'GPL-3.0-or-later' },
  { id: 'LGPL-2.0-only', from: 'This library is free software; you can redistribute', to: 'for more details.', only: 'LGPL-2.0-only', later: 'LGPL-2.0-or-later' },
  { id: 'LGPL-2.1-only', from: 'This library is free software; you can redistribute', to: 'for more details.', only: 'LGPL-2.1-only', later: 'LGPL-2.1-or-later' },
  { id: 'AGPL-3.0-only', from: 'This program is free software: you can redistribute', to: 'See the GNU Affero General Public License for more details.', only: 'AGPL-3.0-only', later: 'AGPL-3.0-or-later' },
  { id: 'Apache-2.0', from: 'Licensed under the Apache License, Version 2.0', to: 'limitations under the License.', only: 'Apache-2.0', later: null },
  { id: 'MPL-2.0', from: 'This Source Code Form is subject to the terms of the Mozilla Public', to: 'mozilla.org/MPL/2.0/', only: 'MPL-2.0', later: null },
];

/** Licences to whose text another one is appended: their own ends where that begins. */
const APPENDED: Readonly<Record<string, string>> = {
  'LGPL-3.0-only': '\nGNU GENERAL PUBLIC LICENSE',
  'LGPL-3.0-or-later': '\nGNU GENERAL PUBLIC LICENSE',
};

interface TextGroup {
  readonly ids: string[];
  readonly from: number;
  readonly to: number;
  readonly words: Int32Array;
}

/** By the words: licences that differ in nothing that counts have one text. */
const groups = new Map<string, TextGroup>();
for (const id of ids) {
  const text = licenseList[id]!.licenseText;
  const from = lengthOfHead(text);
  const appended = APPENDED[id] === undefined ? -1 : text.indexOf(APPENDED[id]);
  const to = appended < 0 ? text.length : appended;
  const words = wordsOf(termsOf(text.slice(from, to))).hashes;
  if (words.length < 8) continue;
  const group = groups.get(words.join(' '));
  if (group) group.ids.push(id);
  else groups.set(words.join(' '), { ids: [id], from, to, words });
}

const texts = [...groups.values()].map(({ ids: group, from, to, words }) => {
  const runs = runsOf(words);
  const [first, ...others] = sortGroup(group);
  return { kind: 'text' as const, ids: [first!, ...others], ...placesIn(first!, from, to), runs: runs.length, sample: sampleOf(runs), text: null };
});

/** The text of the first licence is the one that is read; others of the group may be wrapped otherwise. */
function placesIn(id: string, from: number, to: number): { from: number; to: number } {
  const text = licenseList[id]!.licenseText;
  return APPENDED[id] === undefined ? { from: lengthOfHead(text), to: text.length } : { from, to };
}

const notices = NOTICES.flatMap(({ id, from, to, only, later }) => {
  const text = licenseList[id]!.licenseText.replace(/\s+/g, ' ');
  const start = text.lastIndexOf(from);
  const end = text.indexOf(to, start);
  if (start < 0 || end < 0) throw new Error(`${id}: its text holds no notice that begins with "${from}"`);
  const whole = text.slice(start, end + to.length);
  const withoutLater = whole.replace(/,? ?(?:either )?(version [\d.]+)(?: of the License)?,? or \(at your option\) any later version/i, ' $1');
  return [
    ...(later === null ? [] : [noticeOf(later, whole)]),
    ...(only === null ? [] : [noticeOf(only, later === null ? whole : withoutLater)]),
  ];
});

function noticeOf(id: string, text: string): { kind: 'notice'; ids: string[]; from: number; to: number; runs: number; sample: Int32Array; text: string } {
  const runs = runsOf(wordsOf(text).hashes);
  return { kind: 'notice', ids: [id], from: 0, to: 0, runs: runs.length, sample: sampleOf(runs), text };
}

/** The plain name first: "GPL-2.0-only" before "GPL-2.0-or-later". */
function sortGroup(group: readonly string[]): string[] {
  return [...group].sort((a, b) => Number(licenseList[b]!.osiApproved) - Number(licenseList[a]!.osiApproved) || a.length - b.length || (a < b ? -1 : 1));
}

/** The hashes that end with enough zeros: a text that holds a part of the licence has the sample's hashes of that part. */
function sampleOf(runs: Int32Array): Int32Array {
  const distinct = [...new Set(runs)];
  let mask = 0;
  while (distinct.filter((run) => (run & (mask * 2 + 1)) === 0).length >= SAMPLE) mask = mask * 2 + 1;
  return Int32Array.from(distinct.filter((run) => (run & mask) === 0).sort((a, b) => (a >>> 0) - (b >>> 0)));
}

const entries = [...texts, ...notices];
const built: readonly BuiltFile[] = [
  {
    name: 'license-fingerprints',
    file: 'license-fingerprints.br',
    contents: `fingerprints of ${texts.length} licence texts and ${notices.length} notices`,
    origins: [{ name: manifest.name, version: manifest.version, license: manifest.license }],
    text: writeFingerprints(entries),
  },
];

if (process.argv.includes('--check')) {
  reportComparison(compareKnowledge(built), 'npm run build:license-fingerprints', `${entries.length} fingerprints agree with ${manifest.name} ${manifest.version}`);
} else {
  writeKnowledge(built);
}
