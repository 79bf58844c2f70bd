/**
 * Speed on packages, beside license-checker-rseidelsohn in the same run:
 *
 *     npm run bench:packages [-- --runs N]
 *
 * 1. From cold: whole processes, in turn, on a tree of more than 1,500 packages. The goal is a tenth of the other's time.
 * 2. Warm: how long package.json takes after an edit of it, in a running analyzer. The goal is 100 ms.
 * 3. Imports: 2,000 source files from real packages, extracted and resolved. The goal is 3 s.
 *
 * Processor time stands beside the time on the clock, which other work on the machine changes. Exit status 1 where a goal is missed.
 */

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createAnalyzer } from '../../server/src/analysis/create-analyzer.ts';
import { DEFAULT_SETTINGS } from '../../server/src/analysis/settings.ts';
import { silentLogger } from '../../server/src/base/runtime.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { createOverlayFiles } from '../../server/src/workspace/overlay-files.ts';
import { productRoot, readProductFile } from '../../server/src/workspace/product-files.ts';
import { LAB, median, project, run, type Cost } from './lab.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const RUNS = Number(values.runs);

const tree = project('bench-tree', { 'react-scripts': '5.0.1', '@nestjs/cli': '10.4.9', lerna: '8.1.9', sharp: '0.33.5', jszip: '3.10.1', tinymce: '7.3.0' });
const other = path.join(project('bench-tools', { 'license-checker-rseidelsohn': '5.0.1' }), 'node_modules/license-checker-rseidelsohn/bin/license-checker-rseidelsohn.js');

let missed = 0;
const goal = (reached: boolean): string => {
  if (!reached) missed++;
  return reached ? 'reached' : 'MISSED';
};

fromCold();
await afterAnEdit();
await imports();
process.exitCode = missed > 0 ? 1 : 0;

function fromCold(): void {
  const ours: Cost[] = [];
  const theirs: Cost[] = [];
  const output = path.join(LAB, 'report.json');
  for (let i = 0; i <= RUNS; i++) {
    const a = run(process.execPath, [other, '--start', tree, '--json'], tree);
    const b = run(process.execPath, [path.join(productRoot, 'dist/cli.js'), 'check', tree, '--format', 'json', '--output', output], tree);
    if (i === 0) {
      const packages = (JSON.parse(fs.readFileSync(output, 'utf8')) as { dependencies: unknown[] }).dependencies.length;
      console.log(`packages: license-checker-rseidelsohn lists ${Object.keys(JSON.parse(a.stdout) as object).length}, copyleft-lens ${packages}`);
      continue;
    }
    theirs.push(a);
    ours.push(b);
  }
  const ratio = (of: (cost: Cost) => number): number => median(theirs.map(of)) / median(ours.map(of));
  for (const [name, costs] of [['license-checker-rseidelsohn', theirs], ['copyleft-lens', ours]] as const) {
    console.log(`from cold, ${name}: ${median(costs.map(({ wall }) => wall)).toFixed(2)} s on the clock, ${median(costs.map(({ processor }) => processor)).toFixed(2)} s processor (medians of ${RUNS})`);
  }
  const factor = ratio(({ processor }) => processor);
  console.log(`from cold: ${ratio(({ wall }) => wall).toFixed(1)} times as fast on the clock, ${factor.toFixed(1)} times by processor time; goal 10: ${goal(factor >= 10)}`);
}

async function afterAnEdit(): Promise<void> {
  const analyzer = await createAnalyzer({ logger: silentLogger, productFile: readProductFile, version: 'bench' });
  const disk = createDiskFiles();
  const file = path.join(tree, 'package.json');
  const text = fs.readFileSync(file, 'utf8');
  const look = async (version: number): Promise<Measured> => {
    const documents = new Map([[file, { text: text.replace('"version": "1.0.0"', `"version": "1.0.${version}"`), version }]]);
    const snapshot = analyzer.snapshot({ files: createOverlayFiles(disk, documents), roots: [tree], settings: DEFAULT_SETTINGS });
    return measure(() => snapshot.findingsIn(file));
  };
  const first = await look(0);
  const later: Measured[] = [];
  for (let i = 1; i <= 20; i++) later.push(await look(i));
  const worst = median(later.map(({ processor }) => processor));
  console.log(
    `package.json: ${first.wall.toFixed(0)} ms at first; after an edit ${median(later.map(({ wall }) => wall)).toFixed(0)} ms on the clock, ` +
      `${worst.toFixed(0)} ms processor (medians of ${later.length}); goal 100 ms: ${goal(worst <= 100)}`,
  );
}

async function imports(): Promise<void> {
  const directory = project('bench-imports', { rxjs: '7.8.1', typeorm: '0.3.20', '@angular/core': '18.2.0', '@mui/material': '6.1.0', antd: '5.21.0', '@babel/core': '7.25.2', '@types/node': '20.0.0' });
  const sources = path.join(directory, 'src');
  if (!fs.existsSync(sources)) copySources(path.join(directory, 'node_modules'), sources, 2_000);
  const files = fs.readdirSync(sources);
  const bytes = files.reduce((sum, name) => sum + fs.statSync(path.join(sources, name)).size, 0);
  const analyzer = await createAnalyzer({ logger: silentLogger, productFile: readProductFile, version: 'bench' });
  const world = { files: createDiskFiles(), roots: [directory], settings: DEFAULT_SETTINGS };
  // The packages and the grammars are there already; what is timed is the sources.
  await analyzer.snapshot(world).findingsIn(path.join(directory, 'package.json'));
  const empty = path.join(directory, 'empty.ts');
  fs.writeFileSync(empty, "import 'rxjs';\n");
  await analyzer.snapshot(world).findingsIn(empty);
  const { wall, processor } = await measure(() => analyzer.snapshot(world).check());
  console.log(
    `imports: ${files.length} files (${(bytes / 1048576).toFixed(1)} MiB) in ${(wall / 1000).toFixed(2)} s on the clock, ${(processor / 1000).toFixed(2)} s processor; goal 3 s: ${goal(processor <= 3_000)}`,
  );
}

/** Sources with imports in them, as they were published; all in one directory. */
function copySources(from: string, to: string, wanted: number): void {
  fs.mkdirSync(to, { recursive: true });
  let copied = 0;
  for (const entry of fs.readdirSync(from, { recursive: true, encoding: 'utf8' }).sort()) {
    if (copied >= wanted) return;
    if (!/\.(?:ts|tsx|js|mjs|cjs)$/.test(entry) || /\.min\./.test(entry)) continue;
    const text = fs.readFileSync(path.join(from, entry), 'utf8');
    if (!/\b(?:import|require)\b/.test(text) || text.length > 200_000) continue;
    fs.writeFileSync(path.join(to, `${copied}-${path.basename(entry)}`), text);
    copied++;
  }
}

interface Measured {
  readonly wall: number;
  readonly processor: number;
}

/** Milliseconds. */
async function measure(work: () => Promise<unknown>): Promise<Measured> {
  const processor = process.cpuUsage();
  const wall = performance.now();
  await work();
  const { user, system } = process.cpuUsage(processor);
  return { wall: performance.now() - wall, processor: (user + system) / 1000 };
}
