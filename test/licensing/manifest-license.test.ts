import assert from 'node:assert/strict';
import { textOf } from '../../server/src/licensing/license-base.ts';
import { readManifestLicense } from '../../server/src/licensing/manifest-license.ts';

function read(manifest: Record<string, unknown>): string {
  const said = readManifestLicense(manifest);
  switch (said.kind) {
    case 'expression':
      return textOf(said.expression);
    case 'corrected':
      return `${textOf(said.expression)} (corrected${said.assumption === null ? '' : ', assumed'})`;
    case 'see-file':
      return `see ${said.file}`;
    default:
      return said.kind;
  }
}

describe('licence fields of package.json', () => {
  for (const [license, expected] of [
    ['MIT', 'MIT'],
    ['mit', 'MIT'],
    ['(mit or gpl-2.0)', 'MIT OR GPL-2.0-only'],
    ['GPL-2.0+', 'GPL-2.0-or-later'],
    ['GPL-3.0-only+', 'GPL-3.0-or-later'],
    ['Apache-2.0+', 'Apache-2.0+'],
    ['(MIT OR Apache-2.0) AND ISC', '(MIT OR Apache-2.0) AND ISC'],
    ['MIT OR Apache-2.0 AND ISC', 'MIT OR Apache-2.0 AND ISC'],
    ['SEE LICENSE IN LICENSE.md', 'see LICENSE.md'],
    ['see licence in <LICENSE>', 'see LICENSE'],
    ['UNLICENSED', 'unlicensed'],
    ['', 'invalid'],
    ['x'.repeat(100_000), 'invalid'],
    // Corrected where it says one thing only.
    ['Apache 2', 'Apache-2.0 (corrected)'],
    ['Apache License, Version 2.0', 'Apache-2.0 (corrected)'],
    ['The MIT License', 'MIT (corrected)'],
    ['MIT/X11', 'MIT (corrected)'],
    ['ISC License', 'ISC (corrected)'],
    ['http://www.gnu.org/licenses/gpl-3.0.html', 'GPL-3.0-only (corrected)'],
    ['GPLv3', 'GPL-3.0-only (corrected)'],
    ['GPLv3+', 'GPL-3.0-or-later (corrected)'],
    ['GNU GPL v3 or later', 'GPL-3.0-or-later (corrected)'],
    ['GPL-2.0 OR later', 'GPL-2.0-or-later (corrected)'],
    ['LGPLv2.1+', 'LGPL-2.1-or-later (corrected)'],
    ['GNU Lesser General Public License v2.1', 'LGPL-2.1-only (corrected)'],
    ['GNU AGPLv3', 'AGPL-3.0-only (corrected)'],
    ['MIT or Apache 2.0', 'MIT OR Apache-2.0 (corrected)'],
    ['MIT AND Apache 2', 'MIT AND Apache-2.0 (corrected)'],
    ['Dual MIT/GPL', 'MIT OR GPL-1.0-or-later (corrected, assumed)'],
    // What is left open is said to be assumed.
    ['BSD', 'BSD-2-Clause (corrected, assumed)'],
    ['GPL', 'GPL-1.0-or-later (corrected, assumed)'],
    // Guesses are not made: spdx-correct alone says Unlicense, GPL-3.0-or-later, GPL-2.0-only of some of these.
    ['MIT,GPL', 'invalid'],
    ['MIT/Apache-2.0', 'invalid'],
    ['non-GPL', 'invalid'],
    ['GPL-compatible', 'invalid'],
    ['Custom License', 'invalid'],
    ['proprietary', 'invalid'],
    ['https://example.org/LICENSE', 'invalid'],
    ['GPL-2.0 with classpath exception', 'invalid'],
  ] as const) {
    it(`"${license.slice(0, 50)}" is ${expected}`, () => assert.equal(read({ license }), expected));
  }

  it('in forms of the past', () => {
    assert.equal(read({ license: { type: 'BSD-3-Clause', url: 'https://example.org' } }), 'BSD-3-Clause');
    assert.equal(read({ license: { url: 'http://opensource.org/licenses/MIT' } }), 'MIT (corrected)');
    assert.equal(read({ licenses: ['MIT', { type: 'Apache-2.0' }] }), 'MIT OR Apache-2.0');
    assert.equal(read({ licenses: { type: 'MIT' } }), 'MIT');
    assert.equal(read({ licence: 'MIT' }), 'MIT');
    assert.equal(read({ licenses: ['MIT', 'Frob'] }), 'invalid');
    assert.equal(read({ license: 7 }), 'invalid');
    assert.equal(read({ license: [] }), 'invalid');
    assert.equal(read({ license: null, licenses: [[['MIT']]] }), 'MIT');
    assert.equal(read({}), 'missing');
  });
});
