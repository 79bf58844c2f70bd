import assert from 'node:assert/strict';
import { licensePassages } from '../../server/src/analysis/license-passages.ts';
import { archivedFile, archiveUri, licenseUri, textOf } from '../../server/src/lsp/virtual-documents.ts';

const license = (text: string) => async (spdxId: string) =>
  spdxId === 'Odd+1.0' ? { spdxId, name: spdxId, text, source: 'a test' } : undefined;

describe('licence documents', () => {
  it('are found by the URI that was made for them', async () => {
    assert.equal(await textOf(licenseUri('Odd+1.0'), license('Be odd.')), 'Odd+1.0\nText from a test\n\nBe odd.\n');
  });

  it('exist only for known licences and our own scheme', async () => {
    assert.equal(await textOf(licenseUri('Even-1.0'), license('x')), undefined);
    assert.equal(await textOf('file:///Odd%2B1.0.txt', license('x')), undefined);
  });

  it('are wrapped at words, with the indent kept and short lines left alone', async () => {
    const text = (await textOf(licenseUri('Odd+1.0'), license(`short\n  ${'word '.repeat(30).trim()}\n\n${'x'.repeat(100)}`)))!;
    const lines = text.split('\n').slice(3);
    assert.deepEqual(lines, ['short', `  ${'word '.repeat(15).trim()}`, `  ${'word '.repeat(15).trim()}`, '', 'x'.repeat(100), '']);
  });

  it('say on which lines they speak of what people look for', async () => {
    const text = (await textOf(licenseUri('Odd+1.0'), license('Be odd.\n\nThe above copyright notice shall be included.\n\nIt comes as is.')))!;
    const lines = text.split('\n');
    assert.match(text, /^It speaks of\n {2}notices: line 10\n {2}no warranty: line 12$/m);
    assert.equal(lines[9], 'The above copyright notice shall be included.');
    assert.equal(lines[11], 'It comes as is.');
  });
});

describe('passages of a licence text', () => {
  it('are set off by what they do, the table above them is none', async () => {
    const text = (await textOf(licenseUri('Odd+1.0'), license('Be odd.\n\nThe above copyright notice shall be included, and the work, as a whole, licensed.\n\nIt comes as is.')))!;
    const passages = licensePassages(text).map(({ effect, title, range }) => [effect, title, text.split('\n')[range.start.line - 1]!.slice(0, 9)]);
    assert.deepEqual(passages, [
      ['triggers', 'licence of the whole, notices', 'The above'],
      ['withholds', 'no warranty', 'It comes '],
    ]);
  });
});

describe('documents inside of archives', () => {
  it('have a URI of their own, and only they', () => {
    const file = '/w/.yarn/cache/lamp#1.zip/node_modules/@a/lamp/LICENSE';
    assert.equal(archivedFile(archiveUri(file)!), file);
    assert.equal(archiveUri('/w/LICENSE'), undefined);
  });

  it('do not lead out of the archive', () => {
    assert.equal(archivedFile('copyleft-lens-license:/archive/w/a.zip/..%2F..%2Fetc/passwd'), undefined);
    assert.equal(archivedFile('copyleft-lens-license:/archive/etc/passwd'), undefined);
    assert.equal(archivedFile('file:///w/a.zip/b'), undefined);
  });
});
