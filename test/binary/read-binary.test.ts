import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readBinary } from '../../server/src/binary/read-binary.ts';
import type { Binary, UnreadBinary } from '../../server/src/binary/binary.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { byBinutils, differences, hasBinutils } from '../../scripts/binary/binutils.ts';
import { archive, elf, type ElfParts } from '../support/elf-writer.ts';

const EMPTY: ElfParts = { is64: true, little: true };

function read(bytes: Buffer, others: Record<string, Buffer> = {}): Binary | UnreadBinary {
  const texts = Object.entries({ ...others, '/f': bytes }).map(([file, content]) => [file, content.toString('latin1')] as const);
  return readBinary('/f', createMemoryFiles(new Map(texts)));
}

function binary(bytes: Buffer, others?: Record<string, Buffer>): Binary {
  const found = read(bytes, others);
  assert.ok(!('reason' in found), 'reason' in found ? found.reason : '');
  return found;
}

const names = (symbols: Binary['imported']): string[] => symbols.map(({ name, version, weak }) => `${name}${version === null ? '' : `@${version}`}${weak ? ' weak' : ''}`);

describe('a compiled file', () => {
  for (const is64 of [true, false]) {
    for (const little of [true, false]) {
      const kind = `${is64 ? 64 : 32} bit, ${little ? 'little' : 'big'} end first`;
      const frame = { is64, little };

      it(`says what it needs, asks and offers (${kind})`, () => {
        const library = binary(elf({ ...frame, type: 'shared', needed: ['libreadline.so.8', 'libc.so.6'], soname: 'libx.so.1', runpath: '$ORIGIN/../lib:/opt/x', imported: ['readline', 'free@GLIBC_2.2.5', '~maybe'], exported: ['x_start'] }));
        assert.equal(library.kind, 'shared-library');
        assert.deepEqual(library.needed, ['libreadline.so.8', 'libc.so.6']);
        assert.equal(library.soname, 'libx.so.1');
        assert.deepEqual(library.searchPath, ['$ORIGIN/../lib', '/opt/x']);
        assert.deepEqual(names(library.imported), ['readline', 'free@GLIBC_2.2.5', 'maybe weak']);
        assert.deepEqual(names(library.exported), ['x_start']);
      });

      it(`is read where its section headers were stripped (${kind})`, () => {
        const library = binary(elf({ ...frame, type: 'shared', needed: ['libgdbm.so.6'], imported: ['gdbm_open'], stripped: true }));
        assert.deepEqual([library.needed, names(library.imported)], [['libgdbm.so.6'], ['gdbm_open']]);
      });

      it(`is an object, or a kernel module with its licence (${kind})`, () => {
        const object = binary(elf({ ...frame, type: 'object', imported: ['readline'], exported: ['main'] }));
        assert.deepEqual([object.kind, names(object.imported), names(object.exported)], ['object', ['readline'], ['main']]);
        const module = binary(elf({ ...frame, type: 'object', imported: ['kmalloc'], modinfo: ['license=Dual MIT/GPL', 'name=x'] }));
        assert.equal(module.kind, 'kernel-module');
        assert.deepEqual(module.modinfo, [{ tag: 'license', value: 'Dual MIT/GPL' }, { tag: 'name', value: 'x' }]);
      });
    }
  }

  const object = (imported: string[], exported: string[]): Buffer => elf({ ...EMPTY, type: 'object', imported, exported });

  it('is an archive, whose members serve each other first', () => {
    const members = [
      { name: 'a.o', content: object(['helper', 'readline'], ['main']) },
      { name: 'a_name_that_is_longer_than_sixteen.o', content: object([], ['helper']) },
      { name: 'odd', content: Buffer.from('text') },
    ];
    for (const names16 of ['gnu', 'bsd'] as const) {
      const found = binary(archive(members, names16));
      assert.equal(found.kind, 'archive');
      assert.deepEqual([names(found.imported), names(found.exported)], [['readline'], ['main', 'helper']], names16);
      assert.deepEqual(found.unread, ['its member odd is no compiled file of a format that is known']);
    }
  });

  it('is a thin archive, whose members lie beside it', () => {
    const found = binary(archive([{ name: 'sub/a.o', content: null }, { name: 'gone.o', content: null }], 'gnu'), { '/sub/a.o': object(['readline'], []) });
    assert.deepEqual(names(found.imported), ['readline']);
    assert.deepEqual(found.unread, ['its member gone.o does not exist']);
  });

  it('that leads round in a circle is given up', () => {
    const circle = archive([{ name: 'f', content: null }], 'gnu');
    assert.deepEqual(read(circle), { reason: 'is an archive of which no member can be read: its member f is no compiled file of a format that is known' });
  });

  for (const [bytes, reason] of [
    ['', 'is empty'],
    ['\xcf\xfa\xed\xfe\x07\x00\x00\x01', 'is a Mach-O file (macOS), which is not read'],
    ['\xca\xfe\xba\xbe\x00\x00\x00\x02', 'is a Mach-O file for several architectures (macOS), which is not read'],
    ['\xca\xfe\xba\xbe\x00\x00\x00\x41', 'is a Java class'],
    ['MZ\x90\x00', 'is a PE file (Windows), which is not read'],
    ['/* GNU ld script */', 'is a script for the linker, no compiled file'],
    ['\x7fELF', 'is truncated or damaged: its header would lie outside of it'],
    ['#!/bin/sh\n', 'is no compiled file of a format that is known'],
  ] as const) {
    it(`that cannot be read has its reason: ${reason}`, () => assert.deepEqual(read(Buffer.from(bytes, 'latin1')), { reason }));
  }

  it('that is not there has its reason', () => assert.deepEqual(readBinary('/nowhere', createMemoryFiles({})), { reason: 'does not exist' }));
});

