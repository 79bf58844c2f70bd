/** The manifest against the client and the promises of the product. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { readManifest, ROOT } from '../support/manifest.ts';

const manifest = readManifest();
const client = path.join(ROOT, 'client/src');
const source = fs.readdirSync(client).map((name) => fs.readFileSync(path.join(client, name), 'utf8')).join('\n');
const registered = [...source.matchAll(/registerCommand\('([\w.]+)'/g)].map((match) => match[1]!);

/** The client's library registers what the server runs itself. */
const OF_SERVER = ['copyleftLens.checkWorkspace'];

/** Targets of links and quick fixes only: they need arguments that no person types. */
const INNER = ['copyleftLens.openLocation', 'copyleftLens.showChain'];

describe('the extension manifest', () => {
  it('wakes the extension only for what it serves', () => {
    for (const event of manifest.activationEvents) assert.match(event, /^(onLanguage:(c|makefile|(type|java)script(react)?)|workspaceContains:.*Kbuild|onWebviewPanel:copyleftLens\.summary)$/);
  });

  it('offers exactly commands that the client registers', () => {
    const offered = manifest.contributes.commands.map(({ command }) => command);
    assert.deepEqual([...offered, ...INNER].sort(), [...registered, ...OF_SERVER].sort());
    assert.ok(manifest.contributes.commands.every(({ category }) => category === 'Copyleft Lens'));
  });

  it('has menus of commands that there are', () => {
    for (const { command } of Object.values(manifest.contributes.menus).flat()) assert.ok(registered.includes(command), command);
  });

  it('keeps what needs a row of the findings view out of the palette', () => {
    const hidden = manifest.contributes.menus['commandPalette']!.map(({ command }) => command);
    const onRows = manifest.contributes.menus['view/item/context']!.map(({ command }) => command);
    assert.deepEqual([...new Set(onRows)].sort(), hidden.sort());
  });

  it('ships what it names', () => {
    const admitted = fs.readFileSync(path.join(ROOT, '.vscodeignore'), 'utf8').split('\n');
    assert.equal(admitted.find((line) => line && !line.startsWith('#')), '**', 'nothing ships unless it is named');
    for (const file of [manifest.icon, 'client/view.svg', 'package.nls.json']) {
      assert.ok(admitted.includes(`!${file}`), file);
      assert.ok(fs.existsSync(path.join(ROOT, file)), file);
    }
    assert.ok(admitted.includes(`!dist/**/*${path.extname(manifest.main)}`));
    const pictures = manifest.contributes.walkthroughs.flatMap(({ steps }) => steps).flatMap(({ media }) => Object.values(media.image));
    for (const picture of pictures) assert.ok(fs.existsSync(path.join(ROOT, picture)), picture);
  });
});
