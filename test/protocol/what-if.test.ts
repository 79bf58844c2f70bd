/** Code lenses and "what if" over the protocol: what a client is told, and when it is asked to look again. */

import assert from 'node:assert/strict';
import type { CodeLens } from 'vscode-languageserver/node';
import type { Snapshot } from '../../server/src/analysis/analyzer.ts';
import { LicenseChoicesRequest, WhatIfRequest } from '../../server/src/lsp/server.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { CAPABILITIES, connect, type ClientOptions, type TestClient } from './client.ts';
import { createStandIn, type StandIn } from './stand-in-analyzer.ts';

const A = 'file:///project/a.c';
const TEXT = 'gpl_only_thing();\nMODULE_LICENSE("GPL");\n';

const REFRESHING = { ...CAPABILITIES, workspace: { ...CAPABILITIES.workspace, codeLens: { refreshSupport: true } } };

describe('code lenses and what-ifs', () => {
  let client: TestClient;
  let refreshes = 0;

  async function start(analyzer: StandIn, options: ClientOptions = {}): Promise<void> {
    refreshes = 0;
    client = await connect({ createAnalyzer: async () => analyzer, disk: createMemoryFiles({}) }, options);
    client.connection.onRequest('workspace/codeLens/refresh', () => {
      refreshes++;
      client.log.push('refresh');
    });
  }
  afterEach(() => client.end());

  const lenses = (): Promise<CodeLens[] | null> => client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri: A } });

  it('stand on MODULE_LICENSE, and lead to the client\'s command where it has one', async () => {
    await start(createStandIn(), { initialize: { initializationOptions: { whatIf: true } } });
    client.open(A, TEXT);
    assert.deepEqual(await lenses(), [
      {
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 14 } },
        command: { title: '1 GPL-only symbols', command: 'copyleftLens.whatIf', arguments: [A] },
      },
    ]);
  });

  it('are text alone for another client', async () => {
    await start(createStandIn());
    client.open(A, TEXT);
    assert.deepEqual((await lenses())![0]!.command, { title: '1 GPL-only symbols', command: '' });
  });

  it('are asked for again when judging has changed them, and not otherwise', async () => {
    let judged = false;
    const analyzer = createStandIn((snapshot) => ({
      findingsIn: async (file) => {
        judged = true;
        return snapshot.findingsIn(file);
      },
      lensesIn: async (file) => (judged ? snapshot.lensesIn(file) : []),
    }));
    await start(analyzer, { capabilities: REFRESHING });
    client.open(A, TEXT);
    await client.diagnosticsOf(A);
    assert.equal((await lenses())!.length, 1);
    const before = refreshes;
    client.change(A, 2, `\n${TEXT}`);
    await client.diagnosticsOf(A, 2);
    await lenses();
    assert.equal(refreshes, before, 'the same text on another line: an editor moves its lenses itself');
    client.change(A, 3, `gpl_only_thing();\n${TEXT}`);
    await client.diagnosticsOf(A, 3);
    assert.equal((await lenses())![0]!.command!.title, '2 GPL-only symbols');
    assert.equal(refreshes, before + 1);
  });

  it('that fail cost their own answer only', async () => {
    await start(createStandIn(() => ({ lensesIn: async () => Promise.reject(new Error('broken lens')) })));
    client.open(A, TEXT);
    assert.equal((await client.diagnosticsOf(A)).diagnostics.length, 1);
    assert.equal(await lenses(), null);
    assert.ok(client.log.some((line) => line.includes('broken lens')));
  });

  it('a what-if judges the module of a document under another licence, beside what it is', async () => {
    const asked: { license: string | null; of: string }[] = [];
    const noting = (snapshot: Snapshot, license: string | null): Snapshot => ({
      ...snapshot,
      check: (request) => (asked.push({ license, of: 'everything' }), snapshot.check(request)),
      checkModulesOf: (file) => (asked.push({ license, of: file }), snapshot.check({ paths: [file] })),
      assuming: (other) => noting(snapshot.assuming(other), other),
    });
    const analyzer = createStandIn((snapshot) => noting(snapshot, null));
    await start(analyzer);
    client.open(A, TEXT);
    assert.deepEqual(await client.connection.sendRequest(LicenseChoicesRequest, {}), [{ license: 'Closed', meaning: "none of the kernel's" }]);
    const answer = await client.connection.sendRequest(WhatIfRequest, { license: '<Closed>', uri: A });
    // The workspace is checked in the background as well.
    assert.deepEqual(asked.filter(({ of }) => of !== 'everything'), [{ license: null, of: '/project/a.c' }, { license: '<Closed>', of: '/project/a.c' }]);
    assert.match(answer!.html, /“&#60;Closed&#62;”/);
    assert.doesNotMatch(answer!.html, /<Closed>/);
    await client.connection.sendRequest(WhatIfRequest, { license: 'MIT' });
    assert.deepEqual(asked.at(-1), { license: 'MIT', of: 'everything' });
  });
});
