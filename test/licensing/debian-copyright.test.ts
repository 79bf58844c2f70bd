import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { matchesGlob, readDebianCopyright, stanzaFor, stanzasBelow, wholeExpression, type DebianCopyright } from '../../server/src/licensing/debian-copyright.ts';
import { textOf } from '../../server/src/licensing/license-base.ts';
import { base } from '../support/license-base.ts';

const HEAD = 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: frob\n\n';

function read(text: string): DebianCopyright {
  const copyright = readDebianCopyright(text, base);
  assert.ok(!('reason' in copyright));
  return copyright;
}

function licenseOf(name: string, more = ''): string {
  const { license } = read(`${HEAD}Files: *\nCopyright: 2001 Jane Doe\nLicense: ${name}\n${more}`).stanzas[0]!;
  const without = license.exceptionsLeftOut.map((exception) => `, without ${exception}`).join('');
  return license.expression === null ? `unread: ${license.unread.join(', ')}` : textOf(license.expression) + without;
}

describe('copyright files of Debian', () => {
  for (const [name, expected] of [
    ['GPL-2', 'GPL-2.0-only'],
    ['GPL-2+', 'GPL-2.0-or-later'],
    ['LGPL-2.1+', 'LGPL-2.1-or-later'],
    ['GPL-3.0+', 'GPL-3.0-or-later'],
    ['GFDL-NIV-1.3+', 'GFDL-1.3-or-later'],
    ['Expat', 'MIT'],
    ['BSD-3-clause', 'BSD-3-Clause'],
    ['Apache-2', 'Apache-2.0'],
    ['GPL-2+ or Artistic', 'GPL-2.0-or-later OR Artistic-1.0-Perl'],
    ['Expat or GPL-2 and ISC', 'MIT OR GPL-2.0-only AND ISC'],
    ['Expat or GPL-2, and ISC', '(MIT OR GPL-2.0-only) AND ISC'],
    ['GPL-2+ with OpenSSL exception', 'GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception'],
    ['GPL-3+ with Autoconf exception', 'GPL-3.0-or-later WITH Autoconf-exception-generic'],
    ['GPL-3+ with frobnication exception', 'GPL-3.0-or-later, without frobnication exception'],
    ['LPGL-2.1+', 'unread: LPGL-2.1+'],
    ['', 'unread: (no name)'],
  ] as const) {
    it(`call ${name === '' ? 'nothing' : name} what SPDX calls ${expected}`, () => assert.equal(licenseOf(name), expected));
  }

  it('tell a made-up name by the text below it, its notice, or the copy that Debian ships', () => {
    const mit = base.knowledge.licenseText('MIT')!.replace(/^/gm, ' ').replace(/^ $/gm, ' .');
    assert.equal(licenseOf('frob-license', mit), 'MIT');
    assert.equal(licenseOf('frob-license', `\nLicense: frob-license\n${mit}`), 'MIT');
    assert.equal(licenseOf('LPGL-2.1+', ' This library is free; version 2.1 or (at your option) any later version.\n .\n See /usr/share/common-licenses/LGPL-2.1.\n'), 'LGPL-2.1-or-later');
    assert.equal(licenseOf('mine', ' See /usr/share/common-licenses/GPL-2 and /usr/share/common-licenses/Artistic.\n'), 'unread: mine');
  });

  it('say the licence of a path by the last stanza that matches', () => {
    const copyright = read(`${HEAD}Files: *\nLicense: GPL-2+\n\nFiles: lib/*\n lib?/x.c\nLicense: LGPL-2.1+\n\nFiles: lib/test*\nLicense: Expat\n`);
    const of = (file: string): string => textOf(stanzaFor(copyright, file)!.license.expression!);
    assert.deepEqual(['tool.c', 'lib/deep/a.c', 'libz/x.c', 'lib/tests/a.c'].map(of), ['GPL-2.0-or-later', 'LGPL-2.1-or-later', 'LGPL-2.1-or-later', 'MIT']);
    assert.deepEqual(stanzasBelow(copyright, 'lib').map(({ line }) => line), [4, 7, 11]);
    assert.equal(textOf(wholeExpression(copyright)!), 'GPL-2.0-or-later AND LGPL-2.1-or-later AND MIT');
  });

  it('have patterns in which a star crosses directories and a backslash escapes', () => {
    assert.ok(matchesGlob('*.c', 'a/b.c') && matchesGlob('./a?c', 'abc') && matchesGlob('a\\*b', 'a*b') && matchesGlob('a.b', 'a.b'));
    assert.ok(!matchesGlob('a\\*b', 'axb') && !matchesGlob('a.b', 'axb') && !matchesGlob('[ab]', 'a'));
  });

  it('that are something else, contradict themselves or are broken are said to be', () => {
    assert.deepEqual(readDebianCopyright('This is frob, under the GPL.\n', base), { reason: 'is no machine-readable copyright file (it names no Format)' });
    const broken = read(`${HEAD}Files: a\n\nFiles: b\nLicense: Expat\nlost\n`);
    assert.deepEqual(broken.problems.map(({ line, message }) => `${line} ${message}`), ['8 this line is no field and goes on with none', '4 these files have no License']);
    assert.equal(wholeExpression(broken), null);
    assert.equal(read(HEAD).problems[0]!.message, 'it speaks of no files');
  });

  it('never fail, whatever they hold', () => {
    const piece = fc.constantFrom('Format: copyright-format\n', 'Files: ', 'License: ', '*', ' .\n', '\n', '\n\n', ' or ', ' and ', ', and ', 'GPL-2+', ' with ', '(((', '\\', 'x:', '\r\n', '#', '\u0000');
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => void readDebianCopyright(pieces.join(''), base)), { numRuns: 300 });
  });

  it('of this machine are read, nearly all of them wholly', function () {
    const files = fs.readdirSync('/usr/share/doc').map((name) => path.join('/usr/share/doc', name, 'copyright'));
    const copyrights = files.filter((file) => fs.existsSync(file)).flatMap((file) => {
      const copyright = readDebianCopyright(fs.readFileSync(file, 'utf8'), base);
      return 'reason' in copyright ? [] : [copyright];
    });
    if (copyrights.length < 50) this.skip();
    const stanzas = copyrights.flatMap((copyright) => copyright.stanzas);
    const readable = stanzas.filter(({ license }) => license.expression !== null);
    assert.ok(readable.length / stanzas.length > 0.95, `${readable.length} of ${stanzas.length}`);
    assert.ok(stanzas.every(({ license }) => (license.expression === null) === license.unread.length > 0));
  });
});
