/**
 * Time from a one-line edit in a BPF source to its findings, without an editor around.
 *
 *     npx tsx test/bench/bpf-edit.ts ROOT FILE.c     ROOT: the opened folder, in which headers are looked for
 */

import path from 'node:path';
import { createAnalyzer } from '../../server/src/analysis/create-analyzer.ts';
import { DEFAULT_SETTINGS } from '../../server/src/analysis/settings.ts';
import { isReadable, type Files } from '../../server/src/base/files.ts';
import { silentLogger } from '../../server/src/base/runtime.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';

const EDITS = 20;

const [root, file] = process.argv.slice(2).map((name) => path.resolve(name));
if (root === undefined || file === undefined) throw new Error('which folder and which file?');
const disk = createDiskFiles();
const content = disk.read(file);
if (!isReadable(content)) throw new Error(`${file} ${content.reason}`);
const original = content.text;

/** Another line at the end each time, as somebody types it. */
function edited(version: number): Files {
  const text = `${original}\nint edit_${version}(void) { return ${version}; }\n`;
  return {
    read: (name) => (name === file ? { text, encoding: 'utf-8' } : disk.read(name)),
    stat: (name) => (name === file ? { kind: 'file', size: text.length, version: `edit ${version}` } : disk.stat(name)),
    list: (directory) => disk.list(directory),
    bytes: (name, start, length) => disk.bytes(name, start, length),
    realpath: (name) => disk.realpath(name),
  };
}

const analyzer = await createAnalyzer({ logger: silentLogger, productFile: readProductFile, version: 'bench' });
const times: number[] = [];
let findings = 0;
for (let version = 0; version <= EDITS; version++) {
  const before = process.cpuUsage();
  const snapshot = analyzer.snapshot({ files: edited(version), roots: [root], settings: { ...DEFAULT_SETTINGS, kernels: ['6.12'], assumeLicense: 'Proprietary' } });
  findings = (await snapshot.findingsIn(file)).length;
  const { user, system } = process.cpuUsage(before);
  times.push((user + system) / 1000);
}
const [first, ...later] = times;
later.sort((a, b) => a - b);
const at = (share: number): string => later[Math.floor(share * (later.length - 1))]!.toFixed(0);
console.log(`${path.basename(file)}: ${findings} findings; CPU of the first look ${first!.toFixed(0)} ms, of an edit ${at(0.5)} ms (median), ${at(0.95)} ms (95th percentile)`);
