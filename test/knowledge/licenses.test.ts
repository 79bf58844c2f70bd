import assert from 'node:assert/strict';
import { readLicenses, readLicenseTexts, writeLicenses, writeLicenseTexts, type License } from '../../server/src/knowledge/licenses.ts';

const LICENSES: readonly License[] = [
  { id: 'Frob-1.0', name: 'Frob License 1.0', url: 'https://example.org/frob', osiApproved: true },
  { id: 'Frob-1.0-only', name: 'Frob License 1.0 only', url: null, osiApproved: false },
];

describe('SPDX licences', () => {
  it('come back as they were written, whatever the case of the identifier', () => {
    const licenses = readLicenses(writeLicenses(LICENSES));
    assert.deepEqual(licenses.all, LICENSES);
    assert.deepEqual(licenses.get('frob-1.0-ONLY'), LICENSES[1]);
    assert.equal(licenses.get('Frob'), undefined);
    assert.throws(() => readLicenses('something else\n'), /no list of licences/);
  });

  it('have texts of their own', () => {
    const texts = readLicenseTexts(Buffer.from(writeLicenseTexts([
      { id: 'Frob-1.0', text: 'Do what you like.\n' },
      { id: 'Frob-1.0-only', text: 'Frob-1.0\nand no other' },
    ])));
    assert.equal(texts.get('Frob-1.0'), 'Do what you like.\n');
    assert.equal(texts.get('Frob-1.0-only'), 'Frob-1.0\nand no other\n');
    assert.equal(texts.get('Frob'), undefined);
  });
});
