/** Libraries of machines in memory, with packages that no bundled fact knows. */

import assert from 'node:assert/strict';
import { createBundledLibraries } from '../../server/src/libraries/bundled-libraries.ts';
import { createLibraries } from '../../server/src/libraries/create-libraries.ts';
import { isUnknown, type FoundLibrary, type Libraries, type UnknownLibrary } from '../../server/src/libraries/library.ts';
import { createMachineLibraries } from '../../server/src/libraries/machine-libraries.ts';
import { createPkgConfigLibraries } from '../../server/src/libraries/pkg-config-libraries.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { base } from '../support/license-base.ts';

const DEP5 = 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: 2001 Jane Doe\nLicense: GPL-3+\n\nFiles: libfrob/*\nCopyright: 2001 Jane Doe\nLicense: LGPL-2.1+\n';
const status = (...packages: readonly string[]): string => packages.map((name) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nSource: frob\nVersion: 1.2-3\n`).join('\n');

const DEBIAN = {
  '/var/lib/dpkg/status': `${status('libfrob-dev', 'libfrob1', 'frob')}\nPackage: libgone-dev\nStatus: deinstall ok config-files\nVersion: 1\n`,
  '/var/lib/dpkg/info/libfrob-dev:amd64.list': ['/.', '/usr', '/usr/include/frob/frob.h', '/usr/lib/x86_64-linux-gnu/libfrob.so', '/usr/lib/x86_64-linux-gnu/pkgconfig/frob-1.pc', '/usr/share/doc/libfrob-dev/copyright', ''].join('\n'),
  '/var/lib/dpkg/info/libfrob1:amd64.list': ['/usr/lib/x86_64-linux-gnu/libfrob.so.1', '/usr/lib/x86_64-linux-gnu/libfrob.so.1.0.7', '/usr/share/doc/libfrob1/copyright', ''].join('\n'),
  '/var/lib/dpkg/info/frob.list': '/usr/bin/frob\n',
  '/usr/include/frob/frob.h': 'int frob(void);\n',
  '/usr/lib/x86_64-linux-gnu/pkgconfig/frob-1.pc': 'Name: frob\nLibs: -lfrob\n',
  '/usr/share/doc/libfrob-dev/copyright': DEP5,
  '/usr/share/doc/libfrob1/copyright': DEP5,
};

const APK = {
  '/lib/apk/db/installed': ['P:frob-dev', 'V:1.2-r0', 'o:frob', 'L:GPL-2.0-or-later', 'U:https://frob.example', 'F:usr/include', 'R:frob.h', 'F:usr/lib', 'R:libfrob.so', 'R:libfrob.a', '', 'P:frob-libs', 'V:1.2-r0', 'o:frob', 'L:GPL-2.0-or-later', 'F:usr/lib', 'R:libfrob.so.1', ''].join('\n'),
};

function libraries(contents: Readonly<Record<string, string>>): Libraries {
  const { forBuilding, forRunning } = createMachineLibraries(createMemoryFiles(contents), base);
  return createLibraries([forBuilding, forRunning]);
}

function inWords(answer: readonly FoundLibrary[] | UnknownLibrary): string[] {
  return isUnknown(answer) ? [answer.reason] : answer.map(({ library }) => `${library.name} ${library.version}: ${library.license.text}, ${library.confidence} (${library.sonames.join(' ')})`);
}

describe('libraries of a Debian machine', () => {
  const debian = libraries(DEBIAN);
  const expected = ['frob 1.2: LGPL-2.1-or-later, medium (libfrob.so.1)'];

  it('by header, link name, .pc and file name', () => {
    for (const answer of [debian.byHeader('frob/frob.h'), debian.byLinkName('frob'), debian.byPkgConfig('frob-1'), debian.byFileName('libfrob.so.1'), debian.byFileName('/usr/lib/x86_64-linux-gnu/libfrob.a')]) {
      assert.deepEqual(inWords(answer), expected);
    }
  });

  it('the licence has its place in the copyright file', () => {
    const answer = debian.byLinkName('frob');
    assert.ok(!isUnknown(answer));
    const [evidence] = answer[0]!.library.license.evidence;
    assert.match(evidence!.message, /says LGPL-2\.1\+ of libfrob\/$/);
    assert.deepEqual([evidence!.location!.file, evidence!.location!.range.start.line], ['/usr/share/doc/libfrob-dev/copyright', 7]);
  });

  it('headers go before the copyright file, and the contradiction is said', () => {
    const answer = libraries({ ...DEBIAN, '/usr/include/frob/frob.h': '/* SPDX-License-Identifier: MIT */\n' }).byLinkName('frob');
    assert.deepEqual(inWords(answer), ['frob 1.2: MIT, high (libfrob.so.1)']);
    assert.ok(!isUnknown(answer) && answer[0]!.library.license.evidence.some(({ message }) => /do not say the same/.test(message)));
  });

  it('a run-time package alone still has its copyright file', () => {
    const { '/var/lib/dpkg/info/libfrob-dev:amd64.list': _, ...rest } = DEBIAN;
    assert.deepEqual(inWords(libraries({ ...rest, '/var/lib/dpkg/status': status('libfrob1') }).byFileName('libfrob.so.1')), expected);
  });

  it('what is nowhere has a reason', () => {
    assert.match(inWords(debian.byHeader('gone.h'))[0]!, /no header of this name is known: the packages of this machine \(dpkg\)/);
  });
});

describe('libraries of other machines', () => {
  it('apk states a licence of the package as a whole', () => {
    assert.deepEqual(inWords(libraries(APK).byHeader('frob.h')), ['frob 1.2: GPL-2.0-or-later, low (libfrob.so.1)']);
  });

  it('a database of rpm is unread, not passed over', () => {
    assert.match(libraries({ '/var/lib/rpm/rpmdb.sqlite': 'SQLite format 3' }).unread[0]!.reason, /kept by rpm/);
  });

  it('no database at all', () => {
    assert.match(inWords(libraries({}).byLinkName('frob'))[0]!, /this machine \(whose package database could not be read\)/);
  });
});

describe('libraries by .pc files', () => {
  const bundled = createBundledLibraries(base.knowledge);
  const ask = (pc: string, name: string): string[] => {
    const libraries = createLibraries([createPkgConfigLibraries(createMemoryFiles({ [`/usr/local/lib/pkgconfig/${name}.pc`]: pc }), bundled)]);
    return [libraries.byPkgConfig(name), libraries.byLinkName('frob')].flatMap((answer) => (isUnknown(answer) ? [] : answer)).map(({ library }) => `${library.package}: ${library.license.text}, ${library.confidence}`);
  };

  it('state a licence at best', () => assert.deepEqual(ask('Name: frob\nVersion: 3\nLicense: LGPL-2.1-or-later\nLibs: -lfrob\n', 'frob-3'), Array(2).fill('frob-3.pc 3: LGPL-2.1-or-later, medium')));
  it('are joined with the bundled facts by what they link', () => assert.deepEqual(ask('Name: My readline\nVersion: 8.3\nLibs: -lreadline\n', 'my-readline'), ['my-readline.pc 8.3: GPL-3.0-or-later, high']));
  it('of what nobody knows leave the licence unknown', () => assert.deepEqual(ask('Name: frob\nLibs: -lfrob\n', 'frob'), Array(2).fill('frob.pc: null, low')));
});
