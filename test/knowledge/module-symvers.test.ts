import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseModuleSymvers } from '../../server/src/knowledge/module-symvers.ts';

function parse(text: string) {
  const { exports, unread } = parseModuleSymvers(text, '/k/Module.symvers');
  return {
    exports: [...exports].map(({ symbol, kind, module, namespace }) => [symbol, kind, module, namespace]),
    unread: unread.map(({ line, reason }) => `${line}: ${reason}`),
  };
}

describe('Module.symvers', () => {
  const layouts: readonly [title: string, line: string, expected: readonly [string, string, string, string | null]][] = [
    ['of today', '0x12345678\tfrob\tvmlinux\tEXPORT_SYMBOL_GPL\t', ['frob', 'gpl', 'vmlinux', null]],
    ['of today, in a namespace', '0x12345678\tfrob\tdrivers/a/b\tEXPORT_SYMBOL\tFROBBING', ['frob', 'plain', 'drivers/a/b', 'FROBBING']],
    ['for named modules', '0x12345678\tfrob\tvmlinux\tEXPORT_SYMBOL_GPL\tmodule:a,b-*', ['frob', 'gpl', 'vmlinux', 'module:a,b-*']],
    ['of 5.4', '0x12345678\tfrob\t\tdrivers/a/b\tEXPORT_SYMBOL_GPL', ['frob', 'gpl', 'drivers/a/b', null]],
    ['of 5.4, in a namespace', '0x12345678\tfrob\tFROBBING\tdrivers/a/b\tEXPORT_SYMBOL', ['frob', 'plain', 'drivers/a/b', 'FROBBING']],
    ['before 5.4', '0x12345678\tfrob\tvmlinux\tEXPORT_SYMBOL', ['frob', 'plain', 'vmlinux', null]],
    ['without checksums', '0x00000000\tfrob\tvmlinux\tEXPORT_SYMBOL_GPL_FUTURE', ['frob', 'gpl-future', 'vmlinux', null]],
    ['unused', '0x12345678\tfrob\tvmlinux\tEXPORT_UNUSED_SYMBOL', ['frob', 'unused', 'vmlinux', null]],
    ['unused and GPL-only', '0x12345678\tfrob\tvmlinux\tEXPORT_UNUSED_SYMBOL_GPL', ['frob', 'unused-gpl', 'vmlinux', null]],
  ];
  for (const [title, line, expected] of layouts) {
    it(`reads the layout ${title}`, () => {
      for (const end of ['', '\n', '\r\n']) assert.deepEqual(parse(line + end), { exports: [expected], unread: [] });
    });
  }

  it('does not guess whether a symbol of the oldest layout is GPL-only', () => {
    const { exports, unread } = parse('0x12345678\tfrob\tvmlinux\n0x12345679\tfnord\tvmlinux\n');
    assert.equal(exports.length, 2);
    assert.equal(unread.length, 1);
    assert.match(unread[0]!, /^1: 2 lines name no export type, so it is unknown/);
  });

  it('names damaged lines and uses the rest', () => {
    const text = [
      '0x12345678\tone\tvmlinux\tEXPORT_SYMBOL_GPL\t',
      '<<<<<<< HEAD',
      '0x12345678\ttwo\tvmlinux\tEXPORT_SYMBOL_SECRET\t',
      '0xsomething\tthree\tvmlinux\tEXPORT_SYMBOL\t',
      '0x12345678\t\tvmlinux\tEXPORT_SYMBOL\t',
      '0x12345678\tfour\t\tEXPORT_SYMBOL\t',
      '0x12345678\tfive\tvmlinux\tsomething\telse',
      '0x12345678\tone\tdrivers/one\tEXPORT_SYMBOL\t',
      '0x12345678\tsix\tvmlinux\tEXPORT_SYMBOL\t',
      '0x123456',
    ].join('\n');
    const { exports, unread } = parse(text);
    assert.deepEqual(exports.map(([symbol, kind]) => `${symbol} ${kind}`), ['one gpl', 'six plain']);
    assert.deepEqual(unread, [
      '2: fewer than three fields',
      '3: unknown export type "EXPORT_SYMBOL_SECRET"',
      '4: "0xsomething" is no checksum',
      '5: "" is no symbol',
      '6: the exporting module is missing',
      '7: "something else" has no export type',
      '8: one is listed twice; the first entry is used',
      '10: fewer than three fields',
    ]);
  });

  it('sums up a file that is something else altogether', () => {
    const { exports, unread } = parse('nonsense\n'.repeat(5_000));
    assert.deepEqual(exports, []);
    assert.equal(unread.length, 21);
    assert.equal(unread.at(-1), '5000: 4,980 more lines make no sense; the last of them is line 5000');
  });

  it('takes any text without failing, and accounts for every line', () => {
    const field = fc.constantFrom('0x12345678', 'frob', 'vmlinux', 'EXPORT_SYMBOL', 'EXPORT_SYMBOL_GPL', '', '\t', '\n', '\r\n', '\0', 'é');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(field).map((fields) => fields.join('\t'))), (text) => {
        const { exports, unread } = parseModuleSymvers(text, 'f');
        const lines = text.split('\n').filter((line) => line !== '' && line !== '\r');
        assert.ok(lines.length === 0 || exports.size + unread.length > 0);
      }),
    );
  });
});
