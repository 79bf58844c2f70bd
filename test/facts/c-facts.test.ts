import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CNames, CStatements } from '../../server/src/facts/c-facts.ts';
import { extractNames } from '../../server/src/facts/extract-names.ts';
import { readStatements } from '../../server/src/facts/read-statements.ts';
import { unescapeC } from '../../server/src/facts/c-words.ts';
import type { SyntaxEngine } from '../../server/src/syntax/syntax-tree.ts';
import { loadWasmEngine } from '../../server/src/syntax/wasm-engine.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';

let engine: SyntaxEngine;
const facts = (text: string): CStatements & CNames => {
  const statements = readStatements(text);
  const definitions = statements.macros.map((macro) => macro.span);
  return { ...statements, ...engine.withTree('c', text, (root) => extractNames(text, root, definitions))! };
};
const references = (text: string): string[] => facts(text).references.map((reference) => reference.name);
const moduleMacros = (text: string): string[] =>
  facts(text).moduleMacros.map((macro) => `${macro.macro}(${macro.arguments.map((argument) => argument.string ?? `<${argument.text}>`).join(', ')})`);

describe('facts of a C file', () => {
  before(async () => void (engine = await loadWasmEngine(readProductFile, ['c'])));

  describe('references', () => {
    const cases: [about: string, text: string, expected: string[]][] = [
      ['are called and named functions', 'int f(void) { g(); h = k; }', ['g', 'h', 'k']],
      ['are not parameters', 'int f(int a, int (*b)(int c)) { a; b(a); }', []],
      ['are not locals, from the place where they are declared', 'int f(void) { x(); int x; x = 1; }', ['x']],
      ['end with the block of a local', 'int f(void) { { int x; x; } x; }', ['x']],
      ['are not the variable of a for statement', 'int f(void) { for (int i = n; i < 3; i++) i; i; }', ['n', 'i']],
      ['stand in initialisers and array sizes', 'struct s v = { .a = g, .b = &h }; int t[SIZE];', ['g', 'h', 'SIZE']],
      ['are not members, labels, tags', 'struct t { int m; }; int f(struct t *p) { p->m; goto l; l: return 0; }', []],
      ['are not names that conditions test', '#if defined(X) && Y > 2\nint z(void) { return g(); }\n#elif W\n#endif\n#ifdef V\n#endif', ['g']],
      ['stand in code under a condition', '#ifdef V\nint z(void) { return g(); }\n#else\nint z(void) { return h(); }\n#endif', ['g', 'h']],
      ['are not the parameters of a prototype', 'extern int p(int gpl, char *other);', []],
    ];
    for (const [about, text, expected] of cases) it(about, () => assert.deepEqual(references(text), expected));
  });

  it('list functions with their linkage', () => {
    const { functions } = facts('static inline int *f(void) { return 0; }\nvoid (*g(int a))(int) { return a; }');
    assert.deepEqual(functions.map(({ name, isStatic }) => [name, isStatic]), [['f', true], ['g', false]]);
  });

  it('list definitions at file scope by kind', () => {
    const { definitions } = facts('#define M 1\nint v, *w = &v; typedef int t; enum { A, B = 2 }; extern int e; int p(void); int (*q)(void);');
    assert.deepEqual(definitions.map(({ name, kind }) => `${kind} ${name}`), [
      'variable v',
      'variable w',
      'typedef t',
      'enumerator A',
      'enumerator B',
      'variable q',
    ]);
  });

  it('list macros with the names of their replacement, parameters left out', () => {
    const { macros } = facts('#define A(x, ...) do { g(x, "h"); /* i */ k; } while (0)\n#define B \\\n  m\n#define C\n');
    assert.deepEqual(macros.map((macro) => [macro.name, macro.functionLike, macro.references.map((reference) => reference.name)]), [
      ['A', true, ['do', 'g', 'k', 'while']],
      ['B', false, ['m']],
      ['C', false, []],
    ]);
  });

  it('list includes', () => {
    const { includes } = facts('#include <linux/a.h>\n#include "b.h"\n#include MACRO\n');
    assert.deepEqual(includes.map(({ path, quoted }) => [path, quoted]), [['linux/a.h', false], ['b.h', true]]);
  });

  describe('module macros', () => {
    const cases: [about: string, text: string, expected: string[]][] = [
      ['have string arguments', 'MODULE_LICENSE("GPL");', ['MODULE_LICENSE(GPL)']],
      ['join adjacent strings', 'MODULE_LICENSE("Dual " /* x */ "MIT/GPL");', ['MODULE_LICENSE(Dual MIT/GPL)']],
      ['keep what is no string', 'MODULE_LICENSE(LICENSE);', ['MODULE_LICENSE(<LICENSE>)']],
      ['have escapes', 'MODULE_LICENSE("GPL\\0 not");', ['MODULE_LICENSE(GPL\0 not)']],
      ['are found in broken code', 'static DEFINE(x, { ; = MODULE_IMPORT_NS(NS);\nEXPORT_SYMBOL_NS_GPL(f, "A");', ['MODULE_IMPORT_NS(<NS>)', 'EXPORT_SYMBOL_NS_GPL(<f>, A)']],
      ['are not read from comments and strings', '// MODULE_LICENSE("A")\nchar *s = "MODULE_LICENSE(1)";\n#define X MODULE_LICENSE("B")', []],
      ['of exports', 'EXPORT_SYMBOL(a); EXPORT_SYMBOL_GPL(b); EXPORT_SYMBOL_FOR_MODULES(c, "d,e-*"); EXPORT_UNUSED_SYMBOL(f);', ['EXPORT_SYMBOL(<a>)', 'EXPORT_SYMBOL_GPL(<b>)', 'EXPORT_SYMBOL_FOR_MODULES(<c>, d,e-*)', 'EXPORT_UNUSED_SYMBOL(<f>)']],
      ['that are never closed are none', 'MODULE_LICENSE("GPL"; int f(void) { }', []],
    ];
    for (const [about, text, expected] of cases) it(about, () => assert.deepEqual(moduleMacros(text), expected));
  });

  it('never fail, whatever the text', () => {
    const pieces = fc.array(fc.constantFrom('int', ' f', '(', ')', '{', '}', '"', "'", '/*', '*/', '#if 1\n', '#define A', '\n', ';', '=', 'MODULE_LICENSE(', '𝄞', '\\'), { maxLength: 40 });
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        for (const { span, name } of facts(text).references) assert.equal(text.slice(span.start, span.end), name);
      }),
      { numRuns: 300 },
    );
  });

  it('decode the escapes of C', () => assert.equal(unescapeC('a\\n\\x41\\101\\q\\\\'), 'a\nAAq\\'));
});
