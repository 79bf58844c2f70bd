/** The manifest against the client and the promises of the product. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..');
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  activationEvents: string[];
  main: string;
  icon: string;
  contributes: { commands: { command: string; category: string }[] };
};
const source = fs.readFileSync(path.join(root, 'client/src/extension.ts'), 'utf8');

describe('the extension manifest', () => {
  it('wakes the extension only for what it serves', () => {
    for (const event of manifest.activationEvents) assert.match(event, /^(onLanguage:(c|makefile|(type|java)script(react)?)|workspaceContains:.*Kbuild)$/);
  });

  it('offers exactly commands that the client registers', () => {
    const registered = [...source.matchAll(/registerCommand\('([\w.]+)'/g)].map((match) => match[1]!);
    // The client's library registers what the server runs itself.
    const ofServer = ['copyleftLens.checkWorkspace'];
    const offered = manifest.contributes.commands.map(({ command }) => command).filter((command) => !ofServer.includes(command));
    // Target of links only: it needs arguments.
    assert.deepEqual([...offered, 'copyleftLens.openLocation'].sort(), registered.sort());
    assert.ok(manifest.contributes.commands.every(({ category }) => category === 'Copyleft Lens'));
  });

  it('ships what it names', () => {
    const admitted = fs.readFileSync(path.join(root, '.vscodeignore'), 'utf8').split('\n');
    assert.equal(admitted.find((line) => line && !line.startsWith('#')), '**', 'nothing ships unless it is named');
    assert.ok(admitted.includes(`!${manifest.icon}`));
    assert.ok(fs.existsSync(path.join(root, manifest.icon)));
    assert.ok(admitted.includes(`!dist/**/*${path.extname(manifest.main)}`));
  });
});
