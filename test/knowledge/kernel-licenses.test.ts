import assert from 'node:assert/strict';
import { combinesWithGpl2, isGplAlone } from '../../server/src/knowledge/kernel-licenses.ts';
import { parseLicenseExpression, type LicenseExpression } from '../../server/src/knowledge/license-expression.ts';

const expression = (text: string): LicenseExpression => parseLicenseExpression(text) as LicenseExpression;

describe('licences of parts of a module', () => {
  const cases: [text: string, combines: ReturnType<typeof combinesWithGpl2>, gplAlone: boolean][] = [
    ['GPL-2.0-only', 'yes', true],
    ['GPL-2.0+', 'yes', true],
    ['MIT', 'yes', false],
    ['(MIT OR GPL-2.0)', 'yes', false],
    ['MIT AND GPL-2.0-only', 'yes', true],
    ['GPL-2.0 WITH Linux-syscall-note', 'yes', false],
    ['Apache-2.0', 'no', false],
    ['Apache-2.0 OR MIT', 'yes', false],
    ['Apache-2.0 AND MIT', 'no', false],
    ['GPL-3.0-or-later', 'no', true],
    ['LicenseRef-Odd', 'unknown', false],
    ['LicenseRef-Odd OR GPL-2.0-only', 'yes', false],
    ['LicenseRef-Odd AND Apache-2.0', 'no', false],
    ['LicenseRef-Odd OR Apache-2.0', 'unknown', false],
  ];
  for (const [text, combines, gplAlone] of cases) {
    it(text, () => {
      assert.equal(combinesWithGpl2(expression(text)), combines);
      assert.equal(isGplAlone(expression(text)), gplAlone);
    });
  }
});
