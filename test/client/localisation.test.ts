/** Every text that the client shows can be translated, and English is complete. What the server says stays English. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { BUNDLE, clientSources, textsOf } from '../../scripts/support/client-texts.ts';
import { manifestText, readTexts, type Manifest } from '../support/manifest.ts';

/** What a person reads, and which must therefore go through l10n.t(). The product's name is the same in every language. */
const SHOWN = /\b(?:title|label|prompt|placeHolder|tooltip|detail|message):\s*(['"`])(?!['"`]|Copyleft Lens['"`])|\bshow(?:Error|Warning|Information)Message\(\s*['"`]|\.(?:text|name|tooltip|detail|message|title) = ['"`](?!Copyleft Lens['"`])(?=[^$]*[a-z]{3})/g;

describe('localisation', () => {
  it('of the manifest: each text is in package.nls.json, and each of those is used', () => {
    const used = [...manifestText().matchAll(/"%([^"%]+)%"/g)].map((match) => match[1]!);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(readTexts()).sort());
  });

  it('of commands, settings and views: none is written into the manifest itself', () => {
    const { contributes } = JSON.parse(manifestText()) as Manifest;
    for (const { title } of [...contributes.commands, ...contributes.configuration]) assert.match(title, /^%.+%$/);
    assert.doesNotMatch(manifestText(), /"markdownDescription": "[^%]/);
  });

  it('of the client: the English bundle has each text, and no other', () => {
    const bundle = JSON.parse(fs.readFileSync(BUNDLE, 'utf8')) as Record<string, string>;
    assert.deepEqual(textsOf(clientSources()), Object.keys(bundle), 'npm run build:l10n');
    for (const [key, value] of Object.entries(bundle)) assert.equal(value, key, 'English is its own translation');
  });

  it('of the client: no text goes past the bundle', () => {
    const past = clientSources().flatMap(({ name, text }) => [...text.matchAll(SHOWN)].map(({ index }) => `${name}: ${text.slice(index, index + 60).split('\n')[0]}`));
    assert.deepEqual(past, []);
  });
});
