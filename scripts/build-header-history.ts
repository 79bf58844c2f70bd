/**
 * Takes the history of names in headers, a table that was made from the same sampled Linux source trees as the export
 * history, into server/data. The table is checked line by line before it is taken.
 *
 *     npm run build:header-history -- --from kernel-inline-history.tsv
 *     npm run build:header-history -- --check [--from …]     compares; without --from it only reads what is bundled
 */

import fs from 'node:fs';
import path from 'node:path';
import { readHeaderHistory } from '../server/src/knowledge/header-history.ts';
import { DATA_DIRECTORY, MANIFEST, parseManifest, unpack } from '../server/src/knowledge/manifest.ts';
import { compareKnowledge, reportComparison, sha256, writeKnowledge, type BuiltFile } from './support/knowledge-files.ts';

const ROOT = path.join(import.meta.dirname, '..');
const FILE = 'kernel-header-history.tsv.br';
const COMMAND = 'npm run build:header-history -- --from FILE';

/** A callee that is no identifier is a slip of the table's own search patterns: the form stays, without it. */
function clean(table: string): string {
  const lines = table.split('\n').map((line) => {
    if (line.startsWith('#')) return line;
    const [name, lookedFor, changes] = line.split('\t');
    if (changes === undefined) return line;
    const words = changes.split(' ').filter((word) => /^\d[\w.-]*:/.test(word));
    return [name, lookedFor!.split('|').filter((callee) => /^\w*$/.test(callee)).join('|'), words.map((word) => word.replace(/->$/, '')).join(' ')].join('\t');
  });
  return lines.join('\n');
}

function describe(text: string): BuiltFile {
  const history = readHeaderHistory(text);
  const exportHistory = parseManifest(fs.readFileSync(path.join(ROOT, MANIFEST), 'utf8')).find(({ name }) => name === 'kernel-export-history');
  const origins = (exportHistory?.origins ?? []).filter(({ version }) => history.samples.includes(version));
  if (origins.length !== history.samples.length) throw new Error('its samples are not those of the export history, which names the source trees');
  return {
    name: 'kernel-header-history',
    file: FILE,
    contents: `how headers declared ${history.names.length} names in ${history.samples.length} sampled Linux versions, ${history.samples[0]} to ${history.samples.at(-1)}, and what their macros and inline functions reached`,
    origins,
    text,
  };
}

const at = process.argv.indexOf('--from');
const from = at < 0 ? undefined : process.argv[at + 1];
const check = process.argv.includes('--check');
if (from === undefined && !check) {
  console.error(`where is the table? ${COMMAND}`);
  process.exitCode = 2;
} else {
  const text = from === undefined ? unpack(fs.readFileSync(path.join(ROOT, DATA_DIRECTORY, FILE))) : clean(fs.readFileSync(from, 'utf8'));
  const built = describe(text);
  if (check) reportComparison(compareKnowledge([built]), COMMAND, `${built.contents}: agrees (sha256 of the text ${sha256(text)})`);
  else writeKnowledge([built]);
}
