/**
 * Figures of reading Debian's copyright files: those of the packages on this machine.
 *
 *     npm run bench:debian-copyright [-- --verbose]
 */

import fs from 'node:fs';
import path from 'node:path';
import { KnowledgeBase } from '../../server/src/knowledge/knowledge-base.ts';
import { readDebianCopyright, stanzaFor } from '../../server/src/licensing/debian-copyright.ts';
import { LicenseBase } from '../../server/src/licensing/license-base.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';

const DOC = '/usr/share/doc';
const base = new LicenseBase(new KnowledgeBase(readProductFile));
const files = fs.readdirSync(DOC).map((name) => path.join(DOC, name, 'copyright')).filter((file) => fs.existsSync(file));
const unread = new Map<string, number>();
const counts = { readable: 0, stanzas: 0, byName: 0, byText: 0, unread: 0, whole: 0, problems: 0 };

const before = process.cpuUsage();
for (const file of files) {
  const copyright = readDebianCopyright(fs.readFileSync(file, 'utf8'), base);
  if ('reason' in copyright) continue;
  counts.readable++;
  counts.problems += copyright.problems.length;
  if (stanzaFor(copyright, 'any/file.c')?.license.expression) counts.whole++;
  for (const { license } of copyright.stanzas) {
    counts.stanzas++;
    if (license.expression === null) counts.unread++;
    else counts[license.source === 'text' ? 'byText' : 'byName']++;
    for (const name of license.unread) unread.set(name, (unread.get(name) ?? 0) + 1);
  }
}
const { user, system } = process.cpuUsage(before);

console.log(`${files.length} copyright files, ${counts.readable} machine-readable; ${((user + system) / 1000).toFixed(0)} ms of CPU`);
console.log(`${counts.stanzas} stanzas: ${counts.byName} read by name, ${counts.byText} by text, ${counts.unread} not read (${((100 * counts.unread) / counts.stanzas).toFixed(1)} %); ${counts.problems} problems`);
console.log(`${counts.whole} of ${counts.readable} tell the licence of a file that no pattern but "*" matches`);
if (process.argv.includes('--verbose')) for (const [name, count] of [...unread].sort((a, b) => b[1] - a[1])) console.log(`    ${count} ${name}`);
