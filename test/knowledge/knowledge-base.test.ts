/** The loading of knowledge, and golden facts of what ships. */

import assert from 'node:assert/strict';
import { describeHistory } from '../../server/src/knowledge/export-history.ts';
import { isGplOnly } from '../../server/src/knowledge/kernel-exports.ts';
import type { KernelTarget } from '../../server/src/knowledge/kernel-target.ts';
import { KnowledgeBase } from '../../server/src/knowledge/knowledge-base.ts';
import { DATA_DIRECTORY, MANIFEST } from '../../server/src/knowledge/manifest.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';

describe('shipped knowledge', () => {
  const knowledge = new KnowledgeBase(readProductFile);

  it('is what its manifest says, with an origin for each file', () => {
    assert.deepEqual(knowledge.check().filter(({ problem }) => problem !== undefined), []);
    assert.deepEqual(knowledge.unread, []);
    for (const entry of knowledge.entries) {
      assert.ok(entry.origins.length > 0 && entry.origins.every((origin) => origin.name && origin.version), entry.name);
    }
  });

  const kernels: readonly [name: string, release: string, exports: number, gplOnly: number, namespaces: number][] = [
    ['kernel-6.1-amd64', '6.1.0-56-amd64', 24_683, 13_559, 62],
    ['kernel-6.12-amd64', '6.12.117+deb12-amd64', 26_765, 15_144, 124],
  ];
  for (const [name, release, exports, gplOnly, namespaces] of kernels) {
    it(`has the exports of ${release}`, () => {
      const target = kernel(name);
      const all = [...target.exports];
      assert.equal(target.release, release);
      assert.equal(target.exports.size, exports);
      assert.equal(all.filter((entry) => isGplOnly(entry.kind)).length, gplOnly);
      assert.equal(new Set(all.map((entry) => entry.namespace).filter((namespace) => namespace !== null)).size, namespaces);
      assert.match(target.provenance.checksum!, /^[0-9a-f]{64}$/);
      assert.equal(target.config.get('X86'), 'y');
      assert.equal(target.config.get('USB_COMMON'), 'm');
      assert.deepEqual(target.exports.get('kernel_fpu_begin_mask'), {
        symbol: 'kernel_fpu_begin_mask',
        kind: 'gpl',
        module: 'vmlinux',
        namespace: null,
        header: 'arch/x86/include/asm/fpu/api.h',
      });
      assert.equal(target.exports.get('usb_register_driver')?.header, 'include/linux/usb.h');
    });
  }

  it('knows the history of famous symbols', () => {
    const history = knowledge.exportHistory()!;
    const tell = (symbol: string, arch?: string): string => describeHistory(history.of(symbol)!, history.samples, arch);
    assert.match(tell('kallsyms_lookup_name'), /^GPL-only from 3\.10\.4, absent from 5\.7\.14 \(43 sampled kernels/);
    assert.match(tell('__kernel_fpu_begin', 'x86'), /^plain from 3\.10\.4, absent from 5\.0\.1 /);
    assert.equal(history.of('copyleft_lens'), undefined);
  });

  it('agrees with the history about 6.12, symbol by symbol', () => {
    const history = knowledge.exportHistory()!;
    const target = kernel('kernel-6.12-amd64');
    const kinds = (symbol: string): string[] =>
      (history.of(symbol)?.states.find(({ from, to }) => history.samples.indexOf(from) <= at && history.samples.indexOf(to) >= at)?.exports ?? [])
        .filter(({ arches }) => arches === null || arches.includes('x86'))
        .flatMap((entry) => entry.kinds);
    const at = history.samples.indexOf('6.12');
    const compared = [...target.exports].map((entry) => ({ entry, kinds: kinds(entry.symbol) })).filter(({ kinds }) => kinds.length > 0);
    assert.ok(compared.length > 0.95 * target.exports.size, String(compared.length));
    assert.deepEqual(compared.filter(({ entry, kinds }) => !kinds.includes(entry.kind)).map(({ entry }) => entry.symbol), []);
  });

  it('has every SPDX licence with its text', () => {
    assert.equal(knowledge.licenses()!.get('gpl-2.0-only')?.name, 'GNU General Public License v2.0 only');
    assert.match(knowledge.licenseText('GPL-2.0-only')!, /^GNU GENERAL PUBLIC LICENSE\nVersion 2, June 1991\n/);
    assert.match(knowledge.licenseText('mit')!, /^MIT License/);
    assert.equal(knowledge.licenseText('Frob-1.0'), undefined);
    const ids = knowledge.licenses()!.all.map((license) => license.id);
    assert.equal(ids.length, 727);
    for (const id of ids.filter((_, i) => i % 60 === 0)) assert.ok(knowledge.licenseText(id)!.length > 20, id);
  });

  function kernel(name: string): KernelTarget {
    const target = knowledge.kernel(name);
    assert.ok(target, JSON.stringify(knowledge.unread));
    return target;
  }
});

describe('damaged knowledge', () => {
  const damaged = (change: (name: string, bytes: Uint8Array) => Uint8Array): KnowledgeBase =>
    new KnowledgeBase((name) => change(name, readProductFile(name)));

  it('becomes a reason, and the rest is used', () => {
    const file = `${DATA_DIRECTORY}/spdx-licenses.tsv.br`;
    const knowledge = damaged((name, bytes) => (name === file ? Uint8Array.from(bytes, (byte, i) => (i === 100 ? byte ^ 1 : byte)) : bytes));
    assert.equal(knowledge.licenseText('MIT'), undefined);
    assert.deepEqual(knowledge.unread.map((entry) => entry.file), [file]);
    assert.match(knowledge.unread[0]!.reason, /answers that rest on it are missing: its checksum/);
    assert.ok(knowledge.exportHistory());
    assert.deepEqual(knowledge.check().filter(({ problem }) => problem !== undefined).map(({ entry }) => entry.name), ['spdx-licenses']);
  });

  it('cut short is told by its size', () => {
    const knowledge = damaged((name, bytes) => (name.endsWith('.facts.br') ? bytes.slice(0, 1_000) : bytes));
    assert.equal(knowledge.kernel('kernel-6.12-amd64'), undefined);
    assert.match(knowledge.unread[0]!.reason, /it has 1000 bytes, \d+ were built/);
  });

  it('without its manifest is no knowledge at all', () => {
    for (const manifest of ['', '{}', '[']) {
      const knowledge = damaged((name, bytes) => (name === MANIFEST ? Buffer.from(manifest) : bytes));
      assert.deepEqual(knowledge.kernels, []);
      assert.match(knowledge.unread[0]!.reason, /nothing bundled is known/);
    }
  });

  it('that is missing is named once', () => {
    const knowledge = new KnowledgeBase((name) => {
      if (name === MANIFEST) return readProductFile(name);
      throw new Error('no such file');
    });
    assert.equal(knowledge.exportHistory(), undefined);
    assert.equal(knowledge.exportHistory(), undefined);
    assert.equal(knowledge.unread.length, 1);
    assert.match(knowledge.unread[0]!.reason, /no such file/);
  });
});
