/**
 * Processor time to judge a workspace of many modules again after an edit of one line, with the headers of a real kernel:
 *
 *     npx tsx test/bench/workspace.ts [--kernel DIR|VERSION] [--modules N] [--edits N] [--goal MILLISECONDS]
 *
 * The workspace is made up, in memory: every tenth module is a GPL one that exports to the nine around it, of which a third
 * are proprietary. So they all have to do with each other, which is the worst case. Two answers are timed: what an editor
 * asks of the edited file, and the report on the whole workspace. Exit status 1 when a median is above the goal (100 ms).
 */

import path from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_SETTINGS } from '../../server/src/analysis/settings.ts';
import { openAnalyzer } from '../../server/src/cli/core.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import type { Files } from '../../server/src/base/files.ts';
import type { Snapshot } from '../../server/src/analysis/analyzer.ts';

const { values: options } = parseArgs({
  options: {
    kernel: { type: 'string', default: '6.12' },
    modules: { type: 'string', default: '100' },
    edits: { type: 'string', default: '30' },
    goal: { type: 'string', default: '100' },
  },
});
const ROOT = '/workspace-of-the-bench';
const modules = Number(options.modules);
const goal = Number(options.goal);

const contents = new Map<string, string>();
const names: string[] = [];
for (let i = 0; i < modules; i++) {
  const name = i % 10 === 0 ? `shim${i}` : `user${i}`;
  names.push(name);
  contents.set(`${ROOT}/${name}.c`, i % 10 === 0 ? shim(i) : user(i));
}
contents.set(`${ROOT}/Makefile`, `obj-m := ${names.map((name) => `${name}.o`).join(' ')}\n`);

function shim(i: number): string {
  // Each shim uses the one before it, so that all of them are connected.
  const before = i === 0 ? '' : `shim${i - 10}_queue();`;
  return `#include <linux/module.h>
#include <linux/workqueue.h>
#include <linux/slab.h>
void shim${i - 10}_queue(void);
static void work(void) { destroy_workqueue(alloc_workqueue("shim", 0, 0)); ${before} }
void shim${i}_queue(void) { work(); }
EXPORT_SYMBOL(shim${i}_queue);
MODULE_LICENSE("GPL");
`;
}

function user(i: number): string {
  return `#include <linux/module.h>
#include <linux/slab.h>
#include <linux/delay.h>
void shim${i - (i % 10)}_queue(void);
static int __init start(void) { msleep(${i}); shim${i - (i % 10)}_queue(); kfree(kmalloc(8, GFP_KERNEL)); return 0; }
module_init(start);
MODULE_LICENSE("${i % 3 === 0 ? 'Proprietary' : 'GPL'}");
`;
}

const disk = createDiskFiles();
const memory = createMemoryFiles(contents);
const isOurs = (file: string): boolean => file.startsWith(ROOT);
const files: Files = {
  read: (file) => (isOurs(file) ? memory : disk).read(file),
  stat: (file) => (isOurs(file) ? memory : disk).stat(file),
  list: (directory) => (isOurs(directory) ? memory : disk).list(directory),
  bytes: (file, start, length) => (isOurs(file) ? memory : disk).bytes(file, start, length),
  realpath: (file) => (isOurs(file) ? memory : disk).realpath(file),
};

const analyzer = await openAnalyzer('bench');
const kernels = [/[\\/]/.test(options.kernel) ? path.resolve(options.kernel) : options.kernel];
const open = (): Snapshot => analyzer.snapshot({ files, roots: [ROOT], settings: { ...DEFAULT_SETTINGS, kernels } });

const first = await timed(() => open().check());
console.log(`${modules} modules: first report after ${first.milliseconds.toFixed(0)} ms of processor time, ${first.value.findings.length} findings`);

const edited = `${ROOT}/user${modules - 1}.c`;
const times: Record<'editor' | 'report', number[]> = { editor: [], report: [] };
for (let i = 0; i < Number(options.edits); i++) {
  contents.set(edited, user(modules - 1).replace('return 0;', `return ${i + 1};`));
  times.editor.push((await timed(() => open().findingsIn(edited))).milliseconds);
  contents.set(edited, user(modules - 1).replace('return 0;', `return -${i + 1};`));
  times.report.push((await timed(() => open().check())).milliseconds);
}
let reached = true;
for (const [what, list] of Object.entries(times)) {
  list.sort((a, b) => a - b);
  const median = list[list.length >> 1]!;
  reached &&= median <= goal;
  console.log(`${what}: median ${median.toFixed(0)} ms, p95 ${list[Math.floor(list.length * 0.95)]!.toFixed(0)} ms of processor time for an edit; goal ${goal} ms: ${median <= goal ? 'reached' : 'missed'}`);
}
process.exit(reached ? 0 : 1);

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; milliseconds: number }> {
  const before = process.cpuUsage();
  const value = await work();
  const { user: inUser, system } = process.cpuUsage(before);
  return { value, milliseconds: (inUser + system) / 1000 };
}
