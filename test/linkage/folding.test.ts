/** What the compiler drops and keeps: which names stay undefined in the object file. */

import assert from 'node:assert/strict';
import { createLinker } from '../../server/src/linkage/link-object.ts';
import { unitFromText } from './text-unit.ts';

function externals(text: string): string[] {
  const object = createLinker().link(unitFromText(text));
  return object.external.map((name) => name.symbol).sort();
}

function check(title: string, text: string, expected: string): void {
  it(title, () => assert.equal(externals(text).join(' '), expected));
}

describe('linkage: folding and reachability', () => {
  check('a direct call', 'void ext(void); void f(void) { ext(); }', 'ext');
  check('an unused static function vanishes', 'void ext(void); static void f(void) { ext(); }', '');
  check('a used attribute keeps it', 'void ext(void); static void __attribute__((used)) f(void) { ext(); }', 'ext');
  check('through a static inline', 'void ext(void); static inline void g(void) { ext(); } void f(void) { g(); }', 'ext');
  check('constant conditions', 'void a(void), b(void), c(void); void f(int x) { if (0) a(); if (x && 0) b(); if (1 || x) c(); }', 'c');
  check('an inline that returns a constant', 'void a(void); static inline void *find(int x) { return (void *)0; } int f(int x) { void *p = find(x); if (!p) return -1; a(); return 0; }', '');
  check('a constant argument', 'void a(void), b(void); static inline void g(int k) { if (__builtin_constant_p(k) && k > 3) a(); else b(); } void f(int x) { g(4); }', 'a');
  check('an argument that is not constant', 'void a(void), b(void); static inline void g(int k) { if (__builtin_constant_p(k) && k > 3) a(); else b(); } void f(int x) { g(x); }', 'b');
  check('code behind a function that does not return', 'void die(void) __attribute__((noreturn)); void a(void); void f(int x) { die(); a(); }', 'die');
  check('a call that must vanish', 'void oops(void) __attribute__((error("no"))); void a(void); void f(int x) { if (x) { oops(); } a(); }', 'a');
  check('a switch over a constant', 'void a(void), b(void), c(void); void f(void) { switch (sizeof(long)) { case 4: a(); break; case 8: b(); break; default: c(); } }', 'b');
  check('a loop that runs once', 'void a(void), b(void); void f(void) { do { a(); } while (0); while (0) b(); }', 'a');
  check('a variable that a loop changes', 'void a(void); void f(int n) { int found = 0; for (int i = 0; i < n; i++) found = i; if (found) a(); }', 'a');
  check('a variable that a loop leaves alone', 'void a(void), b(void); void f(int n) { int found = 0; for (int i = 0; i < n; i++) b(); if (found) a(); }', 'b');
  check('what a check has told', 'void a(void); int g(void); int f(void) { int err = g(); if (err) return err; if (err) a(); return 0; }', 'g');
  check('a value that nobody uses', 'extern int var, other; int g(int); int f(void) { (void)var; return g(other); }', 'g other');
  check('a condition that decides about a value', 'extern int var; int f(int x) { if (var) x &= ~4; return x; }', 'var');
  check('a condition that decides nothing', 'extern int var; int f(int x) { if (var) { } return x; }', '');
  check('variable arguments', 'extern int var; void out(void *); static void say(const char *format, ...) { out((void *)format); } void f(void) { say("%d", var); }', 'out var');
  check('a stub that does not use its argument', 'extern int var; static inline void stub(int *p) { } void f(void) { stub(&var); }', '');
  check('a static table that is used', 'void a(void); static const struct ops { void (*f)(void); } ops = { .f = a }; const struct ops *get(void) { return &ops; }', 'a');
  check('a static table that is not', 'void a(void); static const struct ops { void (*f)(void); } ops = { .f = a };', '');
  check('goto into what follows', 'void a(void), b(void); int f(int x) { if (x) goto out; a(); return 0; out: b(); return 1; }', 'a b');
  check('a label nobody jumps to', 'void a(void), b(void); int f(int x) { a(); return 0; out: b(); return 1; }', 'a');
  check('a cleanup handler', 'void unlock(int *); static inline void leave(int *p) { unlock(p); } void f(void) { int x __attribute__((cleanup(leave))) = 1; }', 'unlock');
  check('_Generic and constness', 'struct s; void c(const struct s *), m(struct s *); void f(const struct s *p) { _Generic((p), const struct s *: c, struct s *: m)(p); }', 'c');
  check('an operand of asm', 'extern int var; void f(void) { asm volatile("" : : "i" (&var)); }', 'var');
  check('a name in the text of asm', 'void target(void); void f(void) { asm volatile("call target\\n\\tmov %rax, %rbx" : : : "memory"); }', 'target');
  check('asm goto keeps both ways', 'extern int key; void a(void), b(void); void f(void) { asm goto("1:" : : "i" (&key) : : yes); a(); return; yes: b(); }', 'a b key');
  check('an alias names its target', 'void a(void); static int start(void) { a(); return 0; } int init_module(void) __attribute__((alias("start")));', 'a');
  check('a function called with one argument only', 'void a(void), b(void), w(int); static void g(int k, int x) { for (;;) { w(x); w(x+1); w(x+2); w(x+3); w(x+4); w(x+5); if (k) a(); else b(); } } void f(int x) { g(0, x); g(0, x + 1); }', 'b w');
  check('a static function whose address is taken', 'void a(void); static void g(int k) { if (k) a(); } void *f(void) { g(0); return g; }', 'a');
  check('members, tags, labels are no references', 'struct ext { int ext; }; int f(struct ext *p) { goto ext; ext: return p->ext; }', '');
  check('a null pointer constant in ?:', 'void a(void), b(void); void f(int x) { if (sizeof(int) == sizeof(*(8 ? ((void *)((long)(x) * 0l)) : (int *)8))) a(); else b(); }', 'b');
  check('the same of a constant', 'void a(void), b(void); void f(int x) { if (sizeof(int) == sizeof(*(8 ? ((void *)((long)(3) * 0l)) : (int *)8))) a(); else b(); }', 'a');
});
