import assert from 'node:assert/strict';
import { describeLicenses, passagesOf } from '../../server/src/licensing/describe-license.ts';
import { LicenseBase } from '../../server/src/licensing/license-base.ts';
import { KnowledgeBase } from '../../server/src/knowledge/knowledge-base.ts';
import { base, textOfLicense } from '../support/license-base.ts';

describe('a licence described', () => {
  it('has a family, obligations and judgements, each with its source', () => {
    const [agpl] = describeLicenses('agpl-3.0-ONLY', base);
    assert.equal(agpl!.id, 'AGPL-3.0-only');
    assert.match(agpl!.family.text, /^network copyleft: section 13/);
    assert.ok(agpl!.obligations.some(({ text }) => text === 'offer the source to whoever uses it over a network'));
    assert.ok([agpl!.family, ...agpl!.obligations].every(({ source }) => source !== ''));
    assert.ok(agpl!.compatibility.some(({ text, source }) => text === 'may not be part of a work under MIT' && /OSADL/.test(source)));
  });

  it('is each licence of an expression, with its exception', () => {
    assert.deepEqual(describeLicenses('MIT OR GPL-2.0 WITH Linux-syscall-note', base).map(({ id }) => id), ['MIT', 'GPL-2.0-only WITH Linux-syscall-note']);
    assert.deepEqual(describeLicenses('kernel_fpu_begin', base), []);
  });

  it('has passages that matter, with their places', () => {
    const subjects = (id: string): Set<string> => new Set(passagesOf(textOfLicense(id)).map(({ title }) => title));
    assert.ok(subjects('AGPL-3.0-only').has('use over a network'));
    assert.ok(subjects('GPL-2.0-only').has('licence of the whole') && subjects('GPL-2.0-only').has('source code'));
    assert.ok(subjects('LGPL-2.1-only').has('linking'));
    assert.ok(subjects('Apache-2.0').has('patents'));
    assert.deepEqual([...subjects('MIT')].sort(), ['no warranty', 'notices']);
    const text = textOfLicense('MIT');
    const [notices] = passagesOf(text);
    assert.match(text.slice(notices!.span.start, notices!.span.end), /^The above copyright notice .*Software\.$/s);
  });
});

describe('every licence of the SPDX list', () => {
  const all = base.knowledge.licenses()!.all;

  it('has a family with a source', () => {
    for (const { id } of all) {
      const { family, source, detail } = base.classOf({ license: id, orLater: false, exception: null });
      assert.ok(source !== '' && detail !== '' && family !== 'missing', id);
    }
  });

  it('that the OSI approves is open source here as well', () => {
    const restricted = all.filter(({ id, osiApproved }) => osiApproved && ['source-available', 'unknown'].includes(base.classOf({ license: id, orLater: false, exception: null }).family));
    assert.deepEqual(restricted.map(({ id }) => id), []);
  });

  it('that is one of the GNU licences is what it is known to be', () => {
    const families = (pattern: RegExp): Set<string> => new Set(all.filter(({ id }) => pattern.test(id)).map(({ id }) => base.classOf({ license: id, orLater: false, exception: null }).family));
    assert.deepEqual(families(/^GPL-[123]\.0(?:-only|-or-later|\+)?$/), new Set(['strong-copyleft']));
    assert.deepEqual(families(/^LGPL-/), new Set(['library-copyleft']));
    assert.deepEqual(families(/^AGPL-/), new Set(['network-copyleft']));
    assert.deepEqual(families(/^(?:MPL|EPL|CDDL)-/), new Set(['file-copyleft']));
    assert.deepEqual(families(/^(?:MIT|ISC|0BSD|BSD-[234]-Clause|Apache-[12]\.[01]|Zlib|Unlicense|CC0-1\.0)$/), new Set(['permissive']));
  });
});

describe('without the bundled facts', () => {
  it('a licence is unknown, and why is in every report', () => {
    const knowledge = new KnowledgeBase(() => {
      throw new Error('gone');
    });
    const empty = new LicenseBase(knowledge);
    assert.equal(empty.classOf({ license: 'MIT', orLater: false, exception: null }).family, 'unknown');
    assert.deepEqual(empty.matchText('Permission is hereby granted').licenses, []);
    assert.ok(knowledge.unread.some(({ reason }) => /cannot be loaded/.test(reason)));
  });
});
