import assert from 'node:assert/strict';
import { describeHistory, readExportHistory } from '../../server/src/knowledge/export-history.ts';

const history = readExportHistory(
  [
    '# invented',
    '# samples: 3.0 3.9 4.1 4.7 5.2',
    'always\t3.0:plain',
    'gone\t3.9:gpl 4.7:absent',
    'later\t4.1:plain 4.7:gpl[FROBBING]',
    'mixed\t3.0:plain@x86&gpl@arm64 4.7:gpl@arm64',
    'options\t4.1:plain/gpl',
    'swap\t3.0:plain 4.7:gpl 5.2:absent',
    'x\t3.0:gpl-future 3.9:gpl',
    '',
  ].join('\n'),
);

function describeSymbol(symbol: string, arch?: string): string | undefined {
  const found = history.of(symbol);
  return found && describeHistory(found, history.samples, arch);
}

describe('export history', () => {
  const cases: readonly [symbol: string, arch: string | undefined, expected: string][] = [
    ['always', undefined, 'plain in all of the 5 sampled kernels, 3.0 to 5.2'],
    ['gone', undefined, 'GPL-only from 3.9, absent from 4.7 (5 sampled kernels, 3.0 to 5.2)'],
    ['later', undefined, 'plain from 4.1, GPL-only in namespace FROBBING from 4.7 (5 sampled kernels, 3.0 to 5.2)'],
    ['swap', undefined, 'plain up to 4.1, GPL-only from 4.7, absent from 5.2 (5 sampled kernels, 3.0 to 5.2)'],
    ['mixed', undefined, 'plain on x86 and GPL-only on arm64 up to 4.1, GPL-only on arm64 from 4.7 (5 sampled kernels, 3.0 to 5.2)'],
    ['mixed', 'x86', 'plain up to 4.1, absent from 4.7 (5 sampled kernels, 3.0 to 5.2)'],
    ['mixed', 'arm64', 'GPL-only in all of the 5 sampled kernels, 3.0 to 5.2 on arm64'],
    ['mixed', 'riscv', 'exported in none of the 5 sampled kernels, 3.0 to 5.2 on riscv'],
    ['options', undefined, 'plain or GPL-only by configuration from 4.1 (5 sampled kernels, 3.0 to 5.2)'],
    ['x', undefined, 'GPL-only in the future up to 3.0, GPL-only from 3.9 (5 sampled kernels, 3.0 to 5.2)'],
  ];
  for (const [symbol, arch, expected] of cases) {
    it(`of ${symbol}${arch === undefined ? '' : ` on ${arch}`}`, () => assert.equal(describeSymbol(symbol, arch), expected));
  }

  it('has every state from the oldest sample to the newest, and the samples between which it changed', () => {
    assert.deepEqual(
      history.of('gone')!.states.map(({ from, to, exports }) => [from, to, exports.length]),
      [
        ['3.0', '3.0', 0],
        ['3.9', '4.1', 1],
        ['4.7', '5.2', 0],
      ],
    );
  });

  it('knows nothing of other symbols, parts of names and its own head', () => {
    for (const symbol of ['alway', 'lways', 'zzz', 'aaa', '# samples: 3.0', '']) assert.equal(history.of(symbol), undefined, symbol);
  });

  it('refuses a text that is something else', () => {
    assert.throws(() => readExportHistory('frob\t3.0:plain\n'), /lists no samples/);
    assert.throws(() => readExportHistory('# samples: 3.0\nfrob\t3.0:free\n').of('frob'), /unknown state/);
    assert.throws(() => readExportHistory('# samples: 3.0\nfrob\t3.1:plain\n').of('frob'), /no sample/);
  });
});
