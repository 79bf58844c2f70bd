import assert from 'node:assert/strict';
import { flagsOf, places, readProject, reasons, summary } from './projects.ts';

describe('binding.gyp', () => {
  it('makes native addons, with comments, defaults, conditions and variables', () => {
    const read = readProject({
      'binding.gyp': `# Python's literals
{
  'variables': { 'engine%': 'gdbm', 'shared': ['-lz'] },
  'target_defaults': { 'defines': ['BASE'], 'conditions': [['OS=="win"', {'libraries': ['ws2_32.lib']}, {'libraries': ['-lm']}]] },
  'targets': [{
    'target_name': 'addon',
    'sources': ['src/a.c', "src/b.cc"],
    'include_dirs': ['include', '<!(node -p "require(\\'node-addon-api\\').include")'],
    'defines': ['X=1'],
    'libraries': ['<@(shared)', '<!@(pkg-config --libs libpng)', '-lreadline'],
    'conditions': [['engine=="gdbm"', {'libraries': ['-lgdbm']}, {'libraries': ['-ldb']}], ['OS=="mac"', {'libraries': ['-framework Cocoa']}]],
    'dependencies': ['helper'],
  }, {
    'target_name': 'helper', 'type': 'static_library', 'sources': ['src/h.c'],
  },],
}`,
      'src/a.c': '',
      'src/b.cc': '',
      'src/h.c': '',
    });
    assert.deepEqual(summary(read), [
      'native-addon addon: src/a.c src/b.cc | -lm ; -lz ; pkg:libpng ; -lreadline ; -lgdbm if engine=="gdbm" ; -ldb if not engine=="gdbm" | uses helper',
      'static-library helper: src/h.c | -lm',
    ]);
    assert.equal(places(read.programs[0]!)[3], '-lreadline at binding.gyp:10:66');
    assert.equal(flagsOf(read, 'src/a.c'), '-DBASE -DX=1 -Iinclude');
    assert.deepEqual(reasons(read), []);
  });

  it('runs no command, and says which it would have to', () => {
    const read = readProject({ 'binding.gyp': `{"targets": [{"target_name": "a", "sources": ["a.c"], "libraries": ["<!(./find-libs.sh)"]}]}`, 'a.c': '' });
    assert.deepEqual(summary(read), ['native-addon a: a.c']);
    assert.deepEqual(reasons(read), ['binding.gyp:1 would have to run "./find-libs.sh" to know what it gives for libraries']);
  });

  it('may be broken, and may lead round in circles', () => {
    assert.deepEqual(reasons(readProject({ 'binding.gyp': '{"targets": [' })), ['binding.gyp:1 ends where a value is needed']);
    assert.deepEqual(reasons(readProject({ 'binding.gyp': '['.repeat(5_000) })), ['binding.gyp:1 is nested too deep']);
    assert.doesNotThrow(() => readProject({ 'binding.gyp': `{'includes': ['binding.gyp'], 'variables': {'a': '<(b)', 'b': '<(a)<(a)'}, 'targets': [{'target_name': 'x', 'libraries': ['<(a)']}]}` }));
  });
});

describe('CMake.js', () => {
  it('makes native addons of the libraries that a package builds with it', () => {
    const CMake = 'project(x)\nadd_library(addon SHARED a.c)\ntarget_link_libraries(addon ${CMAKE_JS_LIB} z)\n';
    const read = readProject({ 'CMakeLists.txt': CMake, 'package.json': '{"scripts": {"install": "cmake-js compile"}}', 'a.c': '' });
    assert.deepEqual(read.programs.map(({ kind, buildSystem }) => `${kind} ${buildSystem}`), ['native-addon cmake-js']);
    assert.deepEqual(summary(read), ['native-addon addon: a.c | -lz']);
  });
});

describe('Cargo.toml', () => {
  it('makes a native addon with napi-rs, with what it asks the linker for', () => {
    const read = readProject({
      'Cargo.toml': '[package]\nname = "my-addon"\nlinks = "git2"\n\n[lib]\ncrate-type = ["cdylib"]\n\n[dependencies]\nnapi = { version = "2" }\nopenssl-sys = "0.9"\n',
      'build.rs': 'fn main() {\n  println!("cargo:rustc-link-lib=static=x264");\n  pkg_config::probe_library("libpng").unwrap();\n}\n',
      'src/lib.rs': '#[link(name = "readline")]\nextern "C" {}\n',
    });
    assert.deepEqual(summary(read), ['native-addon my_addon: | -lgit2 (unknown) ; -lx264 (static) ; pkg:libpng ; -lreadline']);
    assert.deepEqual(places(read.programs[0]!).slice(1), ['-lx264 (static) at build.rs:2:41', 'pkg:libpng at build.rs:3:30', '-lreadline at src/lib.rs:1:16']);
    assert.match(reasons(read)[0]!, /depends on openssl-sys/);
  });

  it('of other crates is left alone', () => {
    assert.deepEqual(readProject({ 'Cargo.toml': '[package]\nname = "tool"\n[dependencies]\nserde = "1"\n' }).programs, []);
  });
});
