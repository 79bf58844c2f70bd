/**
 * How quick the built server stays, over the real protocol:
 *
 *     npm run bench:editor -- [--kernel 6.12] [--directory drivers/net] [--seconds 60] [--only waiting|opening|memory]
 *
 * - waiting: while the whole of a kernel's driver directory is checked, how long a request waits that needs no analysis, and
 *   how long a hover over the open file does. What of the first wait the server's event loop was held, other than by the
 *   machine's other work, is the processor time of its thread (goal: 50 ms at most).
 * - opening: from opening a folder of 500 C files to the first diagnostics of the open one, without and with what an
 *   earlier session has left in the cache (goals: 1000 and 300 ms). Starting the process counts.
 * - memory: resident memory of the server with one file open that was judged against the kernel's headers, half a minute after the
 *   last question, and at rest, when its threads have ended (goal: 150 MB). It takes four minutes.
 *
 * Processor time is beside each time that a busy machine makes longer. Sources and headers are those of `npm run oracle:fetch`. Exit status 1 where a goal is missed.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { buildDirectory, isKernel, sourceTree, walk } from '../../scripts/oracle/cache.ts';
import { startServerProcess, type ServerProcess } from '../protocol/server-process.ts';

const { values: options } = parseArgs({
  options: {
    kernel: { type: 'string', default: '6.12' },
    directory: { type: 'string', default: 'drivers/net' },
    /** A check that takes longer is cancelled. */
    seconds: { type: 'string', default: '60' },
    only: { type: 'string' },
  },
});
if (!isKernel(options.kernel)) throw new Error(`no kernel ${options.kernel}`);
const headers = buildDirectory(options.kernel);
const tree = sourceTree(options.kernel);
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'copyleft-lens-responsiveness-'));
let missed = 0;

try {
  if (options.only === undefined || options.only === 'memory') await memory();
  if (options.only === undefined || options.only === 'opening') await opening();
  if (options.only === undefined || options.only === 'waiting') await waiting();
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}
process.exit(missed > 0 ? 1 : 0);

async function waiting(): Promise<void> {
  const directory = path.join(tree, options.directory);
  const file = walk(directory).find((name) => name.endsWith('.c') && fs.readFileSync(name, 'utf8').includes('MODULE_LICENSE'))!;
  const server = await start(tree, [directory]);
  const uri = open(server, file);
  const first = performance.now();
  await server.client.diagnosticsOf(uri);
  console.log(`waiting: ${path.relative(tree, file)} judged ${seconds(performance.now() - first)} after it was opened`);

  let checking = true;
  const check = server.client.connection.sendRequest('copyleftLens/summary', {}).then(() => 'done', () => 'cancelled').finally(() => (checking = false));
  const started = performance.now();
  const times: Record<'tiny' | 'hover' | 'own' | 'busy', number[]> = { tiny: [], hover: [], own: [], busy: [] };
  await Promise.race([
    check,
    sleep(Number(options.seconds) * 1000),
    repeat(() => checking, times.own, () => new Promise(setImmediate)),
    repeat(() => checking, times.tiny, async () => {
      const before = ownThread(server);
      await server.client.connection.sendRequest('copyleftLens/noSuchRequest', {}).catch(() => {});
      times.busy.push(ownThread(server) - before);
    }),
    repeat(() => checking, times.hover, () => server.client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 0 } })),
  ]);
  console.log(`waiting: the check of ${options.directory} was ${checking ? 'still running' : 'done'} after ${seconds(performance.now() - started)}; resident ${megabytes(server)}`);
  checking = false;
  report('waiting: a request that needs no analysis', times.tiny);
  report('waiting: processor time of the thread that answers, within such a wait', times.busy, 50);
  report('waiting: for comparison, an idle turn of the bench itself, which waits for nothing but the machine', times.own);
  report('waiting: a hover over the open file', times.hover);
  await stop(server);
}

async function opening(): Promise<void> {
  const folder = path.join(temporary, 'five-hundred');
  fs.mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: 500 }, (_, i) => `driver${i}`);
  for (const [i, name] of names.entries()) fs.writeFileSync(path.join(folder, `${name}.c`), driver(i));
  fs.writeFileSync(path.join(folder, 'Makefile'), `obj-m := ${names.map((name) => `${name}.o`).join(' ')}\n`);
  const cache = path.join(temporary, 'cache');
  for (const [state, goal] of [['cold', 1000], ['warm', 300]] as const) {
    const started = performance.now();
    const server = await start(folder, [folder], cache);
    const uri = open(server, path.join(folder, 'driver7.c'));
    const { diagnostics } = await server.client.diagnosticsOf(uri);
    const first = performance.now() - started;
    console.log(`opening, ${state}: ${first.toFixed(0)} ms (${processorTime(server)} ms of processor time of all threads) to ${diagnostics.length} diagnostics; goal ${goal} ms: ${judge(first <= goal)}`);
    // Until the server has put away what it found.
    await sleep(12_000);
    await stop(server);
  }
}

