/**
 * Holds the reader of compiled files against binutils, on every library, program, object and kernel module of the machine
 * that is named: `readelf` says what is needed and what .modinfo holds, `nm` says the symbols.
 *
 *     npm run compare:binutils -- [--limit N] [PATH...]
 */

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readBinary } from '../../server/src/binary/read-binary.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { byBinutils, differences } from './binutils.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { limit: { type: 'string' } } });
const roots = positionals.length > 0 ? positionals : ['/usr/lib', '/usr/bin', '/usr/sbin'];
const limit = Number(values.limit ?? Number.POSITIVE_INFINITY);

const files = createDiskFiles();
const kinds = new Map<string, number>();
const reasons = new Map<string, number>();
let [read, symbols, differing, ours, theirs] = [0, 0, 0, 0, 0];

for (const file of roots.flatMap((root) => [...walk(root)]).filter(isCompiled).slice(0, limit)) {
  const before = process.cpuUsage().user;
  const binary = readBinary(file, files);
  ours += process.cpuUsage().user - before;
  if ('reason' in binary) {
    reasons.set(binary.reason, (reasons.get(binary.reason) ?? 0) + 1);
    continue;
  }
  const start = performance.now();
  const expected = byBinutils(file, binary.kind);
  theirs += performance.now() - start;
  read++;
  symbols += binary.imported.length + binary.exported.length;
  kinds.set(binary.kind, (kinds.get(binary.kind) ?? 0) + 1);
  const found = differences(binary, expected);
  if (found.length === 0) continue;
  differing++;
  console.log(`${file}\n  ${found.slice(0, 4).join('\n  ')}${found.length > 4 ? `\n  … and ${found.length - 4} more` : ''}`);
}

console.log(`\n${read} files compared: ${[...kinds].map(([kind, n]) => `${n} ${kind}`).join(', ')}; ${symbols} symbols`);
console.log(`${read - differing} alike, ${differing} not`);
for (const [reason, n] of reasons) console.log(`not read: ${n} times "${reason}"`);
console.log(`processor time of ours ${(ours / 1e6).toFixed(1)} s; binutils took ${(theirs / 1e3).toFixed(1)} s on the clock`);
process.exitCode = differing === 0 ? 0 : 1;

function* walk(place: string): Generator<string> {
  const stat = fs.lstatSync(place);
  if (stat.isFile()) yield place;
  if (stat.isDirectory()) for (const name of fs.readdirSync(place).sort()) yield* walk(path.join(place, name));
}

function isCompiled(file: string): boolean {
  const handle = fs.openSync(file, 'r');
  const head = Buffer.alloc(8);
  fs.readSync(handle, head, 0, 8, 0);
  fs.closeSync(handle);
  return head.readUInt32BE(0) === 0x7f454c46 || /^!<(?:arch|thin)>\n/.test(head.toString('latin1'));
}

