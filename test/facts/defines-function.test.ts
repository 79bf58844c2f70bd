import assert from 'node:assert/strict';
import { definesFunction } from '../../server/src/facts/defines-function.ts';

describe('what looks like the definition of a function', () => {
  const cases: readonly [about: string, text: string, expected: boolean][] = [
    ['on one line', 'int reg(int x) { return x; }', true],
    ['with its type on a line of its own', 'static int\nreg(int x,\n    void (*fn)(void *))\n{\n}', true],
    ['that returns a pointer', 'struct thing *reg(void)\n{', true],
    ['is no declaration', 'int reg(int x);\nint other(void) {', false],
    ['is no call in a condition', 'int f(void)\n{\n\tif (reg(1)) {\n', false],
    ['is no call at all', 'int f(void)\n{\n\treturn reg(1);\n}\nint g(void) {', false],
    ['is not that of a longer name', 'int my_reg(int x) { }', false],
  ];
  for (const [about, text, expected] of cases) it(about, () => assert.equal(definesFunction(text, 'reg'), expected));
});
