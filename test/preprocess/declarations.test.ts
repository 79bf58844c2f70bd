/** Asking a unit by name: which items declare what, what may be emitted, and that earlier units leave no traces. */

import assert from 'node:assert/strict';
import { createPreprocessor } from '../../server/src/preprocess/preprocessor.ts';
import { currentPlace } from '../../server/src/preprocess/moved-text.ts';
import type { Token } from '../../server/src/preprocess/token.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { KERNEL, preprocess, textOf, unit } from './preprocess.ts';

/** Names that the text declares, out of those that are asked. */
function declares(text: string, ...names: string[]): void {
  it(`${names.join(', ')} in: ${text}`, () => {
    const result = preprocess('#include <h.h>', { headers: { 'h.h': text } });
    for (const name of names) assert.equal(result.declarationsOf(name).length, 1, name);
  });
}

describe('preprocess: declarations by name', () => {
  declares('int a, *b, c[3], (*d)(int e), f(int g);', 'a', 'b', 'c', 'd', 'f');
  declares('typedef struct s { int m; } t, *tp; typedef int (*fn)(t *);', 't', 'tp', 'fn');
  declares('enum e { A, B = sizeof(int), C };', 'A', 'B', 'C');
  declares('struct s { enum { X, Y } m; struct inner { int z; } n; };', 'X', 'Y');
  declares('#define attr __attribute__((x(1)))\n#define p(a, b) __attribute__((format(a, b)))\nstatic inline attr int f(void) { int no; return 1; }\nextern p(1, 2) void g(void) attr; extern int v attr;', 'f', 'g', 'v');
  declares('#define DEFINE(n) static inline int n##_get(void) { return 1; } static inline void n##_set(int x) { }\nDEFINE(a)\nDEFINE(b)\nint c;', 'a_get', 'a_set', 'b_get', 'b_set', 'c');
  declares('#define GROUP(tag, m) struct tag { m } \nstruct s { GROUP(part, int x; enum { DEEP };); };', 'DEEP');
  declares('t1 f(t2 x); t1 *g; struct s h(void) { return 1; } int after;', 'f', 'g', 'h', 'after');
  declares('struct s __f(struct t *x) { return 1; } struct s __g(void) { return 1; } struct s __h(int a, t b) { return 1; } int after;', '__f', '__g', '__h', 'after');
  declares('#define __align(x) __attribute__((aligned(x)))\nstruct s __align(8) { int x; } v; struct __align(sizeof(struct s)) w { int y; }; int after;', 'v', 'after');
  declares('__extension__ typedef unsigned __int128 u; __typeof__(1) v; void w(void) __asm__("x");', 'u', 'v', 'w');
  declares('int f(void)\n#ifdef X\n;\n#else\n{ if (1) { } }\n#endif\nint g;', 'f', 'g');

  it('not what only stands in bodies, parameters and members', () => {
    const result = preprocess('struct s { int member; }; int f(int parameter) { int local; extern int inner; return local; }');
    for (const name of ['member', 'parameter', 'local', 'inner', 's']) assert.equal(result.declarationsOf(name).length, 0, name);
    assert.equal(result.definitionsOfTag('s').length, 1);
  });

  it('tags where their members are', () => {
    const result = preprocess('struct s; struct s *p; struct s { struct t { int x; } y; }; union u { int a; }; enum e { A };');
    assert.equal(textOf(result.definitionsOfTag('s')[0]!), 'struct s { struct t { int x ; } y ; } ;');
    for (const tag of ['s', 't', 'u', 'e']) assert.equal(result.definitionsOfTag(tag).length, 1, tag);
  });

  it('in the order of the text, with all declarations', () => {
    const items = preprocess('#include <h.h>\nint f(void) { return 2; }', { headers: { 'h.h': 'int f(void);' } }).declarationsOf('f');
    assert.deepEqual(items.map(textOf), ['int f ( void ) ;', 'int f ( void ) { return 2 ; }']);
    assert.ok(items[0]!.sequence < items[1]!.sequence);
    assert.equal(items[0]!.source.path, '/kernel/include/h.h');
  });

  it('expands each item with the macros of its place, when it is asked', () => {
    const text = '#define v 1\nstatic inline int a(void) { return v; }\n#undef v\n#define v 2\nstatic inline int b(void) { return v; }\n#undef v';
    const result = preprocess('#include <h.h>', { headers: { 'h.h': text } });
    assert.match(textOf(result.declarationsOf('b')[0]!), /return 2/);
    assert.match(textOf(result.declarationsOf('a')[0]!), /return 1/);
  });
});

describe('preprocess: what may be emitted', () => {
  const candidates = (header: string): string => preprocess('#include <h.h>', { headers: { 'h.h': header } }).candidates.map(textOf).join(' | ');
  it('nothing plain', () => {
    assert.equal(candidates('int f(void); extern int v; static inline int g(void) { return 1; } typedef int t; struct s { int x; }; enum { A }; extern inline __attribute__((gnu_inline)) int h(void) { return 1; } _Static_assert(1, "");'), '');
  });
  it('objects, functions, aliases, assembler text', () => {
    const header = 'static int a; int b(void) { return 1; } extern int c(void) __attribute__((alias("b"))); asm("nop"); static inline __attribute__((__used__)) int d(void) { return 1; }';
    assert.equal(candidates(header).split(' | ').length, 5);
  });
  it('everything of the own file', () => assert.equal(preprocess('int f(void); typedef int t;').candidates.length, 2));
});

