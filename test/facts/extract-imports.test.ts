import assert from 'node:assert/strict';
import { extractImports, mayImport } from '../../server/src/facts/extract-imports.ts';
import type { ModuleFacts } from '../../server/src/facts/module-facts.ts';
import type { Language, SyntaxEngine } from '../../server/src/syntax/syntax-tree.ts';
import { loadWasmEngine } from '../../server/src/syntax/wasm-engine.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';

describe('imports of a source', () => {
  let engine: SyntaxEngine;
  before(async () => (engine = await loadWasmEngine(readProductFile, ['typescript', 'tsx', 'javascript'])));

  const facts = (text: string, language: Language = 'typescript', declarations = false): ModuleFacts =>
    engine.withTree(language, text, (root) => extractImports(text, root, declarations))!;
  const found = (text: string, language?: Language): string[] =>
    facts(text, language).imports.map(({ specifier, form, typeOnly, span }) => `${form}${typeOnly ? ' of types' : ''} ${specifier} ${text.slice(span.start, span.end)}`);

  for (const [text, expected] of [
    [`import a, { b } from 'x';`, [`import x 'x'`]],
    [`import "x";`, [`import x "x"`]],
    [`import type from 'x';`, [`import x 'x'`]],
    [`import type { A } from 'x';`, [`import of types x 'x'`]],
    [`import type A from 'x';`, [`import of types x 'x'`]],
    [`import { type A, type B as C } from 'x';`, [`import of types x 'x'`]],
    [`import { type A, b } from 'x';`, [`import x 'x'`]],
    [`import { type as a } from 'x';`, [`import x 'x'`]],
    [`import { /* type */ a } from 'x';`, [`import x 'x'`]],
    [`import {} from 'x';`, [`import x 'x'`]],
    [`import a from 'x' with { type: 'json' };`, [`import x 'x'`]],
    [`export * as x from 'x';`, [`re-export x 'x'`]],
    [`export type { A } from 'x';`, [`re-export of types x 'x'`]],
    [`import a = require('x');`, [`import-equals x 'x'`]],
    [`import type a = require('x');`, [`import-equals of types x 'x'`]],
    ['const a = await import(`x`);', ['dynamic-import x `x`']],
    [`import(/* webpackChunkName: "a" */ 'x')`, [`dynamic-import x 'x'`]],
    ['import(`x/${name}.js`)', ['dynamic-import x/ `x/${name}.js`']],
    [`if (a) { require('x') } else module.require('y')`, [`require x 'x'`, `require y 'y'`]],
    [`require.resolve('x')`, [`require x 'x'`]],
    [`let a: import('x').A;`, [`import-type of types x 'x'`]],
    [`type A = typeof import('x');`, [`import-type of types x 'x'`]],
    [`const a: Array<import('x').A> = await import('y');`, [`import-type of types x 'x'`, `dynamic-import y 'y'`]],
    [`new URL('./a.wasm', import.meta.url)`, [`url ./a.wasm './a.wasm'`]],
    [`/// <reference types="x" />\n`, [`reference of types x "x"`]],
    [`declare module 'x' { import a from 'y'; }`, [`import y 'y'`]],
    [`import '\\u0078\\x79';`, [`import xy '\\u0078\\x79'`]],
  ] as const) {
    it(`is found: ${text.replace(/\n/g, ' ')}`, () => assert.deepEqual(found(text), expected));
  }

  for (const text of [
    `// import a from 'x'`,
    `/* require('x') */`,
    `const a = "import a from 'x'";`,
    'const a = `require("x")`;',
    `object.require('x')`,
    `new URL('https://x.test')`,
    `new URL('x', base)`,
    `const a = '/// <reference types="x" />';`,
    `const a = '@jsxImportSource x';`,
    `export const from = 'x';`,
  ]) {
    it(`is none: ${text}`, () => assert.deepEqual(found(text), []));
  }

  it('is found in the pragma that names the package of JSX', () => {
    assert.deepEqual(found('/** @jsxImportSource x */\nexport const a = <b />;', 'tsx'), ['jsx-pragma x x']);
  });

  it('are noted as computed where only the running program knows the name', () => {
    const text = 'require(a + b); import(name); import(`${a}/b`);';
    assert.deepEqual(facts(text, 'javascript').computed.map(({ start, end }) => text.slice(start, end)), ['a + b', 'name', '`${a}/b`']);
  });

  it('bring types alone in a file of declarations', () => {
    assert.equal(facts(`import { a } from 'x';`, 'typescript', true).imports[0]!.typeOnly, true);
  });

  it('are found in code with mistakes', () => {
    assert.deepEqual(found(`import a from 'x';\nfunction ( { ]\nconst b = require('y');`), [`import x 'x'`, `require y 'y'`]);
  });

  it('are not looked for where no word of them stands', () => {
    assert.equal(mayImport('const important = 1;'), false);
    assert.equal(mayImport(`import a from 'x'`), true);
    assert.equal(mayImport(`import a from 'x'`), true);
  });
});
