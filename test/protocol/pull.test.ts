import assert from 'node:assert/strict';
import type { ByteStore } from '../../server/src/base/byte-store.ts';
import {
  DiagnosticRefreshRequest,
  DocumentDiagnosticRequest,
  WorkspaceDiagnosticRequest,
  type DocumentDiagnosticReport,
  type FullDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { CAPABILITIES, connect, createManualTimer, type ClientOptions, type TestClient } from './client.ts';
import { createStandIn } from './stand-in-analyzer.ts';

const A = 'file:///project/a.c';
const B = 'file:///project/b.c';
const PULLS: ClientOptions = {
  capabilities: { ...CAPABILITIES, workspace: { ...CAPABILITIES.workspace, diagnostics: { refreshSupport: true } }, textDocument: { ...CAPABILITIES.textDocument, diagnostic: {} } },
};
const disk = createMemoryFiles({ '/project/a.c': '', '/project/b.c': 'gpl_only_thing();\n' });

/** Findings of b.c, as one of a.c's unit. */
const withUnit: Parameters<typeof createStandIn>[0] = (snapshot) => ({
  findingsAround: async (file) => [...(await snapshot.findingsIn(file)), ...(await snapshot.findingsIn('/project/b.c'))],
});

async function pull(client: TestClient, uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
  return client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri }, ...(previousResultId !== undefined && { previousResultId }) });
}

describe('pulled diagnostics', () => {
  it('wait for the answer about the version that is open, and are not pushed as well', async () => {
    const client = await connect({ createAnalyzer: async () => createStandIn(), disk }, { ...PULLS, settings: { backgroundCheck: 'openFiles' } });
    client.open(A, 'gpl_only_thing();');
    const first = (await pull(client, A)) as FullDocumentDiagnosticReport;
    assert.deepEqual(first.items.map(({ code }) => code), ['gpl-only-symbol']);
    client.change(A, 2, 'gpl_only_thing(gpl_only_thing);');
    assert.equal(((await pull(client, A, first.resultId)) as FullDocumentDiagnosticReport).items.length, 2);
    assert.deepEqual(client.published, []);
    await client.end();
  });

  it('that are the same are not sent again', async () => {
    const client = await connect({ createAnalyzer: async () => createStandIn(), disk }, { ...PULLS, settings: { backgroundCheck: 'openFiles' } });
    client.open(A, 'gpl_only_thing();');
    const { resultId } = (await pull(client, A)) as FullDocumentDiagnosticReport;
    client.change(A, 2, 'gpl_only_thing();\n');
    assert.deepEqual(await pull(client, A, resultId), { kind: 'unchanged', resultId });
    await client.end();
  });

  it('are asked for again where a file on disk or a setting changes them', async () => {
    const client = await connect({ createAnalyzer: async () => createStandIn(), disk }, { ...PULLS, settings: { backgroundCheck: 'openFiles' } });
    let refreshed = 0;
    client.connection.onRequest(DiagnosticRefreshRequest.type, () => void refreshed++);
    client.open(A, 'gpl_only_thing();');
    await pull(client, A);
    client.settings = { assumeLicense: 'GPL', backgroundCheck: 'openFiles' };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    while (refreshed === 0) await new Promise(setImmediate);
    assert.deepEqual(((await pull(client, A)) as FullDocumentDiagnosticReport).items, []);
    await client.end();
  });

  it('of the workspace hold those of files that are not open, and wait for news', async () => {
    const client = await connect({ createAnalyzer: async () => createStandIn(withUnit), disk }, { ...PULLS, settings: { backgroundCheck: 'units' } });
    const news = client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
    client.open(A, 'gpl_only_thing();');
    const { items } = await news;
    assert.deepEqual(items.map(({ uri, version, kind }) => ({ uri, version, kind })), [{ uri: B, version: null, kind: 'full' }]);
    const known = [{ uri: B, value: items[0]!.resultId! }];
    const next = client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: known });
    client.close(A);
    const gone = (await next).items[0] as FullDocumentDiagnosticReport & { uri: string };
    assert.deepEqual([gone.uri, gone.items], [B, []]);
    await client.end();
  });
});

