/** Directives: conditions, includes, order of definition, and what is said about what could not be read. */

import assert from 'node:assert/strict';
import { createPreprocessor } from '../../server/src/preprocess/preprocessor.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { expanded, KERNEL, preprocess, type Setting, textOf, unit } from './preprocess.ts';

function check(title: string, text: string, expected: string, setting?: Setting): void {
  it(title, () => assert.equal(expanded(text, setting), expected));
}

/** The condition holds. */
function holds(condition: string, before = ''): void {
  it(`#if ${condition}`, () => assert.equal(expanded(`${before}\n#if ${condition}\nint yes;\n#else\nint no;\n#endif`), 'int yes ;'));
}

describe('preprocess: conditions', () => {
  holds('1 + 2 * 3 == 7 && (1, 2) == 2');
  holds('-1 < 0 && -1 > 0u');
  holds('0x7fffffffffffffff + 1 < 0 && 0xffffffffffffffff > 0');
  holds('(2 || 1 / 0) && !(0 && 1 / 0) && (1 ? 2 : 1 / 0) == 2');
  holds("'a' == 97 && '\\n' == 10 && '\\377' < 0");
  holds('-8 >> 1 == -4 && 1 << 4 == 16 && ~0 == -1 && 7 % 4 == 3 && 010 == 8 && 0b11 == 3');
  holds('unknown == 0 && !defined unknown && !defined(unknown)');
  holds('defined(X) && X(2) == 3', '#define X(a) a + 1');
  holds('version >= v(6, 1)', '#define v(a, b) ((a << 8) + b)\n#define version v(6, 12)');
  holds('__has_attribute(__noinline__) && __has_attribute(aligned) && !__has_attribute(__nonsense__)');
  holds('defined(__has_builtin) && __has_builtin(__builtin_expect)');
  holds('has', '#define has defined(has)');

  check('#ifdef, #ifndef, #elif, #else', '#define A\n#ifndef A\nint a;\n#elif defined(B)\nint b;\n#elif 1\nint c;\n#else\nint d;\n#endif\n#ifdef A\nint e;\n#endif', 'int c ; int e ;');
  check('what is skipped may be anything', "#if 0\ndon't #else of \"quotes\n#if nonsense (\n#else\n#endif\n#error no\n#endif\nint a;", 'int a ;');
  check('a condition inside a declaration', 'int f(int x)\n{\n#ifdef LONG\n  return x;\n#else\n  return 0;\n#endif\n}\nint g;', 'int f ( int x ) { return 0 ; } int g ;');
  check('a condition inside an invocation', '#define id(x) x\nint a = id(1 +\n#if 1\n2\n#else\n3\n#endif\n);', 'int a = 1 + 2 ;');
  check('branches that open a brace each', '#define B 1\n#ifdef A\nint f(void) {\n#elif defined(B)\nlong f(void) {\n#endif\n return 1; }\nint g;', 'long f ( void ) { return 1 ; } int g ;');

  it('says which condition made no sense', () => {
    const { unread } = preprocess('\n#if 1 +\nint a;\n#endif');
    assert.equal(unread[0]!.line, 2);
    assert.match(unread[0]!.reason, /could not evaluate/);
  });

  it('reports #error', () => assert.match(preprocess('#error not here').unread[0]!.reason, /#error not here/));
});

describe('preprocess: definitions in order', () => {
  check('each text sees the macros of its place', '#define v 1\nint a = v;\n#undef v\nint b = v;\n#define v 2\nint c = v;', 'int a = 1 ; int b = v ; int c = 2 ;');
  check('a macro is expanded with what its names mean where it is used', '#define outer inner\n#define inner 1\nint a = outer;\n#undef inner\n#define inner 2\nint b = outer;', 'int a = 1 ; int b = 2 ;');
  check('a definition between the parts of one declaration', 'int a =\n#define v 1\nv +\n#undef v\n#define v 2\nv;', 'int a = 1 + 2 ;');
  check('-D and -U in their order', 'int a = A + B, C;', 'int a = 2 + B , 1 ;', { macros: [{ name: 'A', value: '1' }, { name: 'B', value: '1' }, { name: 'B' }, { name: 'A', value: '2' }, { name: 'C', value: '1' }] });
  check('push_macro and pop_macro', '#define v 1\n#pragma push_macro("v")\n#undef v\n#define v 2\nint a = v;\n#pragma pop_macro("v")\nint b = v;', 'int a = 2 ; int b = 1 ;');
  it('knows a macro at the end of the unit', () => {
    const result = preprocess('#define f(a, rest...) a\n#define gone\n#undef gone\nint x;');
    const { name, parameters, variadic } = result.macro('f')!;
    assert.deepEqual({ name, parameters, variadic }, { name: 'f', parameters: ['a', 'rest'], variadic: 'rest' });
    assert.equal(result.macro('gone'), undefined);
  });
});

describe('preprocess: includes', () => {
  check('beside the file, then the kernel, then -I', '#include "a.h"\n#include <a.h>\n#include "b.h"', 'int own ; int kernels ; int extra ;', {
    headers: { '/module/a.h': 'int own;', 'a.h': 'int kernels;', '/extra/a.h': 'int wrong;', '/extra/b.h': 'int extra;' },
    includeDirs: ['/extra'],
  });
  check('guards', '#include <a.h>\n#include <a.h>\n#include <b.h>', 'int a ; int b ;', {
    headers: { 'a.h': '/* c */\n#ifndef A_H\n#define A_H\nint a;\n#endif', 'b.h': '#pragma once\n#include <a.h>\n#include <b.h>\nint b;' },
  });
  check('a template that is included twice', '#define T int\n#include "t.h"\n#undef T\n#define T long\n#include "t.h"', 'int x_int ; long x_long ;', {
    headers: { '/module/t.h': '#define cat_(a, b) a##b\n#define cat(a, b) cat_(a, b)\nT cat(x_, T);' },
  });
  check('the same through a computed name', '#define ME <events/me.h>\n#include ME\n#define str(x) str_(x)\n#define str_(x) #x\n#include str(events/you.h)', 'int me ; int you ;', {
    headers: { 'events/me.h': 'int me;', 'events/you.h': 'int you;' },
  });
  check('#include_next', '#include <a.h>', 'int uapi ; int plain ;', {
    headers: { 'a.h': '#include_next <a.h>\nint plain;', 'uapi/a.h': 'int uapi;' },
  });
  check('an included list inside an enumeration', 'enum e {\n#include "list.h"\n last };', 'enum e { one , two , last } ;', { headers: { '/module/list.h': '#define X(n) n,\nX(one)\nX(two)\n' } });
  check('-include', 'int a = v;', 'int a = 3 ;', { headers: { '/module/config.h': '#define v 3' }, forcedIncludes: ['/module/config.h'] });
  check('__has_include', '#if __has_include(<there.h>) && !__has_include("not.h")\nint yes;\n#endif', 'int yes ;', { headers: { 'there.h': '' } });

  it('goes on without a missing header, and says so', () => {
    const result = preprocess('int a;\n#include <gone.h>\nint b;');
    assert.equal(result.everyItem.map(textOf).join(' '), 'int a ; int b ;');
    assert.deepEqual(result.unread, [{ file: '/module/main.c', line: 2, reason: 'includes gone.h, which was not found' }]);
  });

  it('ends a file that includes itself', () => {
    const result = preprocess('#include "main.c"\nint a;');
    assert.match(result.unread[0]!.reason, /levels deep/);
  });

  it('sees what changes in own files, and headers when it is told', () => {
    const contents = new Map([['/module/main.c', '#include "x.h"\n#include <k.h>\nint a = v + k;'], ['/kernel/include/k.h', '#define k 1']]);
    const files = { ...createMemoryFiles(contents), read: (path: string) => createMemoryFiles(contents).read(path), stat: (path: string) => createMemoryFiles(contents).stat(path) };
    const preprocessor = createPreprocessor({ files, headers: KERNEL });
    const now = (): string => unit(preprocessor).everyItem.map(textOf).join(' ');
    assert.equal(now(), 'int a = v + 1 ;');
    contents.set('/module/x.h', '#define v 1');
    assert.equal(now(), 'int a = 1 + 1 ;');
    contents.set('/module/x.h', '#define v 2');
    contents.set('/kernel/include/k.h', '#define k 2');
    assert.equal(now(), 'int a = 2 + 1 ;');
    preprocessor.revalidate();
    assert.equal(now(), 'int a = 2 + 2 ;');
  });

  it('names the options that a place depends on', () => {
    const text = '#ifdef CONFIG_A\n#if IS_ENABLED(CONFIG_B) || X\nint a;\n#endif\n#else\nint b;\n#endif\nint c;';
    const result = preprocess(text);
    const source = result.files.find((file) => file.path === '/module/main.c')!;
    assert.deepEqual(result.optionsAt(source, text.indexOf('int a')), ['CONFIG_B', 'CONFIG_A']);
    assert.deepEqual(result.optionsAt(source, text.indexOf('int b')), ['CONFIG_A']);
    assert.deepEqual(result.optionsAt(source, text.indexOf('int c')), []);
  });
});
