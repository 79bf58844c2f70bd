import assert from 'node:assert/strict';
import { conditionAt } from '../../server/src/facts/c-uses.ts';
import { scanCUses } from '../../server/src/facts/scan-c-uses.ts';

const used = (text: string): string[] => [...scanCUses(text).references.keys()].sort();
const defined = (text: string): string[] => [...scanCUses(text).definitions].sort();

describe('uses in a C text', () => {
  it('are calls, addresses and data, also in initialisers', () => {
    assert.deepEqual(used('int f(void) { frob_init(); cb = &frob_done; return frob_count + 1; }'), ['cb', 'frob_count', 'frob_done', 'frob_init']);
    assert.deepEqual(used('static struct ops o = { .open = frob_open, frob_close };\nint x = FROB_MAX;'), ['FROB_MAX', 'frob_close', 'frob_open']);
  });

  it('are not declarations, parameters, locals, members, tags, labels or comments', () => {
    assert.deepEqual(used('int frob(int a);\nextern char *frob_name;\nstruct frob { int frob_x; char *frob_y; };\nenum e { FROB_A, FROB_B };'), []);
    assert.deepEqual(used('int f(int frob, char *name) { const char *p, *q = name; int i, j; for (i = 0; i < j; i++) p->frob = q[i] + frob; return x.frob_member; }').filter((name) => name.startsWith('frob')), []);
    assert.deepEqual(used('int f(void) { /* frob() */ puts("frob()"); // frob()\n return sizeof(struct frob); }'), ['puts']);
  });

  it('are not lost behind old-style definitions, attributes and odd braces', () => {
    const text = 'int\nf (a, b)\n     int a;\n     char *b;\n{\n  frob (a);\n}\n\nstatic void g(void) __attribute__((noreturn));\nstatic void g(void)\n{\n  frob2();\n}\n';
    assert.deepEqual(used(text), ['frob', 'frob2']);
    assert.deepEqual(defined(text), ['f', 'g']);
    const split = 'int f(void) {\n#ifdef A\n if (a) {\n#else\n if (b) {\n#endif\n  one();\n }\n}\nint g(void) {\n  two();\n}\n';
    assert.deepEqual(used(split), ['a', 'b', 'one', 'two']);
  });

  it('of macros at file scope count with their arguments', () => {
    assert.deepEqual(used('G_FROB_TYPE (Thing, thing, FROB_TYPE_OBJECT)\n\nint f(void)\n{\n  frob();\n}\n'), ['FROB_TYPE_OBJECT', 'G_FROB_TYPE', 'Thing', 'frob', 'thing']);
  });

  it('are a multiplication where it is one', () => {
    assert.deepEqual(used('int f(int a) { a = a * frob_scale; return frob_x * frob_y; }'), ['frob_scale', 'frob_x', 'frob_y']);
  });
});

describe('what a C text gives names to', () => {
  it('are functions and variables with a body or a place', () => {
    assert.deepEqual(defined('static int a, *b = 0;\nchar c[3];\nint f(void) { return 1; }\nextern int d;\nint e(void);'), ['a', 'b', 'c', 'f']);
    assert.deepEqual([...scanCUses('extern int d;\nint e(void);').declarations], ['d', 'e']);
  });

  it('are macros with what they stand for', () => {
    const { bodies, strings } = scanCUses('#define SHOW(x, ...) \\\n  frob_show((x), FROB_NOW)\n#define LIB "libfrob.so.1"\nint f(int a) { return frob(a); }');
    assert.deepEqual(bodies.get('SHOW'), ['frob_show', 'FROB_NOW']);
    assert.deepEqual(bodies.get('f'), ['frob']);
    assert.equal(strings.get('LIB'), 'libfrob.so.1');
  });
});

describe('conditions in a C text', () => {
  const text = '#ifndef A_H\n#define A_H\n#ifdef HAVE_FROB\n# include <frob/frob.h>\n#elif defined(HAVE_OLD)\n#include "old.h"\n#else\n#include "none.h"\n#endif\n#if 0\n#include <never.h>\n#endif\n#include <always.h>\n#endif\n';

  it('guard includes; an include guard does not, and dead code is none', () => {
    const found = scanCUses(text).includes.map(({ path, condition }) => `${path}: ${condition ?? 'always'}`);
    assert.deepEqual(found, [
      'frob/frob.h: defined(HAVE_FROB)',
      'old.h: !defined(HAVE_FROB) && defined(HAVE_OLD)',
      'none.h: !defined(HAVE_FROB) && !defined(HAVE_OLD)',
      'always.h: always',
    ]);
  });

  it('are known for any place', () => {
    const { conditions } = scanCUses(text);
    assert.equal(conditionAt(conditions, text.indexOf('frob/frob.h')), 'defined(HAVE_FROB)');
    assert.equal(conditionAt(conditions, text.indexOf('always.h')), null);
  });
});

describe('files that a C text starts', () => {
  it('are loaded libraries and other programs', () => {
    const { starts } = scanCUses('void f(void) { void *h = dlopen("libfrob.so.1", RTLD_NOW); popen("frob -x", "r"); dlopen(path, 0); }');
    assert.deepEqual(starts.map(({ function: name, loads, text, name: word }) => [name, loads, text, word]), [
      ['dlopen', true, 'libfrob.so.1', null],
      ['popen', false, 'frob -x', null],
      ['dlopen', true, null, 'path'],
    ]);
  });
});

it('any text is read to its end', () => {
  for (const text of ['#if', '"', '/*', 'int f(', '}}}}', '#define', '#include <', '((((', 'a * * b', "'\\"]) assert.ok(scanCUses(text));
});
