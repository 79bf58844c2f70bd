import assert from 'node:assert/strict';
import { isReadable } from '../../server/src/base/files.ts';
import { TrustedNotification } from '../../server/src/lsp/server.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { connect } from './client.ts';
import { createStandIn } from './stand-in-analyzer.ts';

const folder = (name: string) => ({ uri: `file:///${name}`, name });
const disk = createMemoryFiles({ '/one/a.c': '', '/two/b.c': '', '/etc/header.h': 'secret' });
const QUIET = { backgroundCheck: 'openFiles' };

describe('several folders', () => {
  it('are each judged by their own settings, and files in none by those of the first', async () => {
    const standIn = createStandIn();
    const client = await connect(
      { createAnalyzer: async () => standIn, disk },
      {
        settings: QUIET,
        folderSettings: { 'file:///two': { ...QUIET, assumeLicense: 'GPL', kernels: ['6.1'] } },
        initialize: { workspaceFolders: [folder('one'), folder('two')] },
      },
    );
    const found = async (uri: string): Promise<number> => {
      client.open(uri, 'gpl_only_thing();');
      return (await client.diagnosticsOf(uri)).diagnostics.length;
    };
    assert.equal(await found('file:///one/a.c'), 1);
    assert.equal(await found('file:///two/b.c'), 0);
    assert.equal(await found('file:///elsewhere/c.c'), 1);
    const last = standIn.states.slice(-2).map(({ roots, settings }) => [roots, settings.kernels]);
    assert.deepEqual(last, [[['/one'], []], [['/two'], ['6.1']]]);
    await client.end();
  });

  it('that are judged alike are judged together', async () => {
    const standIn = createStandIn();
    const client = await connect({ createAnalyzer: async () => standIn, disk }, { settings: QUIET, initialize: { workspaceFolders: [folder('one'), folder('two')] } });
    client.open('file:///one/a.c', '');
    await client.diagnosticsOf('file:///one/a.c');
    assert.deepEqual(standIn.states.at(-1)?.roots, ['/one', '/two']);
    await client.end();
  });

  it('make one report', async () => {
    const client = await connect(
      { createAnalyzer: async () => createStandIn(), disk },
      { settings: { backgroundCheck: 'workspace' }, folderSettings: { 'file:///two': { kernels: ['6.1'] } }, initialize: { workspaceFolders: [folder('one'), folder('two')], initializationOptions: { findings: true } } },
    );
    const counts = await new Promise<unknown>((resolve) => client.connection.onNotification('copyleftLens/findings', resolve));
    // The same finding of both is one.
    assert.match(JSON.stringify(counts), /"error":1\b/);
    await client.end();
  });

  it('with a bad setting in one of them name it', async () => {
    const client = await connect(
      { createAnalyzer: async () => createStandIn(), disk },
      { settings: QUIET, folderSettings: { 'file:///two': { maxFileSize: -1 } }, initialize: { workspaceFolders: [folder('one'), folder('two')] } },
    );
    await client.until(() => client.messages.some((message) => message.startsWith('copyleftLens.maxFileSize: expected')));
    await client.end();
  });
});

describe('folders that are not trusted', () => {
  it('are judged without a look outside of them, until they are', async () => {
    const standIn = createStandIn();
    const client = await connect(
      { createAnalyzer: async () => standIn, disk },
      { settings: { ...QUIET, kernels: ['/lib/modules/6.12.1/build', '6.12'] }, initialize: { workspaceFolders: [folder('one')], initializationOptions: { trusted: false } } },
    );
    const state = async (version: number, text: string) => {
      if (version === 1) client.open('file:///one/a.c', text);
      else client.change('file:///one/a.c', version, text);
      await client.diagnosticsOf('file:///one/a.c', version);
      return standIn.states.at(-1)!;
    };
    const restricted = await state(1, 'gpl_only_thing();');
    assert.equal(isReadable(restricted.files.read('/etc/header.h')), false);
    assert.equal(isReadable(restricted.files.read('/one/a.c')), true);
    assert.deepEqual(restricted.settings.kernels, ['6.12']);
    assert.deepEqual(restricted.view?.fence, ['/one']);
    await client.connection.sendNotification(TrustedNotification);
    const trusted = await state(2, '');
    assert.equal(isReadable(trusted.files.read('/etc/header.h')), true);
    assert.deepEqual(trusted.settings.kernels, ['/lib/modules/6.12.1/build', '6.12']);
    await client.end();
  });
});
