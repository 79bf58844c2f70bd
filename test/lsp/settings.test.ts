import assert from 'node:assert/strict';
import { DEFAULT_EDITOR_SETTINGS, manifestConfiguration, readSettings } from '../../server/src/lsp/settings.ts';
import { readManifest } from '../support/manifest.ts';

describe('settings', () => {
  it('are declared in the manifest as the server declares them', () => {
    assert.deepEqual(readManifest().contributes.configuration, manifestConfiguration());
  });

  it('have defaults in the manifest that read as the defaults of the core', () => {
    const properties = manifestConfiguration().flatMap((group) => Object.entries(group.properties));
    const defaults = Object.fromEntries(properties.map(([key, schema]) => [key.replace('copyleftLens.', ''), (schema as { default: unknown }).default]));
    assert.deepEqual(readSettings(defaults), { settings: DEFAULT_EDITOR_SETTINGS, problems: [] });
  });

  it('are read key by key', () => {
    const { settings, problems } = readSettings({ kernels: ['6.12'], assumeLicense: 7, maxFileSize: 0.5 });
    assert.deepEqual(settings, { ...DEFAULT_EDITOR_SETTINGS, kernels: ['6.12'], maxFileSize: 524288 });
    assert.deepEqual(problems, ['copyleftLens.assumeLicense: expected a licence string or null, got 7; the default is used.']);
  });

  it('refuse sizes that are no size', () => {
    for (const maxFileSize of [0, -1, 65, NaN, '8']) assert.equal(readSettings({ maxFileSize }).problems.length, 1, String(maxFileSize));
  });

  it('survive a section of the wrong shape', () => {
    assert.equal(readSettings([1]).settings, DEFAULT_EDITOR_SETTINGS);
    assert.match(readSettings('x').problems[0]!, /^copyleftLens: expected an object/);
    assert.deepEqual(readSettings(null).problems, []);
  });
});
