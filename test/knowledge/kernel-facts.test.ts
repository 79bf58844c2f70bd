import assert from 'node:assert/strict';
import type { KernelExport } from '../../server/src/knowledge/kernel-exports.ts';
import { readKernelFacts, writeKernelFacts, type KernelFacts } from '../../server/src/knowledge/kernel-facts.ts';

const exports: readonly KernelExport[] = [
  { symbol: 'frob', kind: 'gpl', module: 'vmlinux', namespace: null, header: 'include/linux/frob.h' },
  { symbol: 'frob_one', kind: 'gpl', module: 'drivers/frob/frob', namespace: 'FROBBING' },
  { symbol: 'frob_two', kind: 'plain', module: 'drivers/frob/frob', namespace: 'FROBBING', header: 'include/linux/frob.h' },
  { symbol: 'fnord', kind: 'gpl', module: 'vmlinux', namespace: null },
  { symbol: 'fnord_next', kind: 'gpl-future', module: 'vmlinux', namespace: null },
];

const facts: KernelFacts = {
  release: '6.9.1-mine',
  version: [6, 9, 1],
  arch: 'x86',
  source: 'linux-headers-6.9.1-mine',
  sourceVersion: '6.9.1-2',
  sourceChecksum: 'abc',
  config: new Map([
    ['USB', 'm'],
    ['NAME', 'a=b c'],
    ['EMPTY', ''],
  ]),
  exports,
};

describe('bundled kernel facts', () => {
  it('come back as they were written', () => {
    const target = readKernelFacts(writeKernelFacts(facts));
    assert.equal(target.exports.size, exports.length);
    for (const entry of exports) assert.deepEqual(target.exports.get(entry.symbol), entry);
    assert.deepEqual(['USB', 'NAME', 'EMPTY', 'PCI'].map((name) => target.config.get(name)), ['m', 'a=b c', '', undefined]);
    assert.equal(target.release, '6.9.1-mine');
    assert.deepEqual(target.version, [6, 9, 1]);
    assert.equal(target.arch, 'x86');
    assert.equal(target.headers, null);
    assert.deepEqual(target.provenance, { source: 'linux-headers-6.9.1-mine', version: '6.9.1-2', checksum: 'abc' });
  });

  it('are the same text whatever order they were found in', () => {
    const reversed = { ...facts, exports: [...exports].reverse(), config: new Map([...facts.config].reverse()) };
    assert.equal(writeKernelFacts(reversed), writeKernelFacts(facts));
  });

  it('of another format are refused', () => {
    assert.throws(() => readKernelFacts('something else'), /no kernel facts/);
    assert.throws(() => readKernelFacts(writeKernelFacts(facts).replace('facts 1', 'facts 2')), /no kernel facts/);
    assert.throws(() => readKernelFacts(writeKernelFacts(facts).replace('=gpl\t', '=secret\t')), /unknown kind/);
  });
});
