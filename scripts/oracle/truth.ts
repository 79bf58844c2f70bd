/**
 * The truth: for every .ko file, the GPL-only exports among its undefined symbols. That is what modpost would complain
 * of were the module proprietary. Computed once from the files of Debian's image packages and kept as TSV in the cache.
 *
 *     npm run oracle:truth
 */

import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { ExportTable } from '../../server/src/knowledge/kernel-exports.ts';
import { KERNELS, kernelTarget, moduleFiles, truthFile, unpackedRoot, type Kernel } from './cache.ts';
import { readModuleObject } from './elf.ts';

/** One module and its answer. Names are spelled as the file is: dashes are not folded into underscores. */
export interface TrueModule {
  readonly name: string;
  /** Without .ko: kernel/drivers/usb/serial/option below lib/modules/<release>, for an out-of-tree one its own. */
  readonly path: string;
  readonly licenses: readonly string[];
  readonly gplOnly: readonly string[];
}

const LARGEST_MODULE = 256 << 20;
const run = promisify(execFile);

export async function readModuleFile(file: string): Promise<Buffer> {
  const unpacker = [['.xz', 'xz'], ['.zst', 'zstd'], ['.gz', 'gzip']].find(([suffix]) => file.endsWith(suffix!))?.[1];
  if (unpacker === undefined) return fs.readFileSync(file);
  const { stdout } = await run(unpacker, ['-dc', file], { encoding: 'buffer', maxBuffer: LARGEST_MODULE });
  return stdout;
}

export async function trueModule(file: string, modulePath: string, exports: ExportTable): Promise<TrueModule> {
  const object = readModuleObject(await readModuleFile(file));
  const gplOnly = object.undefined.filter((symbol) => exports.get(symbol)?.kind === 'gpl').sort();
  return { name: path.basename(modulePath), path: modulePath, licenses: object.licenses, gplOnly };
}

/** The truth of a kernel's own modules, computed when the cache has none. */
export async function kernelTruth(kernel: Kernel): Promise<TrueModule[]> {
  const file = truthFile(kernel);
  if (!fs.existsSync(file)) await writeKernelTruth(kernel);
  return parseTruth(fs.readFileSync(file, 'utf8'));
}

export function parseTruth(text: string): TrueModule[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name, modulePath, licenses, gplOnly] = line.split('\t') as [string, string, string, string];
      return { name, path: modulePath, licenses: licenses.split('|'), gplOnly: gplOnly === '' ? [] : gplOnly.split(' ') };
    });
}

export function formatTruth(modules: readonly TrueModule[]): string {
  const lines = modules.map((m) => [m.name, m.path, m.licenses.join('|'), m.gplOnly.join(' ')].join('\t'));
  return '# module\tpath\tlicenses\tGPL-only symbols\n' + lines.join('\n') + '\n';
}

/** Written under another name first, so that an interrupted run leaves no half truth. */
export function writeTruth(file: string, modules: readonly TrueModule[]): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.part`, formatTruth(modules));
  fs.renameSync(`${file}.part`, file);
}

async function writeKernelTruth(kernel: Kernel): Promise<void> {
  const { exports } = kernelTarget(kernel);
  const base = path.join(unpackedRoot(kernel), 'lib', 'modules');
  const files = moduleFiles(kernel);
  if (files.length === 0) throw new Error(`no modules in ${base}: run npm run oracle:fetch`);
  const modules: TrueModule[] = [];
  const waiting = files.values();
  await Promise.all(
    Array.from({ length: os.availableParallelism() }, async () => {
      for (const file of waiting) {
        const modulePath = path.relative(base, file).split(path.sep).slice(1).join('/').replace(/\.ko(\.\w+)?$/, '');
        modules.push(await trueModule(file, modulePath, exports));
      }
    }),
  );
  modules.sort((a, b) => (a.path < b.path ? -1 : 1));
  writeTruth(truthFile(kernel), modules);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const kernel of KERNELS) {
    const modules = await kernelTruth(kernel);
    const pairs = modules.reduce((sum, m) => sum + m.gplOnly.length, 0);
    const none = modules.filter((m) => m.gplOnly.length === 0).length;
    console.log(`${kernel}: ${modules.length} modules, ${pairs} (module, symbol) pairs, ${none} modules with none`);
  }
}
