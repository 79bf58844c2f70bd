/**
 * Packs what people wrote down on the licences of libraries (scripts/libraries/licenses.tsv and alternatives.tsv) into
 * server/data. A line is refused whose licence is no SPDX expression, or which names a package, a link name or a header that
 * the facts on Debian's packages do not know.
 *
 *     npm run build:library-licenses [-- --check]
 */

import fs from 'node:fs';
import path from 'node:path';
import { KnowledgeBase } from '../server/src/knowledge/knowledge-base.ts';
import { parseLicenseExpression } from '../server/src/knowledge/license-expression.ts';
import { readLibraryLicenses, type LibraryLicenses } from '../server/src/knowledge/library-licenses.ts';
import { readProductFile } from '../server/src/workspace/product-files.ts';
import { compareKnowledge, reportComparison, writeKnowledge, type BuiltFile } from './support/knowledge-files.ts';

const COMMAND = 'npm run build:library-licenses';

function build(): BuiltFile {
  const text = [...linesOf('license', 'licenses.tsv'), ...linesOf('alternative', 'alternatives.tsv')].map((line) => `${line}\n`).join('');
  const licenses = readLibraryLicenses(text);
  const problems = problemsIn(licenses);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const alternatives = [...licenses.alternatives.values()].flat();
  return {
    name: 'library-licenses',
    file: 'library-licenses.tsv.br',
    contents: `licences of ${licenses.rows.length} C libraries that people read, and ${alternatives.length} libraries that can take the place of ${licenses.alternatives.size} others`,
    origins: [{ name: 'scripts/libraries/licenses.tsv and alternatives.tsv, whose rows name their sources', version: '1' }],
    text,
  };
}

function linesOf(kind: string, file: string): string[] {
  const text = fs.readFileSync(path.join(import.meta.dirname, 'libraries', file), 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => `${kind}\t${line}`);
}

function problemsIn({ rows, alternatives }: LibraryLicenses): string[] {
  const facts = new KnowledgeBase(readProductFile).libraryFacts();
  if (!facts) throw new Error('there are no facts on libraries to compare with: run npm run build:library-facts');
  const byPackage = new Map(facts.libraries.map((fact) => [fact.package, fact]));
  const named = new Set([...byPackage.keys(), ...rows.filter((row) => row.package === '-').map(({ name }) => name)]);
  return [
    ...rows.flatMap((row) => {
      const fact = byPackage.get(row.package);
      if (row.package === '-') return row.license === null ? [`${row.name}: no licence`] : [];
      if (!fact) return [`${row.package} is no package of the facts`];
      const headers = new Set(fact.headers);
      const links = new Set(fact.links.map(({ name }) => name));
      return [...row.links.filter((link) => !links.has(link)), ...row.headers.filter((header) => !headers.has(header))].map((name) => `${row.package} has no ${name}`);
    }),
    ...rows.flatMap(({ name, license }) => (license === null ? [] : notSpdx(name, license))),
    ...[...alternatives].flatMap(([of, all]) => [...(named.has(of) ? [] : [`${of} is no library of the facts`]), ...all.flatMap(({ name, license }) => notSpdx(name, license))]),
  ];
}

function notSpdx(name: string, license: string): string[] {
  const parsed = parseLicenseExpression(license);
  return 'reason' in parsed ? [`${name}: "${license}" ${parsed.reason}`] : [];
}

const built = build();
if (process.argv.includes('--check')) reportComparison(compareKnowledge([built]), COMMAND, `${built.contents}: agrees`);
else writeKnowledge([built]);
