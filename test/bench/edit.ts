/**
 * Time from an edit to its new diagnostics in a large driver, over the real protocol with the built server:
 *
 *     npm run build && npx tsx test/bench/edit.ts --kernel DIR|VERSION [--edits N] [--goal MEDIAN,P95] FILE.c
 *
 * Every edit types one character of a statement into the body of some function of the file, as a person does; the
 * driver is judged as if it were proprietary, so that there is something to say. The time includes the server's own
 * pause; beside it stands the processor time of the server, which other work on the machine changes less. Exit status 1 when the median or the 95th percentile is above the goal (50 and 100 ms).
 */

import fs from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { startServerProcess } from '../protocol/server-process.ts';

const { values, positionals } = parseArgs({
  options: {
    kernel: { type: 'string', default: '6.12' },
    edits: { type: 'string', default: '50' },
    goal: { type: 'string', default: '50,100' },
  },
  allowPositionals: true,
});
if (positionals.length !== 1) throw new Error('usage: npx tsx test/bench/edit.ts --kernel DIR|VERSION FILE.c');
const file = path.resolve(positionals[0]!);
const [goalOfMedian, goalOfP95] = values.goal.split(',').map(Number) as [number, number];
const uri = pathToFileURL(file).href;
let text = fs.readFileSync(file, 'utf8');

const folder = path.dirname(file);
const { client, pid } = await startServerProcess({
  initialize: { workspaceFolders: [{ uri: pathToFileURL(folder).href, name: path.basename(folder) }] },
  settings: { kernels: [values.kernel], assumeLicense: 'Proprietary' },
});
const opened = performance.now();
client.open(uri, text);
const first = await client.diagnosticsOf(uri);
const firstAfter = performance.now() - opened;
// The answer to a question about the whole file comes once everything has been judged.
await client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 0 } });
console.log(
  `${path.basename(file)}: ${text.split('\n').length} lines; ${first.diagnostics.length} diagnostics after ${firstAfter.toFixed(0)} ms, ` +
    `all of them after ${(performance.now() - opened).toFixed(0)} ms`,
);

const durations: number[] = [];
const processorBefore = processorTime();
const edits = Number(values.edits);
const bodies = functionBodies(text);
if (bodies.length === 0) throw new Error(`${file} has no function to edit`);
for (let i = 0; i < edits; i++) {
  const version = i + 2;
  edit(version, i);
  const sent = performance.now();
  await client.diagnosticsOf(uri, version);
  durations.push(performance.now() - sent);
  // A person's next key comes later than that; other documents and the garbage collector get their turn.
  await new Promise((resolve) => setTimeout(resolve, 60));
}
const processor = processorTime() - processorBefore;
await client.end();

durations.sort((a, b) => a - b);
const median = durations[Math.floor(durations.length / 2)]!;
const p95 = durations[Math.floor(durations.length * 0.95)]!;
const reached = median <= goalOfMedian && p95 <= goalOfP95;
console.log(
  `${edits} edits: median ${median.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, longest ${durations.at(-1)!.toFixed(0)} ms, processor time ${(processor / edits).toFixed(0)} ms each; ` +
    `goal ${goalOfMedian} and ${goalOfP95} ms: ${reached ? 'reached' : 'missed'}`,
);
process.exit(reached ? 0 : 1);

/** Of the server so far, in milliseconds; NaN where the system does not tell. Counted in ticks of a hundredth of a second. */
function processorTime(): number {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return NaN;
  }
}

/** Types into a function's body: five keys make a statement, the next ones go to another function. */
function edit(version: number, index: number): void {
  const statement = '\n\tx();';
  const step = index % statement.length;
  const body = bodies[Math.floor(((index - step) * 7919) / statement.length) % bodies.length]!;
  const at = text.indexOf(body) + body.length + step;
  text = text.slice(0, at) + statement[step]! + text.slice(at);
  const before = text.slice(0, at).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  void client.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ range: { start: position, end: position }, text: statement[step]! }],
  });
}

/** Heads of functions in the kernel's style, each up to its opening brace, as text that occurs once. */
function functionBodies(source: string): string[] {
  return [...source.matchAll(/^[a-z][^\n;={}]*\([^;{}]*\)\n\{/gm)].map(([head]) => head).filter((head) => source.indexOf(head) === source.lastIndexOf(head));
}
