import assert from 'node:assert/strict';
import { strToU8, zipSync } from 'fflate';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { withZips } from '../../server/src/workspace/zip-files.ts';

const ZIP = '/cache/lamp.zip';

/** A memory disk with one archive on it. */
function files(bytes: Uint8Array) {
  return withZips(createMemoryFiles({ [ZIP]: 'stands for the bytes', '/plain.txt': 'plain' }), (file) => (file === ZIP ? bytes : undefined));
}

describe('files inside a zip archive', () => {
  const inside = files(zipSync({ 'node_modules/lamp/package.json': strToU8('{"name":"lamp"}'), 'node_modules/lamp/lib/a.js': strToU8('1') }));

  it('are read, listed and found as if the archive were a directory', () => {
    assert.deepEqual(inside.read(`${ZIP}/node_modules/lamp/package.json`), { text: '{"name":"lamp"}', encoding: 'utf-8' });
    assert.deepEqual(inside.list(`${ZIP}/node_modules/lamp`), [
      { name: 'lib', kind: 'directory' },
      { name: 'package.json', kind: 'file' },
    ]);
    assert.equal(inside.stat(`${ZIP}/node_modules/lamp/`)?.kind, 'directory');
    assert.equal(inside.stat(`${ZIP}/node_modules/lamp/package.json`)?.size, 15);
  });

  it('that are not there have a reason', () => {
    assert.deepEqual(inside.read(`${ZIP}/node_modules/lamp/README`), { reason: 'does not exist' });
    assert.deepEqual(inside.read(`${ZIP}/node_modules/lamp`), { reason: 'is a directory' });
    assert.equal(inside.stat(`${ZIP}/nothing`), undefined);
  });

  it('cannot lead out of the archive', () => {
    assert.deepEqual(inside.read(`${ZIP}/node_modules/../../../plain.txt`), { reason: 'does not exist' });
  });

  it('leave other files alone, and a broken archive is an empty one', () => {
    assert.deepEqual(inside.read('/plain.txt'), { text: 'plain', encoding: 'utf-8' });
    const broken = files(strToU8('no archive at all'));
    assert.deepEqual(broken.list(`${ZIP}/node_modules`), []);
    assert.equal(broken.stat(`${ZIP}/node_modules`), undefined);
  });
});
