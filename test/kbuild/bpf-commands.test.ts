import assert from 'node:assert/strict';
import { flagsOfBpfSource, readBpfCommands } from '../../server/src/kbuild/bpf-commands.ts';
import type { CompileFlags } from '../../server/src/make/compile-flags.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';

function flags(contents: Readonly<Record<string, string>>, source: string, directory = '/p'): CompileFlags | undefined {
  const files = createMemoryFiles(new Map(Object.entries(contents)));
  return flagsOfBpfSource(source, [{ directory, commands: readBpfCommands(files, directory) }]);
}

describe('commands that compile for BPF', () => {
  it('are read from the recipes of make files', () => {
    const makefile = 'CLANG ?= clang\nINCLUDES := -Iinclude -I../shared\n%.bpf.o: %.bpf.c vmlinux.h\n\t$(CLANG) -g -O2 --target=bpf -DDEBUG=2 $(INCLUDES) -c $< -o $@\n%.o: %.c\n\tcc -DHOST -c $<\n';
    assert.deepEqual(flags({ '/p/Makefile': makefile }, '/p/lamp.bpf.c'), { macros: [{ name: 'DEBUG', value: '2' }], includeDirs: ['/p/include', '/shared'], forcedIncludes: [] });
    assert.equal(flags({ '/p/Makefile': makefile }, '/p/lamp.c'), undefined, 'compiled for the host');
  });

  it('are read from a compilation database, as one line or as words', () => {
    const database = JSON.stringify([
      { directory: '/p/build', file: '../src/a.c', command: 'clang -target bpf -I ../inc -c ../src/a.c' },
      { directory: '/p', file: 'src/b.c', arguments: ['clang', '-target', 'bpfel', '-DNAME="a b"', '-isystem', 'sys', '-c', 'src/b.c'] },
      { directory: '/p', file: 'src/host.c', command: 'cc -c src/host.c' },
    ]);
    const contents = { '/p/build/compile_commands.json': database };
    assert.deepEqual(flags(contents, '/p/src/a.c')?.includeDirs, ['/p/inc']);
    assert.deepEqual(flags(contents, '/p/src/b.c'), { macros: [{ name: 'NAME', value: '"a b"' }], includeDirs: ['/p/sys'], forcedIncludes: [] });
    assert.equal(flags(contents, '/p/src/host.c'), undefined);
  });

  it('that are damaged or say nothing of BPF are none', () => {
    for (const text of ['', '[', '{}', '[null, 3, {"file": 1}]']) assert.deepEqual(readBpfCommands(createMemoryFiles(new Map([['/p/compile_commands.json', text]])), '/p'), []);
    assert.deepEqual(readBpfCommands(createMemoryFiles(new Map([['/p/Makefile', 'a: b\n\tcc -o a b\n']])), '/p'), []);
    assert.deepEqual(readBpfCommands(createMemoryFiles(new Map([['/p/Makefile', 'x = -target bpf\n$(error no)\n$(call x\n']])), '/p'), []);
  });
});