describe('files that are not open', () => {
  it('of the same unit are shown after the open one, and go with it', async () => {
    const client = await connect({ createAnalyzer: async () => createStandIn(withUnit), disk }, { settings: { backgroundCheck: 'units' } });
    client.open(A, 'gpl_only_thing();');
    await client.until(() => client.published.length === 2);
    assert.deepEqual(client.published.map(({ uri, diagnostics }) => [uri, diagnostics.length]), [[A, 1], [B, 1]]);
    client.close(A);
    await client.until(() => client.published.some(({ uri, diagnostics }) => uri === B && diagnostics.length === 0));
    await client.end();
  });

  it('are left alone where only open files are wanted', async () => {
    const timer = createManualTimer();
    const client = await connect({ createAnalyzer: async () => createStandIn(withUnit), disk, timer }, { settings: { backgroundCheck: 'openFiles' } });
    client.open(A, 'gpl_only_thing();');
    while (timer.pending === 0) await new Promise(setImmediate);
    for (let i = 0; i < 20; i++) {
      timer.elapse();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    assert.deepEqual([...new Set(client.published.map(({ uri }) => uri))], [A]);
    await client.end();
  });

  it('are forgotten where a setting leaves them alone', async () => {
    const client = await connect({ createAnalyzer: async () => createStandIn(withUnit), disk }, { settings: { backgroundCheck: 'workspace' } });
    await client.until(() => client.published.some(({ uri, diagnostics }) => uri === A && diagnostics.length === 1));
    client.settings = { backgroundCheck: 'openFiles' };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => client.published.some(({ uri, diagnostics }) => uri === A && diagnostics.length === 0));
    await client.end();
  });

  it('of a large workspace are checked when that is asked for, and may be stopped', async () => {
    let checks = 0;
    const large: Parameters<typeof createStandIn>[0] = (snapshot) => ({
      countSources: async (limit) => limit,
      check: (request) => (checks++, snapshot.check(request)),
    });
    const client = await connect({ createAnalyzer: async () => createStandIn(large), disk }, {});
    await client.until(() => client.log.some((line) => line.includes('checked as a whole when that is asked for')));
    assert.equal(checks, 0);
    await client.connection.sendRequest('workspace/executeCommand', { command: 'copyleftLens.checkWorkspace' });
    await client.until(() => client.published.some(({ uri }) => uri === A));
    assert.equal(checks, 1);
    await client.end();
  });
});

describe('findings of the last session', () => {
  const memory = (): ByteStore & { readonly held: Map<string, Uint8Array> } => {
    const held = new Map<string, Uint8Array>();
    return { held, read: (name) => held.get(name), write: (name, bytes) => void held.set(name, bytes) };
  };
  const never: Parameters<typeof createStandIn>[0] = () => ({ findingsIn: () => new Promise(() => {}), check: () => new Promise(() => {}) });

  it('are shown at once for a text that is the same, and for files that are', async () => {
    const findingStore = memory();
    const before = await connect({ createAnalyzer: async () => createStandIn(withUnit), disk, findingStore }, { settings: { backgroundCheck: 'units' } });
    before.open(A, 'gpl_only_thing();');
    await before.until(() => before.published.length === 2);
    await before.end();
    const after = await connect({ createAnalyzer: async () => createStandIn(never), disk, findingStore }, { settings: { backgroundCheck: 'workspace' } });
    after.open(A, 'gpl_only_thing();');
    assert.equal((await after.diagnosticsOf(A)).diagnostics.length, 1);
    await after.until(() => after.published.some(({ uri }) => uri === B));
    await after.end();
  });

  it('are left out for another text, and a damaged store is none', async () => {
    const findingStore = memory();
    const before = await connect({ createAnalyzer: async () => createStandIn(), disk, findingStore }, { settings: { backgroundCheck: 'openFiles' } });
    before.open(A, 'gpl_only_thing();');
    await before.diagnosticsOf(A);
    await before.end();
    const first = async (text: string): Promise<number> => {
      const client = await connect({ createAnalyzer: async () => createStandIn(), disk, findingStore }, { settings: { backgroundCheck: 'openFiles' } });
      client.open(A, text);
      const { diagnostics } = await client.diagnosticsOf(A);
      client.connection.dispose();
      return diagnostics.length;
    };
    assert.equal(await first('gpl_only_thing(gpl_only_thing);'), 2);
    for (const [name] of findingStore.held) findingStore.held.set(name, Buffer.from('{"identity":'));
    assert.equal(await first('gpl_only_thing();'), 1);
  });
});
