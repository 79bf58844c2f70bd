/** Whatever stands in files that others wrote, the readers answer: with what they understood, or with a reason. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConanLock, readConanPython, readConanText } from '../../server/src/libraries/conan.ts';
import { licenseOfCopyright } from '../../server/src/libraries/copyright-license.ts';
import { createLibraries } from '../../server/src/libraries/create-libraries.ts';
import { licenseOfHeader } from '../../server/src/libraries/header-license.ts';
import { isUnknown } from '../../server/src/libraries/library.ts';
import { createMachineLibraries } from '../../server/src/libraries/machine-libraries.ts';
import { readNix } from '../../server/src/libraries/nix.ts';
import { readPkgConfig } from '../../server/src/libraries/pkg-config.ts';
import { readVcpkgManifest } from '../../server/src/libraries/vcpkg.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { base } from '../support/license-base.ts';

/** Texts that look a little like what is read: pieces in any order. */
const pieces = (...words: readonly string[]): fc.Arbitrary<string> => fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 }), fc.constantFrom('\n', ' ', '\r\n', '\0')), { maxLength: 40 }).map((all) => all.join(''));

describe('damaged and odd files', () => {
  const readers: readonly (readonly [string, fc.Arbitrary<string>, (text: string) => unknown])[] = [
    ['.pc files', pieces('Name:', 'prefix=', '${prefix}', '${', 'Libs: -l', 'Cflags: -I"', '\\\n', '#'), readPkgConfig],
    ['conanfile.txt', pieces('[requires]', 'zlib/1.2', '#', '/', '[>1]'), (text) => readConanText(text, '/w/conanfile.txt')],
    ['conanfile.py', pieces('requires = ', 'self.requires(', '"zlib/1.2"', '(', ')', '[', ','), (text) => readConanPython(text, '/w/conanfile.py')],
    ['conan.lock', pieces('{', '"requires":', '["zlib/1.2#x"]', '}'), (text) => readConanLock(text, '/w/conan.lock')],
    ['vcpkg.json', pieces('{', '"dependencies"', ':', '[', '"zlib"', '{"name":1}', ']', '}', ','), (text) => readVcpkgManifest(text, '/w/vcpkg.json')],
    ['Nix files', pieces('buildInputs', '=', 'with pkgs;', '[', 'zlib', '(', ')', ']', ';', '/*', '#'), (text) => readNix(text, '/w/flake.nix')],
    ['headers', pieces('/*', '*/', '//', 'SPDX-License-Identifier:', ' GPL-2.0', ' OR ', 'GNU General Public License', 'version 2', 'either', 'under the terms of'), (text) => licenseOfHeader(text, base)],
    ['copyright files', pieces('Format: copyright-format/1.0\n\n', 'Files: *', '\nLicense: ', 'GPL-2+', '\n .\n', 'Files: lib/*', '[', '\\'), (text) => licenseOfCopyright(text, ['frob'], base)],
  ];
  for (const [name, texts, read] of readers) it(name, () => fc.assert(fc.property(texts, (text) => void read(text)), { numRuns: 300 }));

  it('package databases', () => {
    const status = pieces('Package: libfrob-dev\n', 'Status: install ok installed\n', 'Version: ', '\n\n', 'P:frob-dev\n', 'V:1\n', 'F:usr/include\n', 'R:frob.h\n', 'R:../../etc/passwd\n');
    fc.assert(
      fc.property(status, status, (dpkg, apk) => {
        const { forBuilding, forRunning } = createMachineLibraries(createMemoryFiles({ '/var/lib/dpkg/status': dpkg, '/lib/apk/db/installed': apk }), base);
        const answer = createLibraries([forBuilding, forRunning]).byHeader('frob.h');
        assert.ok(isUnknown(answer) ? answer.reason !== '' : answer.length > 0);
      }),
      { numRuns: 100 },
    );
  });
});

describe('copyright files that contradict themselves', () => {
  const dep5 = (...stanzas: readonly string[]): string => `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n${stanzas.map((stanza) => `Files: ${stanza.split('|')[0]}\nCopyright: x\nLicense: ${stanza.split('|')[1]}\n`).join('\n')}`;
  const read = (text: string): string => {
    const said = licenseOfCopyright(text, ['frob'], base);
    return 'by' in said ? `${said.by}: ${said.detail}` : said.reason;
  };

  it('the last stanza on the same files counts, as the format has it', () => {
    assert.equal(read(dep5('*|GPL-2+', '*|MIT')), 'whole: the copyright file says MIT of "Files: *", tools included');
  });
  it('a name that no list has is said to be none', () => {
    assert.equal(read(dep5('*|Frob-Eula')), 'its copyright file says "Frob-Eula", which names no licence of the SPDX list');
  });
  it('the library\'s own sources go before all', () => {
    assert.equal(read(dep5('*|GPL-2+', 'src/libfrob/*|LGPL-2.1+')), 'stanza: the copyright file says LGPL-2.1+ of src/libfrob/');
  });
});