describe('a compiled file of this machine', () => {
  const files = createDiskFiles();

  it('is read as binutils read it', function () {
    if (!hasBinutils()) return this.skip();
    const real = [process.execPath, ...['/bin', '/usr/bin', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'].flatMap(someOf)];
    let compared = 0;
    for (const file of real) {
      const found = readBinary(file, files);
      if ('reason' in found || found.exported.length > 20_000) continue;
      assert.deepEqual(differences(found, byBinutils(file, found.kind)), [], file);
      compared++;
    }
    assert.ok(compared > 0, 'nothing was compared');
  });

  it('is read as binutils read it, compiled here', function () {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'binary-'));
    try {
      if (!hasBinutils() || !compile(directory)) return this.skip();
      const expected = ['a.o', 'libfull.a', 'libthin.a', 'libshared.so', 'program', 'libstripped.so'];
      for (const name of expected) {
        const file = path.join(directory, name);
        const found = readBinary(file, files);
        assert.ok(!('reason' in found), `${name} ${'reason' in found ? found.reason : ''}`);
        assert.ok(found.imported.length > 0, name);
        assert.deepEqual(differences(found, byBinutils(file, found.kind)), [], name);
      }
    } finally {
      fs.rmSync(directory, { recursive: true });
    }
  });
});

/** A few, always the same. */
function someOf(directory: string): string[] {
  if (!fs.existsSync(directory)) return [];
  const names = fs.readdirSync(directory).filter((name) => fs.statSync(path.join(directory, name), { throwIfNoEntry: false })?.isFile()).sort();
  return names.filter((_, i) => i % Math.ceil(names.length / 4) === 0).map((name) => path.join(directory, name));
}

/** False where there is no compiler. */
function compile(directory: string): boolean {
  const run = (command: string, ...parameters: string[]): void => void execFileSync(command, parameters, { cwd: directory, stdio: 'ignore' });
  fs.writeFileSync(path.join(directory, 'a.c'), 'extern int puts(const char *); extern int maybe(void) __attribute__((weak)); int other(void);\nint offered(void) { return puts("x") + (maybe ? maybe() : 0) + other(); }\n');
  fs.writeFileSync(path.join(directory, 'a_member_with_quite_a_long_name.c'), 'extern int puts(const char *);\nint other(void) { return puts("y"); }\nstatic int own; int *data = &own;\n');
  fs.writeFileSync(path.join(directory, 'main.c'), 'extern int puts(const char *); int main(void) { return puts("z"); }\n');
  try {
    run('gcc', '-fPIC', '-c', 'a.c', 'a_member_with_quite_a_long_name.c', 'main.c');
  } catch {
    return false;
  }
  run('ar', 'rcs', 'libfull.a', 'a.o', 'a_member_with_quite_a_long_name.o');
  run('ar', 'rcsT', 'libthin.a', 'a.o', 'a_member_with_quite_a_long_name.o');
  run('gcc', '-shared', '-o', 'libshared.so', '-Wl,-soname,libshared.so.1', 'a.o', 'a_member_with_quite_a_long_name.o');
  run('gcc', '-o', 'program', 'main.o');
  run('strip', '-o', 'libstripped.so', 'libshared.so');
  return true;
}
