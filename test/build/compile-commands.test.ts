import assert from 'node:assert/strict';
import { flagsOf, readProject, reasons, summary } from './projects.ts';

const entry = (file: string, command: string, directory = '/p/build') => ({ directory, file, command });

describe('compile_commands.json', () => {
  it('gives sources their flags', () => {
    const read = readProject({
      'build/compile_commands.json': JSON.stringify([
        entry('../src/a.c', 'cc -DX -DNAME=\\"app\\" -UX -I../include -isystem /usr/include/x -c ../src/a.c'),
        { directory: '/p', file: 'src/b.c', arguments: ['cc', '-D', 'B=2', '-c', 'src/b.c'] },
      ]),
      'src/a.c': '',
      'src/b.c': '',
    });
    assert.equal(flagsOf(read, 'src/a.c'), '-DNAME="app" -Iinclude -I/usr/include/x');
    assert.equal(flagsOf(read, 'src/b.c'), '-DB=2');
    assert.deepEqual(summary(read), []);
  });

  it('may name what is gone or elsewhere, or be no such file at all', () => {
    const read = readProject({
      'compile_commands.json': JSON.stringify([entry('gone.c', 'cc'), entry('/etc/shadow.c', 'cc'), { file: 3 }, null, entry('../a.c', 'cc')]),
      'sub/compile_commands.json': '{"a": 1}',
      'broken/compile_commands.json': '[{',
      '/etc/shadow.c': '',
      'a.c': '',
    });
    assert.deepEqual(read.loose.map((source) => source.path), ['/p/a.c']);
    assert.match(reasons(read).join('\n'), /broken\/compile_commands.json is no JSON/);
    assert.match(reasons(read).join('\n'), /^compile_commands.json has 2 of 5 entries without/m);
    assert.match(reasons(read).join('\n'), /^compile_commands.json names 2 of 5 sources that are gone or outside/m);
    assert.match(reasons(read).join('\n'), /sub\/compile_commands.json is no list/);
  });
});

describe('C sources without a build file', () => {
  it('are loose, and no program is guessed', () => {
    const read = readProject({ 'a.c': '', 'sub/b.cpp': '', 'node_modules/x/c.c': '' });
    assert.deepEqual(read.programs, []);
    assert.deepEqual(read.loose.map((source) => source.path), ['/p/a.c', '/p/sub/b.cpp']);
  });
});
