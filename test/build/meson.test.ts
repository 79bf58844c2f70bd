import assert from 'node:assert/strict';
import { flagsOf, places, readProject, reasons, summary } from './projects.ts';

const project = (text: string, more: Record<string, string> = {}) => readProject({ 'meson.build': `project('demo', 'c')\n${text}`, 'a.c': '', 'b.c': '', ...more });

describe('Meson', () => {
  it('links dependencies, found libraries and targets of the project', () => {
    const read = project(
      "cc = meson.get_compiler('c')\nglib = dependency('glib-2.0', version: '>= 2.40')\nm = cc.find_library('m', required: false)\n" +
        "helper = static_library('helper', 'b.c', dependencies: dependency('zlib', static: true))\n" +
        "executable('app', ['a.c'], dependencies: [glib, m, dependency('threads')], link_with: helper, link_args: '-lextra', c_args: ['-DX'])\n",
    );
    assert.deepEqual(summary(read), [
      'static-library helper: b.c | pkg:zlib (static)',
      'executable app: a.c | pkg:glib-2.0 ; -lm if m is found ; -lpthread ; -lextra | uses helper',
    ]);
    assert.deepEqual(places(read.programs[1]!).slice(0, 2), ['pkg:glib-2.0 at meson.build:3:19', '-lm if m is found at meson.build:4:21']);
    assert.equal(flagsOf(read, 'a.c'), '-DX -I/p');
  });

  it('names the option that decides', () => {
    const read = project(
      "readline = dependency('readline', required: get_option('readline'))\ndeps = []\nif readline.found()\n  deps += readline\nelif get_option('editing') == 'libedit'\n  deps += dependency('libedit')\nendif\n" +
        "if host_machine.system() == 'windows'\n  deps += dependency('ws2')\nendif\nif not get_option('plain')\n  deps += dependency('fancy')\nendif\nexecutable('app', 'a.c', dependencies: deps)\n",
    );
    assert.deepEqual(summary(read), ['executable app: a.c | pkg:readline if readline ; pkg:libedit if editing=libedit ; pkg:fancy if not plain']);
  });

  it('follows directories, loops, dictionaries and files', () => {
    const read = project(
      "src = files('a.c')\nsubdir('lib')\nfeatures = {'x': dependency('libx', required: false).found()}\nfeatures += {'y': false}\ndeps = []\nif features['x']\n  deps += dependency('libx')\nendif\nif features['y']\n  deps += dependency('liby')\nendif\n" +
        "foreach name, libs : {'one': ['m'], 'two': ['z', 'bz2']}\n  found = []\n  foreach l : libs\n    found += meson.get_compiler('c').find_library(l)\n  endforeach\n  executable(name, src, dependencies: [found, deps, lib_dep], include_directories: include_directories('include'))\nendforeach\n",
      { 'lib/meson.build': "lib = shared_library('help', 'help.c', dependencies: dependency('libpng'))\nlib_dep = declare_dependency(link_with: lib, dependencies: dependency('zstd'))\n", 'lib/help.c': '' },
    );
    assert.deepEqual(summary(read), [
      'shared-library help: lib/help.c | pkg:libpng',
      'executable one: a.c | -lm ; pkg:libx if libx is found ; pkg:zstd | uses help',
      'executable two: a.c | -lz ; -lbz2 ; pkg:libx if libx is found ; pkg:zstd | uses help',
    ]);
    assert.equal(flagsOf(read, 'a.c'), '-I/p -Iinclude');
  });

  it('says what it does not know, and reads the rest', () => {
    const read = project("x = [1, 2\n\nexecutable('app', 'a.c', dependencies: dependency('z'))\n");
    assert.deepEqual(summary(read), ['executable app: a.c | pkg:z']);
    assert.deepEqual(reasons(read), ['meson.build:2 has a list that does not end']);
    const other = project("if (\nexecutable('app', 'a.c', dependencies: dependency('z'))\n$\nendif\nsubdir('gone')\nsubproject('sub')\n");
    assert.ok(reasons(other).some((reason) => /enters gone/.test(reason)), reasons(other).join('\n'));
    assert.ok(reasons(other).some((reason) => /takes the subproject sub/.test(reason)));
  });

  it('ends with what leads round in circles or explodes', () => {
    const doubling = Array.from({ length: 60 }, () => 'v += v\nw = [w, w]').join('\n');
    const read = project(`v = 'x'\nw = ['y']\n${doubling}\nsubdir('.')\nx = ${'('.repeat(3_000)}1\nexecutable('app', 'a.c', dependencies: dependency('z'))\n`);
    assert.ok(reasons(read).some((reason) => /too deep/.test(reason)), reasons(read).join('\n'));
  });
});
