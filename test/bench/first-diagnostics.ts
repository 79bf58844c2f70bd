/**
 * Time from opening a file to its first diagnostics, over the real protocol with the built server:
 *
 *     npm run build && npx tsx test/bench/first-diagnostics.ts [--goal MILLISECONDS] [--kernel DIR|VERSION] [FILE.c...]
 *
 * The first file is opened in a server that has just greeted and has read nothing yet; the others follow one
 * by one. The default kernel is the bundled facts of 6.12. Exit status 1 when a file takes longer than the goal (500 ms).
 */

import fs from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { startServerProcess } from '../protocol/server-process.ts';

const { values, positionals } = parseArgs({ options: { goal: { type: 'string', default: '500' }, kernel: { type: 'string', default: '6.12' } }, allowPositionals: true });
const sample = path.join(import.meta.dirname, '..', '..', 'sample');
const files = (positionals.length > 0 ? positionals : ['proprietary-driver/engine.c', 'proprietary-driver/main.c', 'proprietary-driver/vendor_share.c', 'gpl-driver/open_timer.c'].map((name) => path.join(sample, name))).map((file) => path.resolve(file));
const goal = Number(values.goal);

const started = performance.now();
const folders = [...new Set(files.map((file) => path.dirname(file)))].map((folder) => ({ uri: pathToFileURL(folder).href, name: path.basename(folder) }));
const { client } = await startServerProcess({ initialize: { workspaceFolders: folders }, settings: { kernels: [values.kernel] } });
console.log(`${milliseconds(performance.now() - started)}  from starting the process to its greeting`);

let slowest = 0;
for (const [index, file] of files.entries()) {
  const text = fs.readFileSync(file, 'utf8');
  const uri = pathToFileURL(file).href;
  const opened = performance.now();
  client.open(uri, text);
  const { diagnostics } = await client.diagnosticsOf(uri);
  const duration = performance.now() - opened;
  slowest = Math.max(slowest, duration);
  console.log(`${milliseconds(duration)}  to ${diagnostics.length} diagnostics of ${path.basename(file)}${index === 0 ? ', the first file' : ''}`);
}
await client.end();
console.log(`slowest ${milliseconds(slowest).trim()}, goal ${goal} ms: ${slowest <= goal ? 'reached' : 'missed'}`);
process.exit(slowest <= goal ? 0 : 1);

function milliseconds(duration: number): string {
  return `${duration.toFixed(0).padStart(6)} ms`;
}
