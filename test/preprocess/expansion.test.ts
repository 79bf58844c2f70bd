/** Macro expansion: what comes out is what gcc -E prints. Every expectation was compared with gcc 12. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expanded, preprocess } from './preprocess.ts';

function check(title: string, text: string, expected: string): void {
  it(title, () => assert.equal(expanded(text), expected));
}

describe('preprocess: macro expansion', () => {
  check('an object-like macro', '#define N 3\nint a[N];', 'int a [ 3 ] ;');
  check('a function-like one, and its name alone', '#define f(x) (x + 1)\nint a = f(2), (*b)(int) = f;', 'int a = ( 2 + 1 ) , ( * b ) ( int ) = f ;');
  check('an invocation over several lines', '#define f(x, y) x y\nf\n(\nint\n,\na\n)\n;', 'int a ;');
  check('arguments with commas in parentheses', '#define f(x, y) y = x\nint f((a, b), c);', 'int c = ( a , b ) ;');
  check('empty arguments', '#define f(x, y) <x|y>\nint a = f(,) f(1,) f(,2);', 'int a = < | > < 1 | > < | 2 > ;');
  check('no parameters', '#define f() 7\nint a = f() + f( );', 'int a = 7 + 7 ;');
  check('the wrong number of arguments is left alone', '#define f(x, y) x\nint a = f(1);', 'int a = f ;');
  check('self-reference', '#define foo foo + bar\n#define bar foo\nint a = foo, b = bar;', 'int a = foo + foo , b = bar + bar ;'.replace('bar + bar', 'foo + bar'));
  check('mutual recursion ends', '#define x (4 + y)\n#define y (2 * x)\nint a = x; int b = y;', 'int a = ( 4 + ( 2 * x ) ) ; int b = ( 2 * ( 4 + y ) ) ;');
  check('a name that was hidden stays hidden', '#define f(a) a * g\n#define g(a) f(a)\nint v = f(2)(9);', 'int v = 2 * 9 * g ;');
  check('the rest of the text is the argument', '#define call g\n#define g(x) [x]\nint v = call (5);', 'int v = [ 5 ] ;');
  check('an argument is expanded before it is put in', '#define two 2\n#define id(x) x\n#define twice(x) id(x) + id(x)\nint v = twice(two);', 'int v = 2 + 2 ;');
  check('a macro in its own argument', '#define f(x) <x>\nint v = f(f(1));', 'int v = < < 1 > > ;');
  check('rescanning makes new invocations', '#define a(x) b(x)\n#define b(x) c x\n#define lp (\nint v = a(1); int w = b lp 2 );', 'int v = c 1 ; int w = b ( 2 ) ;');
  check('stringising', '#define str(x...) #x\nchar *s = str( a  "b\\n"  \'"\'   +c );', 'char * s = "a \\"b\\\\n\\" \'\\"\' +c" ;');
  check('stringising after expansion', '#define str_(x) #x\n#define str(x) str_(x)\n#define v1 1\n#define ver v1.  2\nchar *s = str(ver); char *t = str_(ver);', 'char * s = "1. 2" ; char * t = "ver" ;');
  check('pasting', '#define cat(a, b) a ## b\nint cat(foo, bar) = cat(1, 2) cat(<, <) 3;', 'int foobar = 12 << 3 ;');
  check('what is pasted is not expanded before but after', '#define one 1\n#define cat(a, b) a##b\n#define xcat(a, b) cat(a, b)\n#define x1 yes\nint cat(x, one), xcat(x, one);', 'int xone , yes ;');
  check('pasting with nothing', '#define t(a, b, c) a##b##c\nint v = t(1,2,3) + t(,4,) + t(5,,6) t(,,) ;', 'int v = 123 + 4 + 56 ;');
  check('a # that comes from an argument pastes nothing', '#define hash # ## #\n#define mk(a, b) in(a hash b)\n#define in(x) str(x)\n#define str(x) #x\nchar *p = mk(x, y);', 'char * p = "x ## y" ;');
  check('the comma before missing variadic arguments', '#define e(f, ...) p(f, ## __VA_ARGS__)\nint a = e("x"), b = e("x",), c = e("x", 1, 2);', 'int a = p ( "x" ) , b = p ( "x" , ) , c = p ( "x" , 1 , 2 ) ;');
  check('named variadic arguments', '#define e(f, args...) p(f, ## args)\nint a = e("x"), c = e("x", 1, 2);', 'int a = p ( "x" ) , c = p ( "x" , 1 , 2 ) ;');
  check('only variadic', '#define e(...) p(0, ## __VA_ARGS__)\nint a = e(), c = e(1, 2);', 'int a = p ( 0 ) , c = p ( 0 , 1 , 2 ) ;');
  check('__VA_OPT__', '#define e(f, ...) p(f __VA_OPT__(,) __VA_ARGS__)\nint a = e(1), b = e(1, 2), c = e(1, );', 'int a = p ( 1 ) , b = p ( 1 , 2 ) , c = p ( 1 ) ;');
  check('__VA_OPT__ with pasting', '#define e(n, ...) n ## __VA_OPT__(_more)\nint e(a) , e(b, 1);', 'int a , b_more ;');
  check('counting arguments', '#define count_(a, b, c, n, ...) n\n#define count(...) count_(__VA_ARGS__, 3, 2, 1)\nint a = count(x) + count(x, y, z);', 'int a = 1 + 3 ;');
  check('IS_ENABLED as the kernel does it', '#define CONFIG_A 1\n#define P_1 0,\n#define second(i, v, ...) v\n#define def(x) def_(x)\n#define def_(v) def__(P_##v)\n#define def__(j) second(j 1, 0)\nint a = def(CONFIG_A), b = def(CONFIG_B);', 'int a = 1 , b = 0 ;');
  check('line continuations, also inside tokens', '#define f(x) \\\n  x \\\n  + 1\nin\\\nt a = f(2); char *s = "a\\\nb";', 'int a = 2 + 1 ; char * s = "ab" ;');
  check('comments are white space', '#define f /* ( */ (x)\nint/**/a = f; // b = 1\nint c;', 'int a = ( x ) ; int c ;');
  check('line ends of other systems', '#define f(x) \\\r\n  x\r\nint a = f(2);\r\n#if 0\r\nint b;\r\n#endif\r\nint c;', 'int a = 2 ; int c ;');
  check('__LINE__ is that of the outermost name', '#define L __LINE__\n#define two(a, b) a L b\nint v = two(1,\n __LINE__\n);', 'int v = 1 3 4 ;');
  check('__LINE__ handed on unexpanded', '#define p(f, ...) q(f, ## __VA_ARGS__)\n#define q(f, ...) (f, ## __VA_ARGS__)\nint v = p(1,\n __LINE__);', 'int v = ( 1 , 3 ) ;');
  check('_Pragma leaves nothing', '#define d(s) _Pragma(str(GCC diagnostic s))\n#define str(s) #s\nint a; d(push) int b;', 'int a ; int b ;');
  check('the unit and its module', 'char *a = __FILE__, *b = __BASE_FILE__, *c = KBUILD_MODNAME, *d = KBUILD_BASENAME; int __KBUILD_MODNAME;', 'char * a = "/module/main.c" , * b = "/module/main.c" , * c = "my_module" , * d = "main" ; int kmod_my_module ;');
  check('no macro out of a pasted or disabled name twice', '#define AA BB\n#define BB AA\n#define cat(a, b) a##b\nint v = cat(A, A);', 'int v = AA ;');

  it('counts', () => {
    const [a, b] = expanded('int a = __COUNTER__; int b = __COUNTER__;').match(/\d+/g)!.map(Number);
    assert.equal(b, a! + 1);
  });

  it('tells where each token came from', () => {
    const text = '#define inner(x) (x)\n#define outer(y) inner(y + one)\nint v = outer(user);';
    const item = preprocess(text).declarationsOf('v')[0]!;
    const chain = (name: string): string[] => {
      const names: string[] = [];
      const token = item.tokens.find((candidate) => candidate.text === name)!;
      assert.equal(token.source.text.slice(token.offset, token.offset + name.length), name);
      for (let step = token.expansion; step; step = step.at.expansion) names.push(step.macro.name);
      return names;
    };
    assert.deepEqual(chain('user'), []);
    assert.deepEqual(chain('one'), ['outer']);
    assert.deepEqual(chain('('), ['inner', 'outer']);
  });

  it('cuts off a macro that explodes, and says so', () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `#define m${i + 1} m${i} m${i}`).join('\n');
    const { unread, everyItem } = preprocess(`#define m0 x\n${doubling}\nint a = m40;\nint b;`);
    assert.ok(everyItem.length >= 0);
    assert.match(unread.map((entry) => entry.reason).join(), /expands to more than/);
  });

  it('leaves text without macros as it is', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/);
    const token = fc.oneof(word, fc.constantFrom('+', '->', '<<=', '...', '##', '#', '"s t"', "'c'", '0x1fUL', '1.5e+3', '(x)', '[1]', ','));
    fc.assert(fc.property(fc.array(token, { minLength: 1, maxLength: 30 }), (tokens) => {
      const text = `int a = ${tokens.join(' ')};`;
      assert.equal(expanded(text).replaceAll(' ', ''), text.replaceAll(' ', ''));
    }));
  });
});
