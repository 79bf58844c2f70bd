/**
 * Compares the native tree-sitter with the WebAssembly one on the names of real C files, in turn in one process:
 *
 *     npx tsx test/bench/engines.ts DIRECTORY
 */

import fs from 'node:fs';
import path from 'node:path';
import { extractNames } from '../../server/src/facts/extract-names.ts';
import type { SyntaxEngine } from '../../server/src/syntax/syntax-tree.ts';
import { loadWasmEngine } from '../../server/src/syntax/wasm-engine.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';
import { loadNativeEngine } from '../support/native-engine.ts';

const directory = process.argv[2];
if (directory === undefined) throw new Error('usage: npx tsx test/bench/engines.ts DIRECTORY');
const texts = fs
  .readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.c'))
  .slice(0, 200)
  .map((file) => fs.readFileSync(path.join(directory, file), 'latin1'));
const bytes = texts.reduce((sum, text) => sum + text.length, 0);

const engines: SyntaxEngine[] = [await loadWasmEngine(readProductFile, ['c']), loadNativeEngine()];
const best = new Map(engines.map((engine) => [engine.name, { parse: Infinity, names: Infinity }]));
for (let round = 0; round < 3; round++) {
  for (const engine of engines) {
    const figures = best.get(engine.name)!;
    figures.parse = Math.min(figures.parse, time(() => texts.forEach((text) => engine.withTree('c', text, () => 0))));
    figures.names = Math.min(figures.names, time(() => texts.forEach((text) => engine.withTree('c', text, (root) => extractNames(text, root, [])))));
  }
}
for (const [name, { parse, names }] of best) {
  console.log(`${name}: parse ${parse.toFixed(0)} ms, parse and names ${names.toFixed(0)} ms (${texts.length} files, ${(bytes / 1e6).toFixed(1)} MB)`);
}
const [wasm, native] = [best.get('wasm')!, best.get('native')!];
console.log(`native is ${(wasm.parse / native.parse).toFixed(2)} times as fast to parse, ${(wasm.names / native.names).toFixed(2)} times with the names`);

function time(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
