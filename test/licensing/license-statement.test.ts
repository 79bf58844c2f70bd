import assert from 'node:assert/strict';
import { textOf } from '../../server/src/licensing/license-base.ts';
import { readStatement } from '../../server/src/licensing/license-statement.ts';
import { licenseOf } from '../support/license-base.ts';

const read = (text: string): string | undefined => {
  const statement = readStatement(text);
  return statement && textOf(statement.expression);
};

describe('a statement on the licence', () => {
  for (const [text, expected] of [
    ['This software is licensed under the MIT License.', 'MIT'],
    ['Licensed under the Apache License, Version 2.0.', 'Apache-2.0'],
    ['Distributed under the GNU General Public License v3 or later.', 'GPL-3.0-or-later'],
    ['Frob is released under either the MIT license or the GPLv2, at your choice.', 'MIT OR GPL-2.0-only'],
    ['Frob is available under the MIT and ISC licenses.', 'MIT AND ISC'],
    ['Licensed under, and subject to the restrictions of:\n1. The terms of [GNU General Public License Version 2 or later](http://example.org); or\n2. The Frob, Inc Terms of Use presented at <https://example.org> and the Self-Hosted License Agreement, unless you have signed a commercial agreement with us.\n\nPlease contact us.', 'GPL-2.0-or-later OR LicenseRef-commercial'],
    ['Licensed under a dual-license model, this software is available under:\n\n* the [GNU General Public License Version 2 or later](https://example.org) (see COPYING.GPL),\n* or commercial license terms from Frob sp. z o.o.\n\nFor more information see elsewhere.', 'GPL-2.0-or-later OR LicenseRef-commercial'],
    ['Frob is available under the MIT license and the Frobnication license.', undefined],
    ['Licensed under the MIT license, see LICENSE for details.', 'MIT'],
    ['This software is not licensed under the GNU General Public License.', undefined],
    ['Formerly distributed under the GPLv2. Ask us.', undefined],
    ['You may use it under certain circumstances. It works with software available under the terms of many licenses.', undefined],
    ['All rights reserved. See the terms of service.', undefined],
  ] as const) {
    it(`${JSON.stringify(text).slice(0, 70)} is ${expected ?? 'none'}`, () => assert.equal(read(text), expected));
  }

  it('stands in for the text that a licence file does not hold', () => {
    const license = licenseOf({ manifest: { license: 'SEE LICENSE IN license.md' }, files: { 'license.md': '# Terms\n\nLicensed under the GPLv3.\n' } });
    assert.equal(license.text, 'GPL-3.0-only');
    assert.match(license.evidence.at(-1)!.message, /license\.md says that GPL-3\.0-only applies/);
    assert.equal(license.evidence.at(-1)!.location!.range.start.line, 3);
  });
});
