import assert from 'node:assert/strict';
import { compareWithTexts, type PackageLicense } from '../../server/src/licensing/package-license.ts';
import { base, filesOf, licenseOf, packageInput, PACKAGE, textOfLicense, type TestPackage } from '../support/license-base.ts';

function compared(source: TestPackage): PackageLicense {
  return compareWithTexts(licenseOf(source), packageInput(source), filesOf(source), base);
}

const gplNotice = /This program is free software;[^]*?for more details\./.exec(textOfLicense('GPL-2.0-only'))![0];

describe('the licence of a package', () => {
  it('is the manifest before the texts, and the quick answer reads none', () => {
    const license = licenseOf({ manifest: { license: 'MIT' }, files: { LICENSE: textOfLicense('GPL-3.0-only') } });
    assert.equal(license.text, 'MIT');
    assert.deepEqual([license.files, license.mismatch, license.textsCompared], [[], null, false]);
  });

  it('is a mismatch where the text is of another licence, worse where it asks more', () => {
    const stricter = compared({ manifest: { license: 'MIT' }, files: { LICENSE: textOfLicense('GPL-3.0-only') } });
    assert.equal(stricter.mismatch!.message, 'package.json says MIT, LICENSE holds the text of GPL-3.0-only');
    assert.equal(stricter.mismatch!.stricter, true);
    assert.deepEqual(stricter.files, [`${PACKAGE}/LICENSE`]);
    const alike = compared({ manifest: { license: 'MIT' }, files: { 'LICENSE.md': textOfLicense('Apache-2.0') } });
    assert.equal(alike.mismatch!.stricter, false);
  });

  it('is none where the text is what the manifest says, or one of its choices', () => {
    for (const [license, text] of [['MIT', 'MIT'], ['(MIT OR GPL-3.0-or-later)', 'MIT'], ['GPL-2.0-or-later', 'GPL-2.0-only'], ['GPL-2.0+', 'GPL-2.0-only'], ['LGPL-3.0', 'LGPL-3.0-only']] as const) {
      assert.equal(compared({ manifest: { license }, files: { LICENSE: textOfLicense(text) } }).mismatch, null, license);
    }
  });

  it('says more where a licence of parts asks more than the manifest, and nothing where it asks less', () => {
    const parts = `${textOfLicense('MIT')}\n\n----\n\nThe parser is by others:\n\n${textOfLicense('GPL-2.0-only')}`;
    assert.match(compared({ manifest: { license: 'MIT' }, files: { LICENSE: parts } }).mismatch!.message, /GPL-2\.0-only/);
    assert.equal(compared({ manifest: { license: 'GPL-2.0-only' }, files: { LICENSE: parts } }).mismatch, null);
  });

  it('comes from the text where the manifest says nothing or points to it', () => {
    assert.equal(licenseOf({ files: { COPYING: textOfLicense('GPL-2.0-only') } }).text, 'GPL-2.0-only');
    assert.equal(licenseOf({ manifest: { license: 'SEE LICENSE IN doc/TERMS' }, files: { 'doc/TERMS': textOfLicense('BSD-3-Clause') } }).text, 'BSD-3-Clause');
    // Terms of its own inside of a well-known text, or before those of others.
    const badge = 'The badge that links back to the makers must not be removed or changed, wherever the software is shown. It must stay fully visible, and nothing may lie over it.\n\n';
    const changed = textOfLicense('MIT').replace('THE SOFTWARE IS PROVIDED', `${badge}THE SOFTWARE IS PROVIDED`);
    const sold = `${'You may use this with the products that you have bought from us, and with nothing else. '.repeat(5)}\n\n${textOfLicense('MIT')}`;
    for (const terms of [changed, sold]) assert.equal(licenseOf({ manifest: { license: 'SEE LICENSE IN TERMS' }, files: { TERMS: terms } }).state, 'custom');
    assert.equal(licenseOf({ manifest: { license: 'BSD' }, files: { LICENSE: textOfLicense('BSD-3-Clause') } }).text, 'BSD-3-Clause');
    assert.equal(licenseOf({ manifest: { license: 'BSD' }, files: { LICENSE: textOfLicense('MIT') } }).text, 'BSD-2-Clause');
  });

  it('is all of several texts, because nothing says that they are a choice', () => {
    const several = licenseOf({ files: { 'LICENSE-MIT': textOfLicense('MIT'), 'LICENSE-APACHE': textOfLicense('Apache-2.0') } });
    assert.equal(several.text, 'MIT AND Apache-2.0');
    assert.equal(licenseOf({ files: { COPYING: textOfLicense('GPL-3.0-only'), 'COPYING.LESSER': textOfLicense('LGPL-3.0-only') } }).text, 'LGPL-3.0-only');
  });

  it('is "or later" where a notice beside the text says so', () => {
    assert.equal(licenseOf({ files: { LICENSE: `${gplNotice}\n\n${textOfLicense('GPL-2.0-only')}` } }).text, 'GPL-2.0-or-later');
  });

  it('is its own terms where a text is there that nobody knows', () => {
    const own = licenseOf({ files: { LICENSE: 'You may look at this software, and nothing else, on Tuesdays.' } });
    assert.deepEqual([own.state, own.text], ['custom', null]);
    assert.match(own.evidence[1]!.message, /LICENSE holds the text of no licence/);
  });

  it('comes from the README, then from the lockfile', () => {
    for (const [readme, expected] of [
      ['# p\n\n## License\n\n[MIT](LICENSE) © Jane Doe\n', 'MIT'],
      ['p\n=\n\nLicense\n-------\n\nReleased under the GPLv3.\n', 'GPL-3.0-only'],
      [`# p\n\n### Licensing\n\n${textOfLicense('ISC')}\n`, 'ISC'],
    ] as const) {
      const license = licenseOf({ files: { 'README.md': readme }, lockfile: 'Apache-2.0' });
      assert.equal(license.text, expected);
      assert.match(license.evidence.at(-1)!.message, /README\.md says in its section on the licence/);
    }
    assert.equal(licenseOf({ files: { 'README.md': '# p\n\nNot GPL.\n\n## License\n\nAsk us.\n' }, lockfile: 'Apache-2.0' }).text, 'Apache-2.0');
  });

  it('says so where a file is too long to be a licence', () => {
    const long = licenseOf({ files: { LICENSE: 'word '.repeat(200_000) } });
    assert.equal(long.state, 'custom');
    assert.match(long.evidence[1]!.message, /^LICENSE has 1000000 characters, more than a licence text, and was not compared$/);
  });

  it('is missing with a reason', () => {
    assert.match(licenseOf({ files: { 'index.js': '' } }).evidence.at(-1)!.message, /no licence file was found/);
  });
});
