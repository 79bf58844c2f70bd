/** The shipped facts on libraries, asked as programs ask: one row for each library that the GPL is known to come by, and their neighbours. */

import assert from 'node:assert/strict';
import { createBundledLibraries } from '../../server/src/libraries/bundled-libraries.ts';
import { createLibraries } from '../../server/src/libraries/create-libraries.ts';
import { isUnknown, type FoundLibrary, type UnknownLibrary } from '../../server/src/libraries/library.ts';
import { base } from '../support/license-base.ts';

const libraries = createLibraries([createBundledLibraries(base.knowledge)]);
const licenses = (answer: readonly FoundLibrary[] | UnknownLibrary): string => (isUnknown(answer) ? answer.reason : [...new Set(answer.map(({ library }) => library.license.text))].join(' / '));
const first = (answer: readonly FoundLibrary[] | UnknownLibrary): FoundLibrary => {
  assert.ok(!isUnknown(answer));
  return answer[0]!;
};

const QT = 'LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only';
const ELFUTILS = 'LGPL-3.0-or-later OR GPL-2.0-or-later';

describe('the bundled facts on libraries', () => {
  for (const [header, link, expected] of [
    ['readline/readline.h', 'readline', 'GPL-3.0-or-later'],
    ['gdbm.h', 'gdbm', 'GPL-3.0-or-later'],
    ['fftw3.h', 'fftw3', 'GPL-2.0-or-later'],
    ['gsl/gsl_math.h', 'gsl', 'GPL-3.0-or-later'],
    ['gmp.h', 'gmp', ELFUTILS],
    ['x264.h', 'x264', 'GPL-2.0-or-later'],
    ['x265.h', 'x265', 'GPL-2.0-or-later'],
    ['poppler.h', 'poppler-glib', 'GPL-2.0-only OR GPL-3.0-only'],
    ['ghostscript/iapi.h', 'gs', 'AGPL-3.0-or-later'],
    ['bfd.h', 'bfd', 'GPL-3.0-or-later'],
    ['libiberty/libiberty.h', 'iberty', 'LGPL-2.0-or-later AND GPL-2.0-or-later'],
    ['newt.h', 'newt', 'LGPL-2.0-only'],
    ['cdio/cdio.h', 'cdio', 'GPL-3.0-or-later'],
    ['dvdread/dvd_reader.h', 'dvdread', 'GPL-2.0-or-later'],
    ['mad.h', 'mad', 'GPL-2.0-or-later'],
    ['a52dec/a52.h', 'a52', 'GPL-2.0-or-later'],
    ['neaacdec.h', 'faad', 'GPL-2.0-or-later'],
    ['rubberband/rubberband-c.h', 'rubberband', 'GPL-2.0-or-later'],
    ['qrencode.h', 'qrencode', 'LGPL-2.1-or-later'],
    ['zbar.h', 'zbar', 'LGPL-2.1-or-later'],
    ['pci/pci.h', 'pci', 'GPL-2.0-or-later'],
    ['netlink/netlink.h', 'nl-3', 'LGPL-2.1-only'],
    ['sys/capability.h', 'cap', 'BSD-3-Clause OR GPL-2.0-only'],
    ['libelf.h', 'elf', ELFUTILS],
    ['libusb-1.0/libusb.h', 'usb-1.0', 'LGPL-2.1-or-later'],
    ['glib.h', 'glib-2.0', 'LGPL-2.1-or-later'],
    ['QtCore/QString', 'Qt5Core', QT],
    ['libavcodec/avcodec.h', 'avcodec', 'GPL-2.0-or-later'],
    ['zlib.h', 'z', 'Zlib'],
    ['openssl/ssl.h', 'ssl', 'Apache-2.0'],
    ['sqlite3.h', 'sqlite3', 'blessing'],
    ['editline/readline.h', 'edit', 'BSD-3-Clause'],
    ['stdio.h', 'c', 'LGPL-2.1-or-later'],
    ['vector', 'stdc++', 'GPL-3.0-or-later WITH GCC-exception-3.1'],
  ] as const) {
    it(`${header} and -l${link}`, () => {
      assert.equal(licenses(libraries.byHeader(header)), expected);
      assert.equal(licenses(libraries.byLinkName(link)), expected);
    });
  }

  it('a package whose libraries differ has a library for each', () => {
    assert.equal(licenses(libraries.byLinkName('gnutls')), 'LGPL-2.1-or-later');
    assert.equal(licenses(libraries.byLinkName('gnutls-openssl')), 'GPL-3.0-or-later');
    assert.equal(licenses(libraries.byHeader('gnutls/gnutls.h')), 'LGPL-2.1-or-later');
    assert.equal(licenses(libraries.byPkgConfig('gnutls')), 'LGPL-2.1-or-later');
    assert.equal(licenses(libraries.byCMakePackage('GnuTLS')), 'LGPL-2.1-or-later');
  });

  it('a soname tells the version where the licence has changed', () => {
    assert.equal(licenses(libraries.byFileName('/usr/lib/libreadline.so.8')), 'GPL-3.0-or-later');
    assert.equal(licenses(libraries.byFileName('libreadline.so.5')), 'GPL-2.0-or-later');
    assert.match(first(libraries.byFileName('libgsl.so.3')).evidence[0]!.message, /in another version, libgsl.so.27/);
  });

  it("two clients share MySQL's name", () => assert.equal(licenses(libraries.byLinkName('mysqlclient')), 'LGPL-2.1-or-later / GPL-2.0-only WITH Universal-FOSS-exception-1.0'));

  it('symbols lead to the library that exports them', () => {
    assert.deepEqual(libraries.bySymbol('rl_callback_handler_install').map(({ library }) => library.name).sort(), ['libedit', 'readline']);
    const asked = ['gsl_sf_bessel_J0', 'rl_callback_handler_install', 'no_such_function'];
    assert.deepEqual([...libraries.bySymbols(asked)].sort(), asked.slice(0, 2).map((symbol) => [symbol, libraries.bySymbol(symbol)]));
    assert.ok(libraries.symbolsOf(first(libraries.byLinkName('gsl')).library)!.has('gsl_sf_bessel_J0'));
    assert.ok(!libraries.symbolsOf(first(libraries.byLinkName('gnutls-openssl')).library)!.has('gnutls_init'));
  });

  it('CMake packages: by its own modules, by config files, by likeness of names', () => {
    for (const [name, expected] of [['Threads', 'LGPL-2.1-or-later'], ['ZLIB', 'Zlib'], ['BZip2', 'bzip2-1.0.6'], ['Qt5Core', QT], ['FFTW3', 'GPL-2.0-or-later'], ['Readline', 'GPL-3.0-or-later']] as const) {
      assert.equal(licenses(libraries.byCMakePackage(name)), expected, name);
    }
  });

  it('what decides and what can take its place', () => {
    assert.match(first(libraries.byLinkName('avcodec')).library.depends!, /--enable-gpl/);
    assert.deepEqual(first(libraries.byName('readline')).library.alternatives.map(({ name }) => name), ['libedit', 'linenoise']);
    assert.ok(first(libraries.byLinkName('m')).library.isSystemLibrary);
  });

  it('every licence is an SPDX expression, or has a reason', () => {
    for (const { package: name } of base.knowledge.libraryFacts()!.libraries) {
      const { license } = first(libraries.byName(name)).library;
      assert.ok(license.state === 'known' || license.evidence.length > 0, name);
    }
  });

  it('what is nowhere has a reason', () => assert.match(licenses(libraries.byHeader('frob.h')), /no header of this name is known: the bundled facts on libraries were asked/));
});
