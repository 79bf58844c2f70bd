import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { CNames } from '../../server/src/facts/c-facts.ts';
import { extractNames } from '../../server/src/facts/extract-names.ts';
import type { SyntaxEngine } from '../../server/src/syntax/syntax-tree.ts';
import { loadWasmEngine } from '../../server/src/syntax/wasm-engine.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';
import { loadNativeEngine } from '../support/native-engine.ts';

const SAMPLE = path.join(import.meta.dirname, '../../sample');
const sampleTexts = fs
  .readdirSync(SAMPLE, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.[ch]$/.test(file))
  .map((file) => [file, fs.readFileSync(path.join(SAMPLE, file), 'utf8')] as const);

const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ...sampleTexts,
  ['nothing', ''],
  ['an astral character before names', 'const char *s = "𝄞é"; int f(void) { return after_it(); }'],
  ['broken code', 'static int f( { g(); MODULE_LICENSE("GPL"); #if\n } }'],
  ['a text of more than 32 KiB', Array.from({ length: 2_000 }, (_, i) => `int f${i}(int x) { return g${i}(x); }`).join('\n')],
];

describe('the two syntax engines', () => {
  let wasm: SyntaxEngine;
  let native: SyntaxEngine;
  before(async () => {
    wasm = await loadWasmEngine(readProductFile, ['c']);
    native = loadNativeEngine();
  });

  for (const [name, text] of TEXTS) {
    it(`give the same names of ${name}`, () => {
      const read = (engine: SyntaxEngine): CNames | undefined => engine.withTree('c', text, (root) => extractNames(text, root, []));
      assert.deepEqual(read(native), read(wasm));
    });
  }

  it('count in UTF-16 code units', () => {
    const text = '/* 𝄞 */ int f(void) { return here(); }';
    const facts = wasm.withTree('c', text, (root) => extractNames(text, root, []))!;
    const { span } = facts.references.find((reference) => reference.name === 'here')!;
    assert.equal(text.slice(span.start, span.end), 'here');
  });
});
