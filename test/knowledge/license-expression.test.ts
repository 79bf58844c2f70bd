import assert from 'node:assert/strict';
import { licensesIn, parseLicenseExpression, satisfies } from '../../server/src/knowledge/license-expression.ts';

function parsed(text: string) {
  const expression = parseLicenseExpression(text);
  assert.ok(!('reason' in expression), text);
  return expression;
}

describe('licence expressions', () => {
  it('tell a conjunction from a choice', () => {
    const isFree = (text: string): boolean => satisfies(parsed(text), ({ license }) => !license.startsWith('GPL'));
    assert.equal(isFree('(MIT AND GPL-2.0)'), false);
    assert.equal(isFree('(MIT OR GPL-2.0)'), true);
    assert.equal(isFree('MIT OR GPL-2.0-only AND GPL-3.0-only'), true);
    assert.equal(isFree('(MIT OR GPL-2.0-only) AND GPL-3.0-only'), false);
  });

  it('keep exceptions, the old plus and references', () => {
    assert.deepEqual(licensesIn(parsed('GPL-2.0+ WITH Classpath-exception-2.0 AND LicenseRef-own')), [
      { license: 'GPL-2.0', orLater: true, exception: 'Classpath-exception-2.0' },
      { license: 'LicenseRef-own', orLater: false, exception: null },
    ]);
  });

  it('are refused with a reason, and never corrected', () => {
    for (const text of ['', 'mit', 'MIT/GPL-2.0', 'SEE LICENSE IN x', 'UNLICENSED', 'MIT AND', '(MIT']) {
      const result = parseLicenseExpression(text);
      assert.ok('reason' in result, text);
      assert.match(result.reason, /^is /);
    }
  });
});