describe('preprocess: one header, many units', () => {
  const contents = {
    '/kernel/include/h.h': '#ifndef H\n#define H\n#ifdef FAST\n#define way quick\n#else\n#define way slow\n#endif\nstatic inline int go(void) { return way(); }\n#include <late.h>\nint kind(go_on);\n#endif',
    '/kernel/include/late.h': '#ifdef FAST\n#define kind(x) x##_fast\n#endif\n',
    '/module/a.c': '#define FAST\n#include <h.h>',
    '/module/b.c': '#include <h.h>',
    '/module/c.c': '#define slow other\n#include <h.h>',
  };
  const preprocessor = createPreprocessor({ files: createMemoryFiles(contents), headers: KERNEL });
  const goes = (path: string): string => /return (\w+)/.exec(textOf(unit(preprocessor, { path }).declarationsOf('go')[0]!))![1]!;

  it('each unit has its own macros', () => {
    for (let round = 0; round < 2; round++) {
      assert.equal(goes('/module/a.c'), 'quick');
      assert.equal(goes('/module/b.c'), 'slow');
      assert.equal(goes('/module/c.c'), 'other');
    }
    assert.equal(unit(preprocessor, { path: '/module/a.c' }).declarationsOf('go_on_fast').length, 1);
    assert.equal(unit(preprocessor, { path: '/module/b.c' }).declarationsOf('go_on_fast').length, 0);
    assert.equal(unit(preprocessor, { path: '/module/b.c' }).declarationsOf('kind').length, 1);
  });

  it('the same text under the same macros is the same array of tokens', () => {
    const tokens = (): unknown => unit(preprocessor, { path: '/module/b.c' }).declarationsOf('go')[0]!.tokens;
    assert.equal(tokens(), tokens());
  });

  it('an older unit can still be asked', () => {
    const a = unit(preprocessor, { path: '/module/a.c' });
    const b = unit(preprocessor, { path: '/module/b.c' });
    assert.match(textOf(a.declarationsOf('go')[0]!), /quick/);
    assert.match(textOf(b.declarationsOf('go')[0]!), /slow/);
    assert.equal(a.macro('FAST')?.name, 'FAST');
    assert.equal(b.macro('FAST'), undefined);
  });
});

describe('preprocess: an edit', () => {
  const before = '#define own(x) (x)\nint a = own(1);\n#ifdef X\nint no;\n#endif\nint f(void) { return own(2); }\nint g(void) { return 3; }\n';
  const contents = new Map([['/module/main.c', before]]);
  const files = { ...createMemoryFiles(contents), read: (path: string) => createMemoryFiles(contents).read(path), stat: (path: string) => createMemoryFiles(contents).stat(path) };
  const preprocessor = createPreprocessor({ files, headers: KERNEL });
  const now = (): ReturnType<typeof unit> => unit(preprocessor);
  const tokensOf = (result: ReturnType<typeof unit>, name: string): readonly Token[] => result.declarationsOf(name)[0]!.tokens;
  const placeOf = (token: Token): string => {
    const { source, offset } = currentPlace(token.source, token.offset);
    return source.text.slice(offset, offset + token.text.length);
  };

  it('keeps the tokens of what it left alone, and knows where they are now', () => {
    const first = now();
    const [a, f, g] = ['a', 'f', 'g'].map((name) => tokensOf(first, name));
    for (const edit of ['int longer = 100;\n', '\n\n/* moved */ int longer;\n']) {
      contents.set('/module/main.c', before.replace('int a', `${edit}int a`).replace('return 3', 'return 4'));
      const second = now();
      assert.equal(tokensOf(second, 'a'), a);
      assert.equal(tokensOf(second, 'f'), f);
      assert.notEqual(tokensOf(second, 'g'), g);
      assert.equal(second.declarationsOf('longer').length, 1);
      for (const token of [...tokensOf(second, 'f'), ...tokensOf(second, 'g')]) assert.equal(placeOf(token), token.text);
      assert.ok(second.isOwn(f![0]!.source));
    }
  });

  it('expands anew what depends on an edited macro', () => {
    contents.set('/module/main.c', before.replace('(x)\n', '[x]\n'));
    assert.equal(textOf(now().declarationsOf('f')[0]!), 'int f ( void ) { return [ 2 ] ; }');
  });

  it('tells text apart that stands there twice', () => {
    const twice = 'int f(void);\nint f(void);\n';
    contents.set('/module/main.c', twice);
    now().everyItem.map(textOf);
    contents.set('/module/main.c', `\n${twice}`);
    const offsets = now().declarationsOf('f').map((item) => currentPlace(item.tokens[0]!.source, item.tokens[0]!.offset).offset);
    assert.deepEqual(offsets.sort((x, y) => x - y), [1, 14]);
  });
});
