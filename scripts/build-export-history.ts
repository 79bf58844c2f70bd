/**
 * Takes the export history, a gzipped table that was made from sampled Linux source trees (its head names each of
 * them), into server/data. The table is checked line by line before it is taken.
 *
 *     npm run build:export-history -- --from kernel-export-history.tsv.gz
 *     npm run build:export-history -- --check [--from …]     compares; without --from it only reads what is bundled
 */

import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { readExportHistory } from '../server/src/knowledge/export-history.ts';
import { DATA_DIRECTORY, unpack } from '../server/src/knowledge/manifest.ts';
import { compareKnowledge, reportComparison, sha256, writeKnowledge, type BuiltFile } from './support/knowledge-files.ts';

const FILE = 'kernel-export-history.tsv.br';
const COMMAND = 'npm run build:export-history -- --from FILE';

function describe(text: string): BuiltFile {
  const history = readExportHistory(text);
  const symbols = [...text.matchAll(/^([^#\t\n]+)\t/gm)].map((match) => match[1]!);
  for (const symbol of symbols) {
    if (!history.of(symbol)) throw new Error(`${symbol} is not found: the table must be sorted by code units`);
  }
  return {
    name: 'kernel-export-history',
    file: FILE,
    contents: `how ${symbols.length.toLocaleString('en-US')} symbols were exported in ${history.samples.length} sampled Linux versions, ${history.samples[0]} to ${history.samples.at(-1)}`,
    origins: [...text.matchAll(/^# source (\S+)\tgithub (\S+)\tcommit (\S+)/gm)].map(([, version, repository, commit]) => ({
      name: `github.com/${repository} ${commit}`,
      version: version!,
    })),
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
  const bundled = path.join(import.meta.dirname, '..', DATA_DIRECTORY, FILE);
  const text = from === undefined ? unpack(fs.readFileSync(bundled)) : zlib.gunzipSync(fs.readFileSync(from)).toString('utf8');
  const built = describe(text);
  if (check) reportComparison(compareKnowledge([built]), COMMAND, `${built.contents}: agrees (sha256 of the text ${sha256(text)})`);
  else writeKnowledge([built]);
}
