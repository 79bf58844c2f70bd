import assert from 'node:assert/strict';
import { readExportHistory } from '../../server/src/knowledge/export-history.ts';
import { describeHeaders, readHeaderHistory } from '../../server/src/knowledge/header-history.ts';
import { readHeaderNames, writeHeaderNames } from '../../server/src/knowledge/header-names.ts';
import { exportTable, type KernelExport } from '../../server/src/knowledge/kernel-exports.ts';
import { laterBreak, type KernelHistory } from '../../server/src/knowledge/kernel-history.ts';
import { laterArrival } from '../../server/src/knowledge/later-arrival.ts';
import { plainAlternatives, readAlternatives } from '../../server/src/knowledge/plain-alternatives.ts';

const SAMPLES = '# samples: 5.10 6.1 6.6 6.12 6.17 7.0-rc1';

const history: KernelHistory = {
  exports: readExportHistory(
    [
      '# arches: generic, x86, arm64.',
      SAMPLES,
      'arm_only\t5.10:plain@arm64 6.12:gpl@arm64',
      'by_config\t5.10:plain 6.12:plain/gpl',
      'comes_back\t5.10:plain 6.6:absent 6.12:plain',
      'for_kvm\t5.10:plain 6.17:gpl[module:kvm]',
      'gone\t5.10:plain 6.6:absent',
      'gpl_later\t5.10:plain 6.12:gpl',
      'hidden\t6.1:gpl',
      'into_inline\t5.10:plain 6.6:absent',
      'into_macro_late\t5.10:plain 6.17:absent',
      'sampled_inline\t5.10:plain 6.17:absent',
      '',
    ].join('\n'),
  ),
  headers: readHeaderHistory(
    [
      SAMPLES,
      'always\thidden\t5.10:inline->hidden',
      'step\tmiddle\t5.10:macro 6.12:macro->middle|extern 7.0-rc1:macro',
      'middle\thidden\t5.10:inline->hidden',
      'sampled_inline\t\t5.10:extern 6.17:inline',
    ].join('\n'),
  ),
  headerNames: readHeaderNames(writeHeaderNames(['6.12.9-amd64', '6.1.5-amd64'], new Map([['into_inline', 'i-'], ['into_macro_late', '-m']]))),
  alternatives: null,
  kernels: [{ release: '6.12.9-amd64', version: [6, 12, 9] }, { release: '6.1.5-amd64', version: [6, 1, 5] }],
};

const kernel = (version: string, arch: string | undefined = 'x86') => ({ version: version.split('.').map(Number), arch });

