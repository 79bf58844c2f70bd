import assert from 'node:assert/strict';
import { isLicenseName } from '../../server/src/licensing/license-files.ts';
import { base, textOfLicense } from '../support/license-base.ts';

const names = (text: string): string[] => base.matchText(text).licenses.map(({ expression }) => expression);

describe('licence texts', () => {
  it('are recognised with their place, whatever stands around them', () => {
    const text = `Some words before.\n\n${textOfLicense('MIT').trim()}\n\nAnd some behind.\n`;
    const [match] = base.matchText(text).licenses;
    assert.equal(match!.expression, 'MIT');
    assert.equal(match!.score, 1);
    const lines = text.split('\n');
    assert.match(lines[match!.range.start.line - 1]!, /^Permission is hereby granted/);
    assert.ok(lines.length - 3 >= match!.range.end.line);
  });

  it('of several licences are found in one file, in their order', () => {
    const text = ['Apache-2.0', 'MIT', 'BSD-3-Clause'].map((id) => `## ${id}\n\n${textOfLicense(id)}`).join('\n\n---\n\n');
    assert.deepEqual(names(text), ['Apache-2.0', 'MIT', 'BSD-3-Clause']);
    assert.deepEqual(names(`${textOfLicense('MIT')}\n\nParts:\n\n${textOfLicense('MIT')}`), ['MIT', 'MIT']);
  });

  it('of neighbours are told apart by the words in which they differ', () => {
    for (const id of ['MIT', 'MIT-0', 'JSON', 'X11', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'BSD-4-Clause', 'GPL-2.0-only', 'GPL-3.0-only', 'AGPL-3.0-only', 'LGPL-2.1-only', 'LGPL-3.0-only', 'MPL-1.1', 'MPL-2.0', 'EPL-1.0', 'EPL-2.0', 'CC-BY-4.0', 'CC-BY-SA-4.0', 'SSPL-1.0', 'BUSL-1.1', 'Elastic-2.0']) {
      const best = [...base.matchText(textOfLicense(id)).licenses].sort((a, b) => b.score - a.score)[0];
      assert.equal(best?.expression, id);
    }
  });

  it('with another copyright line and wrapping are the same, also the second time', () => {
    const wrapped = textOfLicense('ISC').replace(/^.*$/m, 'Copyright (c) 1999 Jane Doe').replace(/\s+/g, ' ').replace('Permission', '\n\nPermission').replace(/(.{50}\S*) /g, '$1\n');
    assert.deepEqual(names(wrapped), ['ISC']);
    assert.deepEqual(names(wrapped.replace('Jane', 'John').replace(/\n(?!\n)/g, '\n')), ['ISC']);
  });

  it('are the same answer with and without an expected licence', () => {
    for (const [id, expected] of [['MIT', 'MIT'], ['JSON', 'MIT'], ['BSD-2-Clause', 'BSD-3-Clause'], ['BSD-3-Clause-No-Nuclear-License', 'BSD-3-Clause']] as const) {
      const text = `${textOfLicense(id)}\n`;
      const best = [...base.matchText(`${text} `, [expected]).licenses].sort((a, b) => b.score - a.score)[0];
      assert.equal(best!.expression, id);
    }
  });

  it('that are none are called none, and what came nearest is said', () => {
    const half = textOfLicense('MIT').slice(0, 500);
    assert.deepEqual(base.matchText(half).licenses, []);
    assert.ok(base.matchText(half).nearest!.score < 0.8);
    assert.deepEqual(names(''), []);
    assert.deepEqual(names('x '.repeat(400_000)), []);
  });

  it('stand in files that are named for it', () => {
    for (const name of ['LICENSE', 'LICENCE.md', 'license', 'LICENSE-MIT', 'LICENSE.APACHE2', 'MIT-LICENSE.txt', 'COPYING', 'COPYING.LESSER', 'UNLICENSE', 'EULA.txt', 'Copyright.txt']) assert.ok(isLicenseName(name), name);
    for (const name of ['license.js', 'licenses.json', 'ThirdPartyNotices.txt', 'LICENSE-3RD-PARTY.txt', 'LICENSE.vendor', 'NOTICE', 'relicense.ts', 'index.js']) assert.ok(!isLicenseName(name), name);
  });
});
