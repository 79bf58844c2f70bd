import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isGplCompatible, judgeModuleLicense, MODULE_LICENSES, nearestModuleLicense, spdxOfModuleLicense } from '../../server/src/knowledge/module-license.ts';

describe('MODULE_LICENSE strings', () => {
  it('takes six strings to the letter', () => {
    const compatible = MODULE_LICENSES.filter((license) => isGplCompatible(license.spelling)).map((license) => license.spelling);
    assert.deepEqual(compatible, ['GPL', 'GPL v2', 'GPL and additional rights', 'Dual BSD/GPL', 'Dual MIT/GPL', 'Dual MPL/GPL']);
    for (const value of ['gpl', 'GPL ', 'GPLv2', 'GPL-2.0', 'Dual BSD/GPL v2', 'MIT']) assert.equal(judgeModuleLicense(value), 'unknown', value);
    assert.equal(judgeModuleLicense('Proprietary'), 'incompatible');
  });

  it('shows the text of the GPL for all but the proprietary one', () => {
    assert.equal(spdxOfModuleLicense('Dual MPL/GPL'), 'GPL-2.0-only');
    assert.equal(spdxOfModuleLicense('Proprietary'), undefined);
    assert.equal(spdxOfModuleLicense('MIT'), undefined);
  });

  describe('nearest spelling', () => {
    const cases: readonly [value: string, spelling: string | undefined][] = [
      ['gpl', 'GPL'],
      ['GNU GPL', 'GPL'],
      ['GPLv2', 'GPL v2'],
      ['GPL_V2', 'GPL v2'],
      ['GPL-2.0', 'GPL v2'],
      ['GPL-2.0-only', 'GPL v2'],
      ['GNU General Public License version 2', 'GPL v2'],
      // "GPL v2" would read as if later versions were excluded.
      ['GPL-2.0-or-later', 'GPL'],
      ['GPLv2+', 'GPL'],
      ['GPL v2 or (at your option) any later version', undefined],
      ['GPL-1.0-or-later', 'GPL'],
      ['GLP', 'GPL'],
      ['Dual BSD/GPL v2', 'Dual BSD/GPL'],
      ['Dual GPL/BSD', 'Dual BSD/GPL'],
      ['(MIT OR GPL-2.0-only)', 'Dual MIT/GPL'],
      ['Dual MIT/GLP', 'Dual MIT/GPL'],
      ['Duel MPL/GPL', 'Dual MPL/GPL'],
      ['GPL And Additional Rights', 'GPL and additional rights'],
      ['Propietary', 'Proprietary'],
      ['proprietary license', 'Proprietary'],
      // Other licences: no string of the kernel means them.
      ['GPL v3', undefined],
      ['GPLv3+', undefined],
      ['LGPL', undefined],
      ['GNU Lesser General Public License', undefined],
      ['AGPL', undefined],
      ['MIT', undefined],
      ['EPL', undefined],
      ['Dual Apache/GPL', undefined],
      ['Dual MIT/BSD/GPL', undefined],
      ['GPL-2.0 AND MIT', undefined],
      ['GPL-2.0-only AND GPL-3.0-only', undefined],
      ['GPL-2.0-only OR GPL-3.0-only', 'GPL v2'],
      ['GPL-2.0 WITH Linux-syscall-note', undefined],
      ['Commercial', undefined],
      ['not GPL', undefined],
      ['', undefined],
    ];
    for (const [value, spelling] of cases) {
      it(`"${value}" → ${spelling ?? 'none'}`, () => {
        const nearest = nearestModuleLicense(value);
        assert.equal(nearest.spelling, spelling);
        assert.notEqual(nearest.reason, '');
      });
    }

    it('of a valid string is that string, and of anything else a valid string or none', () => {
      for (const { spelling } of MODULE_LICENSES) assert.equal(nearestModuleLicense(spelling).spelling, spelling);
      const word = fc.constantFrom('GPL', 'v2', '2.0', '3', 'BSD', 'MIT', 'LGPL', 'or later', 'Dual', '/', 'AND', ' ', '+', 'Frob', '-');
      fc.assert(
        fc.property(fc.oneof(fc.string(), fc.array(word).map((words) => words.join(' '))), (value) => {
          const { spelling } = nearestModuleLicense(value);
          assert.ok(spelling === undefined || judgeModuleLicense(spelling) !== 'unknown');
          // A fix may never drop a licence that the author names.
          if (/LGPL|Frob/.test(value)) assert.equal(spelling, undefined);
        }),
      );
    });

    it('says why there is none', () => {
      assert.match(nearestModuleLicense('Closed Source').reason, /"Closed" is in none/);
      assert.match(nearestModuleLicense('GPL v3').reason, /version 3 is another licence/);
      assert.match(nearestModuleLicense('MIT').reason, /"Dual MIT\/GPL".*owners must decide/);
      assert.match(nearestModuleLicense('Dual Apache/GPL').reason, /no string for Apache/);
    });
  });
});
