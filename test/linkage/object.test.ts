/** What else the object file says: evidence, .modinfo, exports, assembler sources, and text that cannot be parsed. */

import assert from 'node:assert/strict';
import type { LinkedObject } from '../../server/src/linkage/external-name.ts';
import { createLinker } from '../../server/src/linkage/link-object.ts';
import { unitFromText } from './text-unit.ts';

const link = (text: string, path?: string): LinkedObject => createLinker().link(unitFromText(text, path === undefined ? {} : { path }));

/** Text of a unit whose first part is a header's. */
const withHeader = (header: string, own: string): LinkedObject =>
  createLinker().link(unitFromText(`# 1 "/kernel/include/thing.h"\n${header}\n# 1 "/test/unit.c"\n${own}`, { isOwn: (file) => file === '/test/unit.c' }));

const names = (object: LinkedObject): string[] => object.external.map((one) => one.symbol).sort();

describe('linkage: the object', () => {
  it('tells by which inlines a symbol arrives, by the shortest way', () => {
    const object = withHeader(
      'void ext(void); static inline void far(void) { ext(); } static inline void near(void) { far(); }',
      'void f(void) { near(); } void g(void) { far(); }',
    );
    const uses = object.external[0]!.uses.map((use) => [use.text, ...use.chain.map((step) => `${step.kind} ${step.name}`)].join(' > '));
    assert.deepEqual(uses, ['near > inline near > inline far', 'far > inline far']);
  });

  it('has no use in the own text where only a header brings the symbol', () => {
    const object = withHeader('void ext(void); void *kept __attribute__((used)) = ext;', 'int x;');
    assert.deepEqual(names(object), ['ext']);
    assert.deepEqual(object.external[0]!.uses, []);
  });

  it('knows what it defines', () => {
    assert.deepEqual(link('int f(void) { return 0; } static int g; int h; extern int k;').defined.slice().sort(), ['f', 'h']);
  });

  it('follows static variables of functions that hold their own address, or each other\'s', () => {
    const object = link(
      'struct list { struct list *next, *prev; void (*run)(void); }; void ext(void); void other(void);' +
        'void f(void) { static struct list head = { &head, &head, ext }; static struct list tail = { &head, &tail, other }; use(&tail); }',
    );
    assert.deepEqual(object.unread, []);
    assert.deepEqual(names(object), ['ext', 'other', 'use']);
  });

  it('reads .modinfo', () => {
    const object = link('static const char tag[] __attribute__((used)) __attribute__((section(".modinfo"))) = "license" "=" "GPL";');
    assert.deepEqual(object.modinfo.map((one) => one.text), ['license=GPL']);
  });

  it('reads exports of current kernels', () => {
    const object = link(
      'int f(void) { return 0; } asm(".section \\".export_symbol\\",\\"a\\" ; __export_symbol_f: ; .asciz \\"GPL\\" ; .ascii \\"SPACE\\" \\"\\\\0\\" ; .quad f ; .previous");',
    );
    assert.deepEqual(object.exports.map(({ symbol, gplOnly, namespace }) => ({ symbol, gplOnly, namespace })), [{ symbol: 'f', gplOnly: true, namespace: 'SPACE' }]);
  });

  it('reads exports of kernels before 6.4', () => {
    const object = link(
      'int f(void) { return 0; } asm(".section \\"__ksymtab_strings\\",\\"aMS\\"\\n__kstrtab_f:\\n.asciz \\"f\\"\\n__kstrtabns_f:\\n.asciz \\"\\"\\n.previous\\n"); asm(".section \\"___ksymtab_gpl+f\\", \\"a\\"\\n__ksymtab_f:\\n.long f- .\\n.previous\\n");',
    );
    assert.deepEqual(object.exports.map(({ symbol, gplOnly, namespace }) => ({ symbol, gplOnly, namespace })), [{ symbol: 'f', gplOnly: true, namespace: null }]);
  });

  it('defines what assembler text defines for the linker', () => {
    const object = link('extern int tramp(void); extern int local(void); int f(void) { return tramp() + local(); } asm(".globl tramp; tramp: ret; local: ret");');
    assert.deepEqual(names(object), ['local']);
    assert.ok(object.defined.includes('tramp'));
  });

  it('marks weak names', () => {
    const [name] = link('extern int maybe __attribute__((weak)); int *f(void) { return &maybe; }').external;
    assert.equal(name?.weak, true);
  });

  it('takes a name from its asm label', () => {
    assert.deepEqual(names(link('void hidden(void) __asm__("shown"); void f(void) { hidden(); }')), ['shown']);
  });

  it('keeps a used static of block scope although its code is dead', () => {
    assert.deepEqual(names(link('void ext(void); void f(void) { if (0) { static void * __attribute__((used)) keep = ext; } }')), ['ext']);
  });

  it('refers to every name of a body that it cannot parse, and says so', () => {
    const object = link('void ext(void); void f(void) { ext() 7 8; }\nvoid g(void) { }');
    assert.deepEqual(names(object), ['ext']);
    assert.equal(object.unread.length, 1);
    assert.match(object.unread[0]!.reason, /f could not be parsed/);
  });

  it('goes on behind a declaration that it cannot parse', () => {
    const object = link('void ext(void); struct broken { int ; ; 7 } x; void f(void) { ext(); }');
    assert.deepEqual(names(object), ['ext']);
    assert.equal(object.unread.length, 1);
  });

  it('survives endless nesting', () => {
    const deep = `void ext(void); void f(int x) { ext(); x = ${'('.repeat(20000)}x${')'.repeat(20000)}; }`;
    assert.deepEqual(names(link(deep)), ['ext']);
  });

  it('knows the labels of top-level assembler text', () => {
    const object = link('extern void made(void); void use(void) { made(); } asm(".globl made\\nmade:\\n\\tjmp elsewhere\\n");');
    assert.deepEqual(names(object), []);
    assert.deepEqual(object.defined.slice().sort(), ['made', 'use']);
  });

  it('finds the names of an assembler source', () => {
    const object = link('.globl start\nstart:\n\tcall helper\n\tmov %rax, table(%rip)\n1:\tjmp start\n\tmov $5, %ecx\n', '/test/entry.S');
    assert.deepEqual(names(object), ['helper', 'table']);
    assert.deepEqual(object.defined, ['start']);
  });
});
