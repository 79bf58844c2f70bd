/** "npm and SPDX traps" of the project's facts: each was a bug in somebody's tool. */

import assert from 'node:assert/strict';
import { judge } from '../../server/src/licensing/judge.ts';
import { NO_POLICY } from '../../server/src/licensing/policy.ts';
import { base, licenseOf, textOfLicense, type TestPackage } from '../support/license-base.ts';

const USE = { name: 'p', version: '1.0.0', arrival: 'runtime', direct: true, path: ['app', 'p@1.0.0'] } as const;
const project = licenseOf({ manifest: { license: 'MIT' } });

/** Family, verdict and severity of a package in a project under MIT. */
function answer(source: TestPackage): string {
  const { family, verdict, severity } = judge(licenseOf(source), project, USE, NO_POLICY, base, '2026-11-25');
  return `${family}, ${verdict}, ${severity ?? 'silent'}`;
}

describe('npm and SPDX traps', () => {
  for (const [license, expected] of [
    ['(MIT AND GPL-2.0)', 'strong-copyleft, copyleft, warning'],
    ['(MIT OR GPL-2.0)', 'permissive, fine, silent'],
    ['GPL-2.0', 'strong-copyleft, copyleft, warning'],
    ['GPL-2.0-only WITH Classpath-exception-2.0', 'library-copyleft, obligation, information'],
    ['GPL-2.0 WITH Linux-syscall-note', 'library-copyleft, obligation, information'],
    ['LicenseRef-Frob', 'custom, restricted, warning'],
    ['SEE LICENSE IN EULA.txt', 'custom, restricted, warning'],
    ['UNLICENSED', 'proprietary, restricted, warning'],
    ['Frobnicated', 'unknown, unknown, warning'],
    ['(BSD-3-Clause OR GPL-2.0)', 'permissive, fine, silent'],
    ['(MIT OR GPL-3.0-or-later)', 'permissive, fine, silent'],
    ['Apache-2.0', 'permissive, fine, silent'],
    ['LGPL-3.0-or-later', 'library-copyleft, obligation, information'],
    ['AGPL-3.0-only', 'network-copyleft, copyleft, warning'],
    ['SSPL-1.0', 'source-available, restricted, warning'],
  ] as const) {
    it(`"${license}" is ${expected}`, () => assert.equal(answer({ manifest: { license } }), expected));
  }

  it('no licence at all is another answer than each of them, and not silence', () => {
    assert.equal(answer({ manifest: {} }), 'missing, missing, warning');
  });

  it('the old list of licences is a choice', () => {
    const license = licenseOf({ manifest: { licenses: [{ type: 'MIT', url: 'https://example.org' }, { type: 'GPL-2.0' }] } });
    assert.equal(license.text, 'MIT OR GPL-2.0-only');
    assert.match(license.evidence[0]!.message, /old form/);
  });

  it('a spelling is not corrected into another licence, and a correction is shown with the original', () => {
    const dual = licenseOf({ manifest: { license: 'EPL-1.0_OR_LGPL-2.1' } });
    assert.equal(dual.text, 'EPL-1.0 OR LGPL-2.1-only');
    assert.equal(dual.correctedFrom, 'EPL-1.0_OR_LGPL-2.1');
    assert.match(dual.evidence[0]!.message, /says "EPL-1\.0_OR_LGPL-2\.1", read as EPL-1\.0 OR LGPL-2\.1-only/);
  });

  it('what only speaks of the GPL is not the GPL', () => {
    const warranty = textOfLicense('MIT').split('\n').slice(-2).join('\n');
    for (const text of [
      'const gpl = require("./gpl"); if (strncmp(p, "gpl", 3) === 0) return SGI_GPL2_IRQ;',
      '/* This file is not GPL. */\nint SGI_GPL2_IRQ(void);',
      'This is not free software. It is not licensed under the GNU General Public License, version 2 or any other.',
      warranty,
      `# Notes\n\n${warranty}\n\nMore notes.`,
    ]) {
      assert.deepEqual(base.matchText(text).licenses, [], text.slice(0, 60));
    }
  });

  it('a file that the manifest names outside of the package is never read', () => {
    const license = licenseOf({ manifest: { license: 'SEE LICENSE IN ../../etc/passwd' }, files: { '/w/etc/passwd': textOfLicense('MIT') } });
    assert.equal(license.state, 'custom');
    assert.equal(license.expression, null);
    assert.match(license.evidence[1]!.message, /is outside of the package, so it was not read/);
  });
});
