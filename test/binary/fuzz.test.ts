/** Damaged and hostile files: whatever the bytes, there is an answer or a reason, soon. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readBinary } from '../../server/src/binary/read-binary.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { archive, elf } from '../support/elf-writer.ts';

const FRAMES = [true, false].flatMap((is64) => [true, false].map((little) => ({ is64, little })));
const LIBRARIES = FRAMES.map((frame) => elf({ ...frame, type: 'shared', needed: ['libreadline.so.8'], soname: 'libx.so', imported: ['readline@READLINE_8', '~maybe'], exported: ['x'] }));
const OBJECTS = FRAMES.map((frame) => elf({ ...frame, type: 'object', imported: ['a'], exported: ['b'], modinfo: ['license=GPL'] }));
const ARCHIVES = [archive([{ name: 'a.o', content: OBJECTS[0]! }, { name: 'a_long_name_of_a_member.o', content: OBJECTS[3]! }], 'gnu'), archive([{ name: 'a.o', content: OBJECTS[1]! }], 'bsd'), archive([{ name: 'f', content: null }], 'gnu')];

const sample = fc.constantFrom(...LIBRARIES, ...OBJECTS, ...ARCHIVES);
/** Sizes and offsets that hurt most: the largest, the negative, the own ones. */
const hostileWord = fc.constantFrom(0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff);

function answered(bytes: Buffer): void {
  const before = process.cpuUsage().user;
  const found = readBinary('/f', createMemoryFiles({ '/f': bytes.toString('latin1') }));
  if ('reason' in found) assert.match(found.reason, /^(?:is|does|asks|holds) /);
  else assert.ok(Array.isArray(found.needed));
  assert.ok(process.cpuUsage().user - before < 5e6, 'took more than five seconds of processor time');
}

describe('a damaged file', () => {
  it('that ends anywhere is answered', () => {
    for (const whole of [...LIBRARIES, ...OBJECTS, ...ARCHIVES]) for (let end = 0; end <= whole.length; end++) answered(whole.subarray(0, end));
  });

  it('with bits turned is answered', () => {
    fc.assert(
      fc.property(sample, fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 8 }), (whole, flips) => {
        const bytes = Buffer.from(whole);
        for (const [at, bit] of flips) bytes[at % bytes.length]! ^= 1 << bit;
        answered(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  it('with hostile numbers in it is answered', () => {
    fc.assert(
      fc.property(sample, fc.array(fc.tuple(fc.nat(), hostileWord, fc.constantFrom(2, 4)), { minLength: 1, maxLength: 6 }), (whole, writes) => {
        const bytes = Buffer.from(whole);
        for (const [place, value, size] of writes) {
          const at = place % (bytes.length - 4);
          if (size === 2) bytes.writeUInt16LE(value & 0xffff, at);
          else bytes.writeUInt32LE(value, at);
        }
        answered(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  it('that is noise behind a good header is answered', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LIBRARIES, ...OBJECTS), fc.uint8Array({ minLength: 0, maxLength: 2000 }), fc.nat(120), (whole, noise, kept) => answered(Buffer.concat([whole.subarray(0, kept), noise]))),
      { numRuns: 2000 },
    );
  });

  it('whose names have no end is answered', () => {
    const bytes = Buffer.concat([OBJECTS[0]!, Buffer.alloc(8 << 20, 0x41)]);
    // The string table is the third section: it reaches to the end of the file, and the symbols go on into it.
    const sections = Number(bytes.readBigUInt64LE(0x28));
    for (const [section, offset] of [[1, 64], [2, 70]] as const) {
      bytes.writeBigUInt64LE(BigInt(OBJECTS[0]!.length - offset), sections + section * 64 + 0x18);
      bytes.writeBigUInt64LE(BigInt((8 << 20) - 4096), sections + section * 64 + 0x20);
    }
    answered(bytes);
  });
});
