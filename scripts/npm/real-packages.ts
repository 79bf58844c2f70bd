/**
 * Asks the product about real packages and compares with what was written down beforehand (real-packages.tsv):
 *
 *     npm run bench:real-packages
 *
 * Fetches them (`npm install --ignore-scripts`) and prints every answer. Exit status 1 where one differs.
 */

import fs from 'node:fs';
import path from 'node:path';
import type { Report } from '../../server/src/findings/report.ts';
import { productRoot } from '../../server/src/workspace/product-files.ts';
import { project, run } from './lab.ts';

interface Row {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly family: string;
  /** The rule that has something to say, or "-". Two permissive licences that differ (a hint of license-mismatch) are not compared. */
  readonly rule: string;
}

const expected = fs
  .readFileSync(path.join(import.meta.dirname, 'real-packages.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line): Row => {
    const [name, version, license, family, rule] = line.split('\t');
    return { name: name!, version: version!, license: license!, family: family!, rule: rule! };
  });

const wanted = expected.filter(({ name }) => !name.startsWith('@img/'));
const directory = project('real-packages', Object.fromEntries(wanted.map(({ name, version }) => [name, version])));
const { stdout } = run(process.execPath, [path.join(productRoot, 'dist/cli.js'), 'check', directory, '--format', 'json'], directory);
const report = JSON.parse(stdout) as Report;

let differing = 0;
for (const row of expected) {
  const found = answerOn(row);
  const same = JSON.stringify(found) === JSON.stringify(row);
  if (!same) differing++;
  console.log(`${same ? 'as expected' : 'DIFFERS    '}  ${row.name}@${row.version}: ${found.license || 'no licence'}, ${found.family}, ${found.rule}`);
  if (!same) console.log(`             expected: ${row.license || 'no licence'}, ${row.family}, ${row.rule}`);
}
console.log(`${expected.length - differing} of ${expected.length} as expected; ${report.dependencies.length} packages in all, ${report.unread.length} not read`);
process.exitCode = differing > 0 ? 1 : 0;

function answerOn({ name, version }: Row): Row {
  const dependency = report.dependencies.find((candidate) => candidate.name === name && candidate.version === version);
  const called = `${name}@${version}`;
  const about = report.findings.filter(
    ({ rule, severity, message, evidence }) =>
      (rule !== 'license-mismatch' || severity !== 'hint') && (message.split(' (')[0]!.endsWith(called) || evidence.some((item) => item.message.startsWith('the same holds for') && item.message.endsWith(called))),
  );
  const rules = [...new Set(about.map(({ rule }) => rule))].sort();
  return { name, version, license: dependency?.license ?? '', family: dependency?.family ?? 'not found', rule: rules.join(' ') || '-' };
}
