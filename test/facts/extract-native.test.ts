import assert from 'node:assert/strict';
import { GAP } from '../../server/src/facts/constant-texts.ts';
import { extractNative, mayLoadNative } from '../../server/src/facts/extract-native.ts';
import type { NativeFacts } from '../../server/src/facts/native-facts.ts';
import type { Language, SyntaxEngine } from '../../server/src/syntax/syntax-tree.ts';
import { loadWasmEngine } from '../../server/src/syntax/wasm-engine.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';

describe('what a source loads that is compiled', () => {
  let engine: SyntaxEngine;
  before(async () => (engine = await loadWasmEngine(readProductFile, ['typescript', 'tsx', 'javascript'])));

  function facts(text: string, language: Language = 'typescript'): NativeFacts {
    if (!mayLoadNative(text)) return { addons: [], libraries: [], unknown: [] };
    return engine.withTree(language, text, (root) => extractNative(text, root))!;
  }

  /** "bindings x", "koffi liba.so|a.dll: f g", "? reason" */
  function found(text: string, language?: Language): string[] {
    const { addons, libraries, unknown } = facts(text, language);
    return [
      ...addons.map(({ by, paths, name }) => [by, ...(paths.length > 0 ? [paths.join('|')] : []), ...(name === null ? [] : [name])].join(' ')),
      ...libraries.map(({ api, by, names, symbols }) => `${api} ${by === 'link-name' ? '-l' : ''}${names.join('|')}${symbols.length > 0 ? `: ${symbols.map(({ name }) => name).join(' ')}` : ''}`),
      ...unknown.map(({ reason }) => `? ${reason}`),
    ].map((line) => line.replaceAll(GAP, '…'));
  }

  const NOBODY = '? loads a library whose name only the running program knows';
  for (const [text, expected] of [
    // Addons.
    [`const a = require('./build/Release/x.node')`, ['require ./build/Release/x.node']],
    ['const a = require(`./x.${process.platform}-${process.arch}.node`)', ['require ./x.…-….node']],
    [`import path from 'path'; const a = require(path.join(__dirname, '..', 'build', 'x.node'))`, ['require ../build/x.node']],
    [`import { createRequire } from 'node:module'; const load = createRequire(import.meta.url); load('./x.node')`, ['require ./x.node']],
    [`const a = require('bindings')('better_sqlite3.node')`, ['bindings better_sqlite3']],
    [`import bindings from 'bindings'; bindings({ bindings: 'x', module_root: __dirname })`, ['bindings x']],
    [`const b = require('bindings'); b()`, ['bindings']],
    [`function bindings(name) {} bindings('x')`, []],
    [`module.exports = require('node-gyp-build')(__dirname)`, ['node-gyp-build']],
    [`const binary = require('@mapbox/node-pre-gyp'); binary.find(require.resolve('./package.json'))`, ['@mapbox/node-pre-gyp']],
    [`process.dlopen(module, './x.node', 1)`, ['process.dlopen ./x.node']],
    [`process.dlopen(module, name)`, ['? loads an addon whose path only the running program knows']],
    [`require(name + '.js'); // x.node`, []],

    // koffi.
    [`import koffi from 'koffi'; const lib = koffi.load('libreadline.so.8'); const f = lib.func('char *readline(const char *prompt)');`, ['koffi libreadline.so.8: readline']],
    [`const koffi = require('koffi'); koffi.load('libx.so').func('f', 'int', ['int'])`, ['koffi libx.so: f']],
    [`const koffi = require('koffi'); const lib = koffi.load('user32.dll'); lib.func('__stdcall', 'MessageBoxA', 'int', []); lib.stdcall('Beep', 'int', [])`, ['koffi user32.dll: MessageBoxA Beep']],
    [`import { load } from 'koffi'; class A { lib = load('libx.so'); f() { return this.lib.func('int f(void)'); } }`, ['koffi libx.so: f']],
    [`import * as koffi from 'koffi'; class A { constructor() { this.lib = koffi.load('libx.so'); } f() { this.lib.func('f', 'int', []); } }`, ['koffi libx.so: f']],
    [`const koffi_1 = __importDefault(require("koffi")); const lib = koffi_1.default.load("libx.so"); lib.func("int f()")`, ['koffi libx.so: f']],
    [`const koffi = { load(name) {} }; koffi.load('libx.so')`, []],
    [`import koffi from 'koffi'; koffi.load(null)`, ['? asks the running program itself for symbols: whose they are, only the running program knows']],
    [`import koffi from 'koffi'; koffi.load(process.env.LIB)`, [NOBODY]],
    [`import koffi from 'koffi'; koffi.load(process.env.LIB || 'libx.so')`, ['koffi libx.so', '? loads other libraries too, whose names only the running program knows']],
    [`import koffi from 'koffi'; koffi.load('lib' + name + '.so')`, [NOBODY]],
    [`import koffi from 'koffi'; koffi.load(process.platform === 'win32' ? 'x.dll' : process.platform === 'darwin' ? 'libx.dylib' : 'libx.so.1')`, ['koffi x.dll|libx.dylib|libx.so.1']],
    [`import koffi from 'koffi'; let name; if (process.platform === 'win32') name = 'x.dll'; else name = 'libx.so'; koffi.load(name)`, ['koffi x.dll|libx.so']],
    [`import koffi from 'koffi'; const NAMES = { linux: 'libx.so', win32: 'x.dll' } as const; koffi.load(NAMES[process.platform])`, ['koffi libx.so|x.dll']],
    [`import koffi from 'koffi'; const NAMES = { linux: 'libx.so', win32: 'x.dll' }; koffi.load(NAMES.linux)`, ['koffi libx.so']],
    [`import koffi from 'koffi'; function lib() { if (process.platform === 'win32') return 'x.dll'; return 'libx.so'; } koffi.load(lib())`, ['koffi x.dll|libx.so']],
    [`import koffi from 'koffi'; const open = (name: string) => koffi.load(name); open('liba.so'); open('libb.so')`, ['koffi liba.so|libb.so']],
    [`import koffi from 'koffi'; for (const name of ['libx.so.2', 'libx.so.1']) { try { lib = koffi.load(name); } catch {} }`, ['koffi libx.so.2|libx.so.1']],
    [`import koffi from 'koffi'; import path from 'node:path'; koffi.load(path.join(__dirname, 'lib', process.platform, 'libx.so'))`, ['koffi ./lib/…/libx.so']],
    [`import koffi from 'koffi'; koffi.load(new URL('./libx.so', import.meta.url).pathname)`, ['koffi ./libx.so']],
    [`import koffi from 'koffi'; { const name = 'liba.so'; koffi.load(name); } { const name = 'libb.so'; koffi.load(name); }`, ['koffi liba.so', 'koffi libb.so']],

    // ffi-napi and its forks.
    [`const ffi = require('ffi-napi'); const lib = ffi.Library('libm', { ceil: ['double', ['double']], 'floor': ['double', ['double']] })`, ['ffi-napi libm: ceil floor']],
    [`import { Library } from 'ffi-napi'; const funcs = { f: ['int', []] }; new Library('libx', funcs)`, ['ffi-napi libx: f']],
    [`const ffi = require('@breush/ffi-napi'); ffi.Library('libx', table)`, ['ffi-napi libx', '? asks for symbols whose names only the running program knows']],
    [`const ffi = require('ffi-napi'); const lib = new ffi.DynamicLibrary('libx.so'); lib.get('f')`, ['ffi-napi libx.so: f']],

    // ffi-rs.
    [`import { open, load, DataType } from 'ffi-rs'; open({ library: 'rl', path: 'libreadline.so' }); load({ library: 'rl', funcName: 'readline', retType: DataType.String, paramsType: [] })`, ['ffi-rs libreadline.so: readline']],
    [`import { open, define } from 'ffi-rs'; const library = 'x'; open({ library, path: '/usr/lib/libx.so' }); define({ sum: { library: 'x', retType: 0, paramsType: [] } })`, ['ffi-rs /usr/lib/libx.so: sum']],
    [`import { load } from 'ffi-rs'; load({ library: 'x', funcName: 'f' })`, ['? asks for a symbol of the library "x", which this file does not open']],

    // Bun, Node, Deno.
    ["import { dlopen, FFIType, suffix } from 'bun:ffi'; const path = `libsqlite3.${suffix}`; dlopen(path, { sqlite3_libversion: { args: [], returns: FFIType.cstring } })", ['bun:ffi libsqlite3.so|libsqlite3.dylib|libsqlite3.dll: sqlite3_libversion']],
    [`import { cc } from 'bun:ffi'; cc({ source: './x.c', library: ['readline', 'm'], symbols: { f: {} } })`, ['bun:ffi -lreadline: f', 'bun:ffi -lm']],
    [`import ffi from 'node:ffi'; const { lib, functions } = ffi.dlopen('./x.so', { f: {} })`, ['node:ffi ./x.so: f']],
    [`import { DynamicLibrary } from 'node:ffi'; const lib = new DynamicLibrary('libx.so'); lib.getFunction('f', {})`, ['node:ffi libx.so: f']],
    [`const lib = Deno.dlopen('libx.so', { f: { parameters: [], result: 'i32' }, g: { name: 'real_g', parameters: [], result: 'void' } } as const)`, ['Deno.dlopen libx.so: f real_g']],
    [`const Deno = { dlopen() {} }; Deno.dlopen('libx.so', {})`, []],
    [`const words = "Deno.dlopen('libx.so', {})"; // koffi.load('liby.so')`, []],
  ] as const) {
    it(text.slice(0, 140), () => assert.deepEqual(found(text), expected));
  }

  it('is the same in JavaScript, and has its place', () => {
    const text = `const koffi = require('koffi');\nconst lib = koffi.load('libx.so');\nlib.func('int f(int)');\n`;
    const [library] = facts(text, 'javascript').libraries;
    assert.deepEqual([library!.span, ...library!.symbols.map(({ span }) => span)].map(({ start, end }) => text.slice(start, end)), [`'libx.so'`, `'int f(int)'`]);
  });
});
