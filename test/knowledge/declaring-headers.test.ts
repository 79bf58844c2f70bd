import assert from 'node:assert/strict';
import { declaredNames, declaringHeaders } from '../../scripts/support/declaring-headers.ts';

const WANTED = new Set(['frob', 'frob_two', 'frob_table', 'frob_hook', 'frob_percpu', 'frob_state']);

describe('declaring headers', () => {
  const cases: readonly [title: string, text: string, expected: readonly string[]][] = [
    ['a prototype', 'int frob(struct thing *t, int (*cb)(int frob_two));', ['frob']],
    ['a prototype over lines, with attributes', 'void *\nfrob(int a,\n     int b) __attribute__((malloc)) __must_check;', ['frob']],
    ['several in one statement', 'extern int frob(void), frob_two(void);', ['frob', 'frob_two']],
    ['an extern array', 'extern const char frob_table[];', ['frob_table']],
    ['an extern function pointer', 'extern int (*frob_hook)(int);', ['frob_hook']],
    ['a DECLARE_ macro', 'DECLARE_PER_CPU(int, frob_percpu);', ['frob_percpu']],
    ['inside extern "C"', 'extern "C" {\nint frob(void);\n}', ['frob']],
    ['after an inline function', 'static inline int other(void) { return frob_two(); }\nint frob(void);', ['frob']],
    ['a function that returns a struct', 'struct frob_state frob(void);', ['frob']],
    ['no definition', 'static inline int frob(void) { return 1; }\ninline int frob_two(void)\n{\n\treturn 2;\n}', []],
    ['no comment, string or directive', '/* int frob(void); */ // int frob(void);\n#define X \\\n int frob_two(void);\nchar *s = "int frob_two(void);";', []],
    ['no member, parameter or typedef', 'struct s { int (*frob)(void); int frob_two; };\nint other(int frob_table);\ntypedef int frob(void);', []],
    ['no tag', 'struct frob_state;', []],
  ];
  for (const [title, text, expected] of cases) {
    it(title, () => assert.deepEqual([...declaredNames(text, WANTED)], expected));
  }

  it('prefers the header that people include', () => {
    const text = 'int frob(void);';
    const paths = ['include/linux/frob/internals.h', 'arch/x86/include/asm/frob.h', 'include/linux/frob.h', 'include/net/frob.h'];
    const found = declaringHeaders(paths.map((path) => ({ path, text })), WANTED);
    assert.deepEqual([...found], [['frob', 'include/linux/frob.h']]);
  });
});
