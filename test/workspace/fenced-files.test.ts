import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { createFencedFiles } from '../../server/src/workspace/fenced-files.ts';

describe('files of folders that are not trusted', () => {
  let root: string;
  let inside: string;

  before(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'copyleft-lens-fence-'));
    inside = path.join(root, 'inside');
    fs.mkdirSync(path.join(inside, 'deep'), { recursive: true });
    fs.mkdirSync(path.join(root, 'inside-not'));
    for (const file of ['inside/deep/a.c', 'secret.h', 'inside-not/b.c']) fs.writeFileSync(path.join(root, file), file);
    fs.symlinkSync(path.join(root, 'secret.h'), path.join(inside, 'link.h'));
    fs.symlinkSync(root, path.join(inside, 'out'));
    fs.symlinkSync(path.join(inside, 'deep'), path.join(inside, 'within'));
  });
  after(() => fs.rmSync(root, { recursive: true }));

  const files = () => createFencedFiles(createDiskFiles(), [inside]);
  const reads = (file: string): boolean => 'text' in files().read(path.join(inside, file));

  it('are read, also by links that stay inside', () => {
    assert.ok(reads('deep/a.c'));
    assert.ok(reads('within/a.c'));
    assert.deepEqual(files().list(inside).map(({ name }) => name), ['deep', 'within']);
  });

  it('are all that is read: not beside, above, by a link, nor by a name that begins alike', () => {
    for (const file of ['../secret.h', 'link.h', 'out/secret.h', '../inside-not/b.c', 'deep/../../secret.h', 'out/no-such.h']) {
      assert.equal(reads(file), false, file);
      assert.equal(files().stat(path.join(inside, file)), undefined, file);
      assert.ok(!('byteLength' in files().bytes(path.join(inside, file), 0, 4)), file);
    }
    assert.deepEqual(files().list(root), []);
    assert.deepEqual(files().list(path.join(inside, 'out')), []);
    assert.match((files().read(path.join(root, 'secret.h')) as { reason: string }).reason, /not trusted/);
    assert.equal((files().read(path.join(inside, 'no-such.h')) as { reason: string }).reason, 'does not exist');
  });
});
