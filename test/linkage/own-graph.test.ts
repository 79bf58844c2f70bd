/** Who refers to whom within a unit: what the ways from an export to a GPL-only symbol are made of. */

import assert from 'node:assert/strict';
import { createLinker } from '../../server/src/linkage/link-object.ts';
import type { OwnGraph } from '../../server/src/linkage/own-graph.ts';
import { unitFromText } from './text-unit.ts';

const graph = (text: string): OwnGraph => createLinker().graphOf(unitFromText(text));
const references = (text: string): string[] =>
  graph(text).references.map(({ from, to, called }) => `${from} ${called ? 'calls' : 'takes'} ${to}`).sort();
const handed = (text: string): string[] => graph(text).handed.map(({ within, to, what }) => `${within}: ${to}(${what})`).sort();

describe('linkage: the graph of the own text', () => {
  const cases: [about: string, text: string, expected: string[]][] = [
    ['knows calls, also of functions that are compiled into their caller', 'void ext(void); static void s(void) { ext(); } void f(void) { s(); }', ['f calls s', 's calls ext']],
    ['tells an address that is taken from a call', 'void ext(void); static void s(void) { ext(); } void (*g)(void); void f(void) { g = s; }', ['f takes g', 'f takes s', 's calls ext']],
    ['goes through tables', 'void ext(void); static void s(void) { ext(); } struct ops { void (*op)(void); }; const struct ops table = { .op = s };', ['s calls ext', 'table takes s']],
    ['leaves out what the compiler drops', 'void ext(void); static void s(void) { ext(); } void f(void) { if (0) s(); }', []],
    ['leaves out what nothing keeps', 'void ext(void); static void s(void) { ext(); }', []],
    ['ends in circles', 'void ext(void); void b(void); void a(void) { b(); ext(); } void b(void) { a(); }', ['a calls b', 'a calls ext', 'b calls a']],
    ['goes through statics of block scope', 'void ext(void); void *f(void) { static void (*const p[])(void) = { ext }; return (void *)p[0]; }', ['f takes ext']],
  ];
  for (const [about, text, expected] of cases) it(about, () => assert.deepEqual(references(text), expected));

  it('names the header functions that are passed on the way', () => {
    const text = '# 1 "/kernel/h.h"\nvoid ext(void); static inline void inner(void) { ext(); } static inline void outer(void) { inner(); }\n# 1 "/test/unit.c"\nvoid f(void) { outer(); }';
    const found = createLinker().graphOf(unitFromText(text, { isOwn: (file) => file === '/test/unit.c' }));
    assert.deepEqual(found.references.map(({ from, to, chain }) => [from, ...chain.map(({ name }) => name), to].join(' > ')), ['f > outer > inner > ext']);
    assert.deepEqual(found.definitions.map(({ name }) => name), ['f']);
  });

  it('knows addresses that are handed to functions outside, also in a variable', () => {
    const types = 'struct ops { void (*op)(void); }; void take(const struct ops *); void take_function(void (*)(void)); static void s(void) { } ';
    assert.deepEqual(handed(`${types} static const struct ops table = { s }; void f(void) { take(&table); }`), ['f: take(table)']);
    assert.deepEqual(handed(`${types} void f(void) { take_function(s); }`), ['f: take_function(s)']);
    assert.deepEqual(handed(`${types} void f(void) { struct ops local = { s }; take(&local); }`), ['f: take(s)']);
    assert.deepEqual(handed(`${types} void f(void) { take(0); }`), []);
  });

  it('of an assembler file, or of text that is nested too deeply, is empty', () => {
    assert.deepEqual(createLinker().graphOf(unitFromText('call ext', { path: '/test/a.S' })).references, []);
  });
});

describe('linkage: strings that read like names', () => {
  const names = (text: string): string[] =>
    createLinker().link(unitFromText(text)).names.map(({ name, at, argumentOf }) => `${at.range.start.line}:${at.range.start.column} ${name}${argumentOf === undefined ? '' : ` to ${argumentOf}`}`);
  const cases: [about: string, text: string, expected: string[]][] = [
    ['stand in live data', 'const char *names[] = { "some_name", "no name", "x" };', ['1:25 some_name']],
    ['are joined', 'const char *name = "some_" "name";', ['1:20 some_name']],
    ['are arguments', 'void ext(const char *); void f(void) { ext("some_name"); }', ['1:44 some_name', '1:40 some_name to ext']],
    ['are arguments through a variable and a function in between', 'void ext(const char *); static void g(const char *n) { ext(n); } void f(void) { const char *n = "some_name"; g(n); }', ['1:97 some_name', '1:56 some_name to ext']],
    ['are gone with the code that the compiler drops', 'void ext(const char *); void f(void) { if (0) ext("some_name"); }', []],
  ];
  for (const [about, text, expected] of cases) it(about, () => assert.deepEqual(names(text), expected));
});
