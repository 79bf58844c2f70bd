import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createCacheDirectory, userCacheDirectory } from '../../server/src/workspace/cache-directory.ts';

describe('the directory for what can be found out again', () => {
  let directory: string;
  beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), 'copyleft-lens-cache-'))));
  afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

  it('gives back what was put in, also to another process', () => {
    createCacheDirectory(path.join(directory, 'made', 'when needed')).write('a', Uint8Array.of(1, 2));
    assert.deepEqual([...createCacheDirectory(path.join(directory, 'made', 'when needed')).read('a')!], [1, 2]);
  });

  it('has nothing of what was never put in', () => {
    assert.equal(createCacheDirectory(directory).read('a'), undefined);
  });

  it('leaves nothing unfinished behind', () => {
    createCacheDirectory(directory).write('a', Uint8Array.of(1));
    assert.deepEqual(fs.readdirSync(directory), ['a.headers']);
  });

  it('lets go of what has not been used for the longest time, and of nothing that is not its own', () => {
    const store = createCacheDirectory(directory);
    fs.writeFileSync(path.join(directory, 'notes.txt'), '');
    for (let i = 0; i < 12; i++) {
      store.write(`n${i}`, Uint8Array.of(i));
      fs.utimesSync(path.join(directory, `n${i}.headers`), i, i);
    }
    store.read('n0'); // used just now
    store.write('new', Uint8Array.of(0));
    assert.equal(store.read('n1'), undefined);
    assert.deepEqual([...store.read('n0')!], [0]);
    assert.ok(fs.existsSync(path.join(directory, 'notes.txt')));
  });

  it('does without where nothing can be written or read', () => {
    fs.writeFileSync(path.join(directory, 'file'), '');
    const store = createCacheDirectory(path.join(directory, 'file', 'below'));
    store.write('a', Uint8Array.of(1));
    assert.equal(store.read('a'), undefined);
  });

  it('is where the user says, or nowhere', () => {
    const before = process.env['COPYLEFT_LENS_CACHE'];
    process.env['COPYLEFT_LENS_CACHE'] = directory;
    assert.equal(userCacheDirectory(), directory);
    process.env['COPYLEFT_LENS_CACHE'] = '';
    assert.equal(userCacheDirectory(), undefined);
    delete process.env['COPYLEFT_LENS_CACHE'];
    assert.match(userCacheDirectory()!, /copyleft-lens/);
    if (before !== undefined) process.env['COPYLEFT_LENS_CACHE'] = before;
  });
});
