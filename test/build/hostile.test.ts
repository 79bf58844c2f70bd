/** Build files are the workspace's, and a workspace can be anybody's: whatever they hold, reading ends and tells. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readBuild } from '../../server/src/build/read-build.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { readProject } from './projects.ts';

const PIECES: Readonly<Record<string, readonly string[]>> = {
  'CMakeLists.txt': ['if(', 'X', ')', '\n', 'else()', 'endif()', 'set(', '${', '}', 'A', ';', '"', '\\', 'add_executable(', 'target_link_libraries(', 'foreach(', 'function(', 'macro(', 'f', 'f()', 'endfunction()', '#[[', ']]', ' a.c ', ' IN LISTS ', 'find_package(', 'project('],
  'meson.build': ["project('x')", "executable('a', 'a.c', dependencies: ", ')', '(', '[', ']', '{', '}', ':', ',', '\n', 'if ', 'elif ', 'else', 'endif', 'foreach x : ', 'endforeach', "'", "'''", 'x', ' = ', ' += ', ' not ', ' and ', "dependency('z')", '.found()', '?', "get_option('o')"],
  'configure.ac': ['AC_INIT', '(', ')', '[', ']', ',', '\n', 'if test "$x" = yes; then', 'fi', 'case $x in', 'a) ', ';;', 'esac', 'AC_CHECK_LIB([z], [f]', 'PKG_CHECK_MODULES([A], [b]', 'LIBS="$LIBS -lx"', '`', '"', "'", 'for i in a b; do', 'done', 'AC_DEFUN([M_LIBS], [$1 M_LIBS($1$1)', 'M_LIBS(x)', 'dnl ', '<<EOF', 'AC_CONFIG_FILES([Makefile])', '&& '],
  'Makefile.am': ['bin_PROGRAMS = a', '\n', 'if X', 'else', 'endif', 'a_LDADD = ', 'a_LDADD += ', '$(A)', '@A@', 'A = ', '$(', ')', '\\\n', '"', 'include Makefile.am', '-lx ', '$(A:%=%.c)'],
  Makefile: ['app: a.c', '\n\t', '\n', 'cc -o $@ $^ $(LIBS)', 'LIBS = ', 'LIBS += ', '-lx ', '$(shell pkg-config --libs x)', '`', '$(', ')', 'ifdef X', 'endif', 'define x', 'endef', '$(call x,', '$(eval ', 'include Makefile', '"', "'", '\\', ';', '&&', '|', '%: %.o'],
  'binding.gyp': ['{', '}', '[', ']', ',', ':', "'targets'", "'target_name'", "'a'", "'libraries'", "'-lx'", "'conditions'", '\'OS=="linux"\'', "'<(a)'", "'variables'", '"', "'''", '#', '\n', "'<!(pkg-config --libs x)'"],
  'Cargo.toml': ['[package]', '\n', 'name = "x"', '[dependencies]', 'napi = "2"', '[', ']', '"', '=', 'links = "z"'],
  'compile_commands.json': ['[', ']', '{', '}', ',', ':', '"file"', '"a.c"', '"command"', '"cc -DX"', '"directory"', '"/p"', 'null', '3'],
};

describe('hostile build files', () => {
  for (const [name, pieces] of Object.entries(PIECES)) {
    it(`${name}: any text is read to an answer`, () => {
      const text = fc.array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: fc.string({ maxLength: 5 }) }), { maxLength: 40 });
      fc.assert(
        fc.property(text, (parts) => {
          const more: Record<string, string> = name === 'Makefile.am' ? { 'configure.ac': 'AC_INIT\nAC_CONFIG_FILES([Makefile])\n' } : name === 'configure.ac' ? { 'Makefile.am': 'bin_PROGRAMS = a\n' } : {};
          const read = readProject({ [name]: parts.join(''), 'a.c': '', ...more });
          for (const program of read.programs) assert.ok(program.id !== '' && program.sources.every((source) => source.path.startsWith('/p/')));
        }),
        { numRuns: 60 },
      );
    });
  }

  it('are never followed outside of the folder', () => {
    const asked: string[] = [];
    const files = createMemoryFiles({
      '/p/CMakeLists.txt': 'project(x)\ninclude(/etc/evil.cmake)\nadd_subdirectory(../other)\nadd_executable(a /etc/a.c)\n',
      '/p/configure.ac': 'AC_INIT\nm4_include([/etc/evil.m4])\nAC_CONFIG_FILES([../other/Makefile])\n',
      '/p/Makefile': 'include /etc/evil.mk\nX := $(shell cat /etc/passwd)$(file </etc/passwd)$(wildcard /etc/*)\napp: a.c\n\tcc -o app a.c $(X)\n',
      '/p/meson.build': "project('x')\nsubdir('../other')\nexecutable('a', '/etc/a.c')\n",
      '/p/binding.gyp': "{'includes': ['../../etc/evil.gypi']}",
      '/etc/evil.cmake': '', '/etc/evil.m4': '', '/etc/evil.mk': '', '/etc/passwd': '-lroot', '/etc/a.c': '', '/other/Makefile.am': '', '/other/CMakeLists.txt': '', '/other/meson.build': '', '/etc/evil.gypi': '{}',
    });
    const watched = { ...files, read: (file: string) => (asked.push(file), files.read(file)), list: (file: string) => (asked.push(file), files.list(file)) };
    readBuild(watched, '/p');
    assert.deepEqual(asked.filter((file) => file !== '/p' && !file.startsWith('/p/')), []);
  });

  it('are read once each', () => {
    const counts = new Map<string, number>();
    const files = createMemoryFiles({ '/p/CMakeLists.txt': 'project(x)\nadd_subdirectory(a)\nadd_subdirectory(a)\n', '/p/a/CMakeLists.txt': 'add_executable(t t.c)\n', '/p/a/t.c': '' });
    const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
    readBuild({ ...files, read: (file) => (count(`read ${file}`), files.read(file)), list: (file) => (count(`list ${file}`), files.list(file)) }, '/p');
    assert.deepEqual([...counts].filter(([, times]) => times > 1), []);
  });
});
