/** Text that an edit made of another is read as if nobody had read it before. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lex, lexAgain } from '../../server/src/preprocess/lexer.ts';
import { Names } from '../../server/src/preprocess/names.ts';

/** What lexers stumble over: pieces that change what stands beside them. */
const PIECES = ['a', 'b1', '1', '.', '..', '-', '>', '->', '=', '<<=', '"', "'", '\\', '\\\n', '\n', ' ', '/', '*', '/*', '*/', '//', 'L', 'u8', '(', ')', 'e+', '#', '"x\\"y"', 'é'];

const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((pieces) => pieces.join(''));

describe('lexing again', () => {
  it('gives the tokens of a new start', () => {
    const names = new Names();
    const parts = fc.record({ lead: text, head: text, old: text, now: text, tail: text, moved: text });
    fc.assert(
      fc.property(parts, ({ lead, head, old, now, tail, moved }) => {
        const before = lead + head + old + tail;
        const after = moved + head + now + tail;
        const tokens = lex(names, before, lead.length, before.length);
        const again = lexAgain(names, { text: before, start: lead.length, end: before.length, tokens }, after, moved.length, after.length);
        assert.deepEqual(again, lex(names, after, moved.length, after.length));
      }),
      { numRuns: 3000 },
    );
  });
});
