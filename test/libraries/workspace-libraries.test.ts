import assert from 'node:assert/strict';
import { createBundledLibraries } from '../../server/src/libraries/bundled-libraries.ts';
import { readConanLock, readConanPython, readConanText } from '../../server/src/libraries/conan.ts';
import type { Declared } from '../../server/src/libraries/declared-package.ts';
import type { LibraryQuestion } from '../../server/src/libraries/library.ts';
import { readNix } from '../../server/src/libraries/nix.ts';
import { readVcpkgManifest } from '../../server/src/libraries/vcpkg.ts';
import { createWorkspaceLibraries } from '../../server/src/libraries/workspace-libraries.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { base } from '../support/license-base.ts';

const inWords = ({ packages, unread }: Declared): string[] => [
  ...packages.map(({ name, version, features, at }) => `${at.range.start.line}:${at.range.start.column} ${name} ${version}${features.map((feature) => ` +${feature}`).join('')}`),
  ...unread.map(({ line, reason }) => `${line}: ${reason}`),
];

describe('what files of package managers ask for', () => {
  it('conanfile.txt', () => assert.deepEqual(inWords(readConanText('[requires]\nreadline/8.2 # editing\nfftw/[>=3.3]@a/b\n\n[generators]\nCMakeDeps\n', '/w/c')), ['2:1 readline 8.2', '3:1 fftw null']));
  it('conanfile.py, where it is literal', () => {
    const text = 'class Frob(ConanFile):\n    requires = "zlib/1.2.13", "gsl/2.7"\n    def requirements(self):\n        self.requires("gmp/6.2.1", force=True)\n        self.requires(f"{name}/1")\n        self.requires(best)\n';
    assert.deepEqual(inWords(readConanPython(text, '/w/c')), ['2:17 zlib 1.2.13', '2:32 gsl 2.7', '4:24 gmp 6.2.1', '5: asks for a library by an expression, "f"{name}/1"", which is not worked out', '6: asks for a library by an expression, "best", which is not worked out']);
  });
  it('conan.lock of both versions', () => {
    assert.deepEqual(inWords(readConanLock('{"version":"0.5","requires":["zlib/1.2.13#abc%1"]}', '/w/c')), ['1:31 zlib 1.2.13']);
    assert.deepEqual(inWords(readConanLock('{"graph_lock":{"nodes":{"1":{"ref":"gsl/2.7"}}}}', '/w/c')), ['1:37 gsl 2.7']);
  });
  it('vcpkg.json', () => {
    const text = '{"dependencies":["zlib",{"name":"ffmpeg","features":["gpl"],"version>=":"5.1"}],"overrides":[{"name":"zlib","version":"1.2.13"}]}';
    assert.deepEqual(inWords(readVcpkgManifest(text, '/w/v')), ['1:18 zlib 1.2.13', '1:25 ffmpeg 5.1 +gpl']);
    assert.match(inWords(readVcpkgManifest('[', '/w/v'))[0]!, /is no JSON object/);
  });
  it('Nix, as far as it names', () => {
    const text = 'pkgs.mkShell {\n  buildInputs = with pkgs; [ readline gnome.gtk3 zlib.dev # x\n    (gsl.override { }) ];\n}\n';
    assert.deepEqual(inWords(readNix(text, '/w/n')), ['2:30 readline null', '2:39 gtk3 null', '2:50 zlib null', '3: computes an input, "(gsl.override { })", which is not worked out']);
  });
});

describe('libraries of a workspace', () => {
  const bundled = createBundledLibraries(base.knowledge);
  function ask(contents: Readonly<Record<string, string>>, question: LibraryQuestion, name: string): string[] {
    const source = createWorkspaceLibraries(['/w'], createMemoryFiles(contents), base, bundled);
    return source.find(question, name).map(({ library, evidence }) => `${library.package}: ${library.license.text}; ${evidence[0]!.message}`);
  }

  it('have the version of the workspace and the licence of the bundled facts', () => {
    const files = { '/w/sub/conanfile.txt': '[requires]\nreadline/8.1.2\n' };
    for (const [question, name] of [['header', 'readline/readline.h'], ['link-name', 'readline'], ['pkg-config', 'readline']] as const) {
      assert.deepEqual(ask(files, question, name), ['readline 8.1.2 (Conan): GPL-3.0-or-later; Conan brings readline 8.1.2']);
    }
    assert.deepEqual(ask(files, 'header', 'gsl/gsl_math.h'), []);
  });

  it('that nobody knows are there with a reason', () => {
    assert.deepEqual(ask({ '/w/vcpkg.json': '{"dependencies":["frob"]}' }, 'cmake-package', 'frob'), ['frob (vcpkg): null; vcpkg brings frob']);
  });

  it('that vcpkg has installed tell by their own files', () => {
    const installed = {
      '/w/vcpkg_installed/vcpkg/info/frob_1.2_x64-linux.list': 'x64-linux/\nx64-linux/include/frob.h\nx64-linux/lib/libfrob.a\nx64-linux/share/frob/copyright\n',
      '/w/vcpkg_installed/x64-linux/share/frob/vcpkg.spdx.json': '{"packages":[{"name":"frob","licenseConcluded":"LGPL-2.1-or-later"}]}',
      '/w/vcpkg_installed/x64-linux/include/frob.h': 'int frob(void);\n',
    };
    assert.deepEqual(ask(installed, 'header', 'frob.h'), ['frob 1.2: LGPL-2.1-or-later; vcpkg has installed frob 1.2, which holds frob.h']);
    assert.deepEqual(ask(installed, 'link-name', 'frob').length, 1);
  });
});
