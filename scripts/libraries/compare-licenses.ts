/**
 * Holds the licences of the bundled facts against those of careful-reading.tsv: what headers and copyright files give alone,
 * and the answer with what people wrote down. The same: the same choices of the same licences.
 *
 *     npm run bench:library-licenses [-- --verbose]
 */

import fs from 'node:fs';
import path from 'node:path';
import { KnowledgeBase } from '../../server/src/knowledge/knowledge-base.ts';
import { alternativesOf, parseLicenseExpression } from '../../server/src/knowledge/license-expression.ts';
import type { LibraryFact } from '../../server/src/knowledge/library-facts.ts';
import { librariesOf } from '../../server/src/libraries/libraries-of-fact.ts';
import { familyOf, LicenseBase, textOf } from '../../server/src/licensing/license-base.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';

const base = new LicenseBase(new KnowledgeBase(readProductFile));
const facts = new Map(base.knowledge.libraryFacts()!.libraries.map((fact) => [fact.package, fact]));
const written = base.knowledge.libraryLicenses()!;
const rows = fs
  .readFileSync(path.join(import.meta.dirname, 'careful-reading.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t') as [string, string, string]);

compare('headers and copyright files alone', (fact) => fact.licenses[0]?.expression ?? null);
compare('copyright files alone', (fact) => fact.licenses.find(({ by }) => by !== 'headers')?.expression ?? null);
compare('with what people wrote down', (fact) => librariesOf(fact, written, '')[0]!.library.license.text);

function compare(title: string, answer: (fact: LibraryFact) => string | null): void {
  const counts = { same: 0, family: 0, other: 0, none: 0, missing: 0 };
  const differences: string[] = [];
  for (const [name, expected, confidence] of rows) {
    const fact = facts.get(name);
    if (!fact) {
      counts.missing++;
      continue;
    }
    const given = answer(fact);
    const outcome = given === null ? 'none' : choicesOf(given) === choicesOf(expected) ? 'same' : familyIn(given) === familyIn(expected) ? 'family' : 'other';
    counts[outcome]++;
    if (outcome !== 'same') differences.push(`    ${name}: ${given ?? 'nothing'}, read as ${expected}${confidence === 'low' ? ' (low)' : ''} [${outcome}] ${fact.licenses.map(({ by, expression, detail }) => `${by} ${expression}: ${detail}`).join(' | ')}`);
  }
  console.log(`${title}: of ${rows.length - counts.missing} libraries ${counts.same} the same licence, ${counts.family} another of the same family, ${counts.other} of another family, ${counts.none} none; ${counts.missing} are not in the facts`);
  if (process.argv.includes('--verbose')) console.log(differences.join('\n'));
}

function choicesOf(text: string): string {
  const expression = parseLicenseExpression(text);
  if ('reason' in expression) return text;
  return alternativesOf(expression).map((all) => [...new Set(all.map(textOf))].sort().join(' & ')).sort().join(' | ');
}

function familyIn(text: string): string {
  const expression = parseLicenseExpression(text);
  return 'reason' in expression ? text : familyOf(expression, base);
}