describe('what lies ahead of a kernel', () => {
  const closed = { name: 'driver', gplCompatible: false };
  const cases: readonly [about: string, symbol: string, of: ReturnType<typeof kernel>, module: typeof closed, expected: string | undefined][] = [
    ['becomes GPL-only', 'gpl_later', kernel('6.1.5'), closed, 'gpl-only from 6.12 to 7.0-rc1'],
    ['is no matter for a GPL module', 'gpl_later', kernel('6.1.5'), { ...closed, gplCompatible: true }, undefined],
    ['is behind a kernel that is newer than the sample', 'gpl_later', kernel('6.12.3'), closed, undefined],
    ['is ahead of a candidate too', 'for_kvm', kernel('6.16.0'), closed, 'other-modules-only from 6.17 to 7.0-rc1'],
    ['is for the module itself', 'for_kvm', kernel('6.12.0'), { name: 'kvm', gplCompatible: true }, undefined],
    ['may stay plain by configuration', 'by_config', kernel('6.1.5'), closed, undefined],
    ['vanishes', 'gone', kernel('6.1.5'), closed, 'absent from 6.6 to 7.0-rc1'],
    ['vanishes for a while', 'comes_back', kernel('6.1.5'), closed, 'absent from 6.6 to 6.6'],
    ['vanishes into an inline function that a later kernel at hand has', 'into_inline', kernel('6.1.5'), closed, undefined],
    ['vanishes after all kernels at hand', 'into_macro_late', kernel('6.1.5'), closed, 'absent from 6.17 to 7.0-rc1'],
    ['vanishes into an inline function of the sampled headers', 'sampled_inline', kernel('6.1.5'), closed, undefined],
    ['is of another architecture', 'arm_only', kernel('6.1.5'), closed, undefined],
    ['is of this architecture', 'arm_only', kernel('6.1.5', 'arm64'), closed, 'gpl-only from 6.12 to 7.0-rc1'],
    ['is of an architecture that was not sampled', 'arm_only', kernel('6.1.5', 'mips'), closed, undefined],
    ['is generic, whatever the architecture', 'gone', kernel('6.1.5', 'mips'), closed, 'absent from 6.6 to 7.0-rc1'],
    ['is unknown', 'nobodys', kernel('6.1.5'), closed, undefined],
    ['is older than all samples', 'gone', kernel('4.0.0'), closed, undefined],
  ];
  for (const [about, symbol, of, module, expected] of cases) {
    it(`a symbol that ${about}`, () => {
      const found = laterBreak(symbol, module, of, history);
      assert.equal(found && `${found.how} from ${found.from} to ${found.to}`, expected);
    });
  }

  it('a header that leads to a GPL-only symbol later, also by another name', () => {
    assert.deepEqual(laterArrival('step', kernel('6.1.5'), history), { symbol: 'hidden', from: '6.12', to: '6.17', forGood: false });
    assert.equal(laterArrival('step', kernel('6.12.0'), history), undefined, 'it does so already');
    assert.equal(laterArrival('always', kernel('6.1.5'), history), undefined);
    assert.equal(laterArrival('nobodys', kernel('6.1.5'), history), undefined);
  });

  it('the history of a header in words', () => {
    assert.equal(
      describeHeaders(history.headers!.of('step')[0]!, history.headers!.samples),
      'a macro up to 6.6, a macro that reaches middle or a declared function from 6.12, a macro from 7.0-rc1 (6 sampled kernels, 5.10 to 7.0-rc1; generic headers and arch/x86, whatever the configuration)',
    );
  });

  it('damaged histories are refused', () => {
    assert.throws(() => readHeaderHistory('a\tb\t5.10:macro'), /lists no samples/);
    assert.throws(() => readHeaderHistory(`${SAMPLES}\na\tb\t5.11:macro`), /no sample/);
    assert.throws(() => readHeaderHistory(`${SAMPLES}\na\tb\t5.10:template`), /unknown form/);
    assert.throws(() => readHeaderNames('a\tmi'), /lists no kernels/);
    assert.throws(() => readAlternatives('a\tb\tc'), /not an alternative with its source/);
  });
});

describe('plain exports to look at instead', () => {
  const symbols: readonly [symbol: string, kind: KernelExport['kind'], module?: string][] = [
    ['clock_get', 'gpl'], ['clock_get_raw', 'plain'], ['clock_get_gpl', 'gpl'], ['__add', 'gpl'], ['add', 'plain'], ['__move', 'gpl'], ['move', 'plain', 'fs/other'],
  ];
  const exports = exportTable(new Map(symbols.map(([symbol, kind, module = 'vmlinux']) => [symbol, { symbol, kind, module, namespace: null }])));
  const documented = readAlternatives('# a comment\nclock_get\tclock_get_raw\tanother clock\tpage.rst\nclock_get\tclock_get_gpl\tnot open either\tpage.rst\nclock_now\tclock_get_raw\tas a macro\tpage.rst\n');
  const named = (written: string, symbol = written): string[] => plainAlternatives(written, symbol, exports, documented).map((one) => one.symbol);

  it('are documented, or differ in underscores alone, and are plain exports of the kernel', () => {
    assert.deepEqual(named('clock_get'), ['clock_get_raw']);
    assert.deepEqual(named('clock_now', 'clock_get'), ['clock_get_raw'], 'by the name that stands in the source');
    assert.deepEqual(named('__add'), ['add']);
    assert.deepEqual(named('__move'), [], 'of another module');
    assert.deepEqual(named('add'), [], 'it is plain itself');
  });
});
