/**
 * How long a program of a thousand C files takes: from cold, and after an edit of one of them. The files are those of the
 * fetched programs, copied together under one make file. Times of the processor, because a machine may be busy.
 *
 *     npm run bench:program-speed
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createCore } from '../../../server/src/analysis/core.ts';
import { DEFAULT_SETTINGS } from '../../../server/src/analysis/settings.ts';
import { rememberedFiles } from '../../../server/src/base/remembered-files.ts';
import { silentLogger } from '../../../server/src/base/runtime.ts';
import { createDiskFiles } from '../../../server/src/workspace/disk-files.ts';
import { readProductFile } from '../../../server/src/workspace/product-files.ts';
import { walk } from '../cache.ts';
import { PROGRAMS, sourceDirectory, SYSTEM } from './list.ts';

const FILES = 1000;
const EDITS = 10;

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'thousand-'));
try {
  const names = copySources(root);
  const core = createCore({ logger: silentLogger, productFile: readProductFile, version: 'bench', systemRoot: SYSTEM });
  const world = () => ({ files: rememberedFiles(createDiskFiles()), settings: DEFAULT_SETTINGS, today: '2026-11-25', pause: async () => undefined, isKernels: () => false });

  const cold = await timed(() => core.programs.judgeBelow(root, world(), () => undefined));
  const { subject } = cold.value.judged[0]!;
  console.log(`${names.length} C files, ${(bytes(names) / 1e6).toFixed(1)} MB: cold ${cold.milliseconds.toFixed(0)} ms of CPU; ${subject.libraries.length} libraries, ${subject.libraries.reduce((sum, { calls }) => sum + calls.length, 0)} call sites`);

  const times: number[] = [];
  for (let i = 0; i < EDITS; i++) {
    const file = names[i * 7]!;
    const text = fs.readFileSync(file, 'utf8');
    const end = text.lastIndexOf('}');
    fs.writeFileSync(file, `${text.slice(0, end)}; edited(${i});\n${text.slice(end)}`);
    times.push((await timed(() => core.programs.judgeWith(file, root, world()))).milliseconds);
  }
  console.log(`after an edit: median ${times.sort((a, b) => a - b)[EDITS / 2]!.toFixed(0)} ms of CPU, most ${times.at(-1)!.toFixed(0)} ms`);
} finally {
  fs.rmSync(root, { recursive: true, force: true });
}

function copySources(target: string): string[] {
  const all = PROGRAMS.filter(({ heldOut }) => !heldOut).flatMap((program) => walk(sourceDirectory(program))).filter((file) => file.endsWith('.c'));
  const copied = all.filter((_, i) => i % Math.max(1, Math.floor(all.length / FILES)) === 0).slice(0, FILES).map((file, i) => {
    const copy = path.join(target, `${i}-${path.basename(file)}`);
    fs.copyFileSync(file, copy);
    return copy;
  });
  const objects = copied.map((file) => path.basename(file).replace(/\.c$/, '.o')).join(' ');
  fs.writeFileSync(path.join(target, 'Makefile'), `thousand: ${objects}\n\t$(CC) -o $@ ${objects} -lreadline -lncurses -lssl -lcrypto -lglib-2.0 -lgio-2.0 -lpcap\n`);
  return copied;
}

function bytes(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + fs.statSync(file).size, 0);
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; milliseconds: number }> {
  const start = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(start);
  return { value, milliseconds: (user + system) / 1000 };
}