async function memory(): Promise<void> {
  const file = path.join(temporary, 'one', 'driver7.c');
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, driver(7));
  fs.writeFileSync(path.join(path.dirname(file), 'Makefile'), 'obj-m := driver7.o\n');
  const server = await start(path.dirname(file), [path.dirname(file)]);
  await server.client.diagnosticsOf(open(server, file));
  await sleep(30_000);
  console.log(`memory: ${megabytes(server)} half a minute after the last question, one file judged against ${path.basename(headers)}`);
  await sleep(180_000);
  const resident = residentBytes(server) / 1e6;
  console.log(`memory: ${resident.toFixed(0)} MB at rest; goal 150 MB: ${judge(resident <= 150)}`);
  const asked = performance.now();
  await server.client.connection.sendRequest('textDocument/hover', { textDocument: { uri: pathToFileURL(file).href }, position: { line: 5, character: 50 } });
  console.log(`memory: ${(performance.now() - asked).toFixed(0)} ms to a hover after that, and then ${megabytes(server)}`);
  await stop(server);
}

async function start(root: string, folders: readonly string[], cache = path.join(temporary, 'cache-of-the-rest')): Promise<ServerProcess> {
  process.env['COPYLEFT_LENS_CACHE'] = cache;
  const workspaceFolders = folders.map((folder) => ({ uri: pathToFileURL(folder).href, name: path.relative(path.dirname(root), folder) }));
  return startServerProcess({ initialize: { workspaceFolders }, settings: { kernels: [headers] } });
}

async function stop(server: ServerProcess): Promise<void> {
  await Promise.race([server.client.end(), sleep(2000)]);
  if (server.pid !== undefined) {
    try {
      process.kill(server.pid);
    } catch {
      // It has ended by itself.
    }
  }
  await server.ended;
}

function open(server: ServerProcess, file: string): string {
  const uri = pathToFileURL(file).href;
  server.client.open(uri, fs.readFileSync(file, 'utf8'));
  return uri;
}

/** One after the other, with a pause that a person would make. */
async function repeat(go: () => boolean, times: number[], request: () => Promise<unknown>): Promise<never> {
  while (go()) {
    const asked = performance.now();
    await request();
    times.push(performance.now() - asked);
    await sleep(10);
  }
  return new Promise(() => {});
}

function report(what: string, times: readonly number[], goal?: number): void {
  if (times.length === 0) {
    console.log(`${what}: was never answered${goal === undefined ? '' : `; goal ${goal} ms: ${judge(false)}`}`);
    return;
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1);
  const held = sorted.at(-1)!;
  const verdict = goal === undefined ? '' : `; goal ${goal} ms: ${judge(held <= goal)}`;
  console.log(`${what}: ${times.length} times, median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${held.toFixed(1)} ms${verdict}`);
}

function judge(reached: boolean): string {
  if (!reached) missed++;
  return reached ? 'reached' : 'missed';
}

/** Milliseconds of processor time of the thread that speaks the protocol, as Linux counts it. */
function ownThread({ pid }: ServerProcess): number {
  return Number(fs.readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}

function processorTime({ pid }: ServerProcess): string {
  const threads = fs.readdirSync(`/proc/${pid}/task`);
  const sum = threads.reduce((total, thread) => total + Number(fs.readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]), 0);
  return (sum / 1e6).toFixed(0);
}

/** Of the process with all its threads, as Linux counts it. */
function residentBytes({ pid }: ServerProcess): number {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) * 1024;
}

function megabytes(server: ServerProcess): string {
  return `${(residentBytes(server) / 1e6).toFixed(0)} MB`;
}

function seconds(duration: number): string {
  return `${(duration / 1000).toFixed(1)} s`;
}

/** Invented drivers: enough of the kernel's headers that reading them costs what it costs. */
function driver(i: number): string {
  return `#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <linux/netdevice.h>
static struct workqueue_struct *queue;
static int __init start${i}(void) { queue = alloc_workqueue("d${i}", 0, 0); return queue ? 0 : -ENOMEM; }
static void __exit stop${i}(void) { destroy_workqueue(queue); }
module_init(start${i});
module_exit(stop${i});
MODULE_LICENSE("${i % 3 === 1 ? 'Proprietary' : 'GPL'}");
`;
}
