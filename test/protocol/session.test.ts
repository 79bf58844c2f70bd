/** Whole sessions: from greeting to shutdown, over streams. */

import assert from 'node:assert/strict';
import { PassagesRequest } from '../../server/src/lsp/explorer.ts';
import { ReportNotification, SummaryRequest } from '../../server/src/lsp/report-page.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { CAPABILITIES, connect, createManualTimer, type ClientOptions, type TestClient } from './client.ts';
import { createStandIn, type StandIn } from './stand-in-analyzer.ts';
import type { ServerEnvironment } from '../../server/src/lsp/server.ts';
import { LSPErrorCodes, type CallHierarchyItem, type CallHierarchyOutgoingCall, type CodeAction, type Hover } from 'vscode-languageserver/node';
import { Cancelled } from '../../server/src/base/runtime.ts';
import type { Finding } from '../../server/src/findings/finding.ts';

const A = 'file:///project/a.c';
const B = 'file:///project/b.c';

describe('a session with the language server', () => {
  let client: TestClient;
  let ended = false;

  async function start(analyzer: StandIn, options: ClientOptions & { environment?: Partial<ServerEnvironment> } = {}): Promise<void> {
    ended = false;
    client = await connect({ createAnalyzer: async () => analyzer, disk: createMemoryFiles({}), ...options.environment }, options);
  }
  async function end(): Promise<void> {
    if (!ended) await client.end();
    ended = true;
  }
  afterEach(end);

  describe('diagnostics', () => {
    it('appear for an opened document, with rule page and related places', async () => {
      await start(createStandIn());
      client.open(A, '😀 ok\n\tgpl_only_thing();\n');
      const { diagnostics } = await client.diagnosticsOf(A);
      assert.deepEqual(diagnostics, [
        {
          range: { start: { line: 1, character: 1 }, end: { line: 1, character: 15 } },
          severity: 1,
          source: 'Copyleft Lens',
          code: 'gpl-only-symbol',
          codeDescription: { href: 'file:///product/docs/rules/gpl-only-symbol.md' },
          message: 'gpl_only_thing is GPL-only',
          relatedInformation: [
            { location: { uri: A, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } } }, message: 'the licence is stated here [a test]' },
            { location: { uri: A, range: { start: { line: 1, character: 1 }, end: { line: 1, character: 15 } } }, message: 'nowhere in particular' },
          ],
        },
      ]);
    });

    it('follow the edits', async () => {
      await start(createStandIn());
      client.open(A, 'fine\n');
      assert.deepEqual((await client.diagnosticsOf(A)).diagnostics, []);
      client.change(A, 2, 'gpl_only_thing\n');
      assert.equal((await client.diagnosticsOf(A, 2)).diagnostics.length, 1);
    });

    it('come in part at once where the whole takes its time, and the user is told why', async () => {
      let finish = (): void => {};
      const patience = new Promise<void>((resolve) => (finish = resolve));
      await start(createStandIn((snapshot) => ({
        firstFindingsIn: async (file) => ({ findings: (await snapshot.findingsIn(file)).slice(0, 1), waitingFor: 'reading the headers of 9.9' }),
        findingsIn: (file) => patience.then(() => snapshot.findingsIn(file)),
      })));
      client.open(A, 'gpl_only_thing gpl_only_thing');
      assert.equal((await client.diagnosticsOf(A)).diagnostics.length, 1);
      await client.until(() => client.progress.length > 0);
      finish();
      await client.until(() => client.published.length === 2 && client.progress.includes('end'));
      assert.equal(client.published[1]!.diagnostics.length, 2);
      client.change(A, 2, 'gpl_only_thing gpl_only_thing gpl_only_thing');
      assert.equal((await client.diagnosticsOf(A, 2)).diagnostics.length, 3, 'a document that has been seen is not looked at twice');
    });

    it('that are none at first glance are no clean bill', async () => {
      await start(createStandIn(() => ({ firstFindingsIn: async () => ({ findings: [], waitingFor: 'something' }) })));
      client.open(A, 'gpl_only_thing');
      assert.equal((await client.diagnosticsOf(A)).diagnostics.length, 1);
    });

    it('are cleared when the document is closed', async () => {
      await start(createStandIn());
      client.open(A, 'gpl_only_thing\n');
      await client.diagnosticsOf(A);
      client.close(A);
      await client.until(() => client.published.length === 2);
      assert.deepEqual(client.published[1], { uri: A, diagnostics: [] });
    });

    it('are computed once after several edits in a row', async () => {
      const timer = createManualTimer();
      await start(createStandIn(), { environment: { timer } });
      client.open(A, 'a');
      client.change(A, 2, 'ab');
      client.change(A, 3, 'gpl_only_thing');
      await client.connection.sendRequest('textDocument/hover', { textDocument: { uri: A }, position: { line: 0, character: 0 } });
      assert.equal(timer.pending, 1);
      timer.elapse();
      await client.diagnosticsOf(A, 3);
      assert.deepEqual(client.published.map(({ version }) => version), [3]);
    });

    it('of an older version are never published', async () => {
      const analyses: ((findings: readonly Finding[]) => void)[] = [];
      const timer = createManualTimer();
      const slow = createStandIn(() => ({ findingsIn: () => new Promise((resolve) => void analyses.push(resolve)) }));
      await start(slow, { environment: { timer } });
      const flush = () => client.connection.sendRequest('textDocument/hover', { textDocument: { uri: A }, position: { line: 0, character: 0 } });
      client.open(A, 'one');
      await flush();
      timer.elapse();
      await flush();
      client.change(A, 2, 'two');
      await flush();
      analyses[0]!([]);
      timer.elapse();
      await flush();
      analyses[1]!([]);
      await client.diagnosticsOf(A, 2);
      assert.deepEqual(client.published.map(({ version }) => version), [2]);
    });

    it('are not repeated when another document changes and they stay the same', async () => {
      await start(createStandIn());
      client.open(A, 'gpl_only_thing');
      client.open(B, '');
      await client.diagnosticsOf(A);
      await client.diagnosticsOf(B);
      client.change(B, 2, 'x');
      await client.diagnosticsOf(B, 2);
      await client.connection.sendRequest('textDocument/hover', { textDocument: { uri: A }, position: { line: 0, character: 0 } });
      assert.equal(client.published.filter(({ uri }) => uri === A).length, 1);
    });

    it('of other documents are computed again when a file on disk changes', async () => {
      let broken = false;
      await start(createStandIn((snapshot) => ({ findingsIn: async (file) => (broken ? snapshot.findingsIn(file) : []) })));
      client.open(A, 'gpl_only_thing');
      await client.diagnosticsOf(A);
      await client.until(() => client.registered.includes('workspace/didChangeWatchedFiles'));
      broken = true;
      void client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///project/Makefile', type: 2 }] });
      await client.until(() => client.published.some(({ diagnostics }) => diagnostics.length === 1));
    });

    it('say so when the analysis breaks, because nothing would look like a clean bill', async () => {
      await start(createStandIn(() => ({ findingsIn: () => Promise.reject(new Error('out of wits')) })));
      client.open(A, 'x');
      const { diagnostics } = await client.diagnosticsOf(A);
      assert.equal(diagnostics[0]?.code, 'analysis-failed');
      assert.match(String(diagnostics[0]?.message), /out of wits/);
      assert.ok(client.log.some((line) => line.includes('out of wits')));
    });

    it('are left to others for documents that are not files', async () => {
      const analyzer = createStandIn();
      await start(analyzer);
      client.open('untitled:Untitled-1', 'gpl_only_thing');
      client.open(A, '');
      await client.diagnosticsOf(A);
      assert.ok(!client.published.some(({ uri, diagnostics }) => uri.startsWith('untitled') && diagnostics.length > 0));
    });
  });

  describe('hover', () => {
    const at = { textDocument: { uri: A }, position: { line: 0, character: 3 } };

    it('is a Markdown card whose first line is the verdict', async () => {
      await start(createStandIn());
      client.open(A, 'gpl_only_thing');
      const hover = await client.connection.sendRequest<Hover>('textDocument/hover', at);
      assert.deepEqual(hover.contents, {
        kind: 'markdown',
        value: '**gpl\\_only\\_thing is exported GPL\\-only**\n\n1. [macro](file:///project/a.c#L1,1) — a.c:1\n\n**Export** a\\|b \\<i\\>',
      });
    });

    it('is plain text for a client that knows no Markdown', async () => {
      await start(createStandIn(), { capabilities: { ...CAPABILITIES, textDocument: {} } });
      client.open(A, 'gpl_only_thing');
      const hover = await client.connection.sendRequest<Hover>('textDocument/hover', at);
      assert.deepEqual(hover.contents, { kind: 'plaintext', value: 'gpl_only_thing is exported GPL-only\n1. macro (/project/a.c:1)\nExport: a|b <i>' });
    });

    it('that is no longer wanted is answered as cancelled, not as nothing', async () => {
      await start(createStandIn(() => ({ describeAt: () => Promise.reject(new Cancelled('cancelled')) })));
      client.open(A, 'gpl_only_thing');
      await assert.rejects(client.connection.sendRequest('textDocument/hover', at), { code: LSPErrorCodes.RequestCancelled });
      assert.deepEqual(client.log.filter((line) => line.includes('hover')), []);
    });

    it('costs one answer when it breaks, not the server', async () => {
      await start(createStandIn(() => ({ describeAt: () => Promise.reject(new Error('no idea')) })));
      client.open(A, 'gpl_only_thing');
      assert.equal(await client.connection.sendRequest('textDocument/hover', at), null);
      assert.equal((await client.diagnosticsOf(A)).diagnostics.length, 1);
    });
  });

  describe('call hierarchy', () => {
    const prepare = (character: number) =>
      client.connection.sendRequest<CallHierarchyItem[] | null>('textDocument/prepareCallHierarchy', { textDocument: { uri: A }, position: { line: 0, character } });
    const outgoing = async (item: CallHierarchyItem) =>
      (await client.connection.sendRequest<CallHierarchyOutgoingCall[] | null>('callHierarchy/outgoingCalls', { item })) ?? [];
    /** As an editor hands it back, perhaps to another run of the server. */
    const copied = (item: CallHierarchyItem): CallHierarchyItem => JSON.parse(JSON.stringify(item)) as CallHierarchyItem;

    it('walks from the name to the symbol of the kernel, through places in headers', async () => {
      await start(createStandIn());
      client.open(A, 'gpl_only_thing');
      const users = { start: { line: 0, character: 0 }, end: { line: 0, character: 14 } };
      const [root] = (await prepare(3))!;
      assert.deepEqual([root!.name, root!.uri, root!.selectionRange], ['gpl_only_thing', A, users]);
      const [inline] = await outgoing(copied(root!));
      assert.deepEqual(inline!.fromRanges, [users]);
      assert.deepEqual([inline!.to.name, inline!.to.detail, inline!.to.uri], ['thing_inline', 'inline', 'file:///kernel/include/thing.h']);
      assert.deepEqual(inline!.to.range.start, { line: 11, character: 8 });
      const [symbol] = await outgoing(copied(inline!.to));
      assert.deepEqual([symbol!.to.name, symbol!.to.detail], ['hidden_thing', 'GPL-only, exported by vmlinux (9.9)']);
      assert.deepEqual([symbol!.to.uri, symbol!.to.selectionRange], [A, users], 'a symbol without a place is shown at the user\'s');
      assert.deepEqual(await outgoing(copied(symbol!.to)), []);
    });

    it('has nothing to say of a name that leads nowhere, nor of what leads to one', async () => {
      await start(createStandIn());
      client.open(A, 'fine; gpl_only_thing');
      assert.equal(await prepare(1), null);
      const [root] = (await prepare(8))!;
      assert.equal(await client.connection.sendRequest('callHierarchy/incomingCalls', { item: root }), null);
    });

    it('of an item that the text no longer has is empty', async () => {
      await start(createStandIn());
      client.open(A, 'gpl_only_thing');
      const [root] = (await prepare(3))!;
      const [inline] = await outgoing(root!);
      client.change(A, 2, 'fine');
      assert.deepEqual(await outgoing(inline!.to), []);
      assert.deepEqual(await outgoing({ ...root!, data: 'nonsense' }), []);
    });
  });

  describe('quick fixes', () => {
    const actions = (only?: string[]) =>
      client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: A },
        range: { start: { line: 0, character: 3 }, end: { line: 0, character: 3 } },
        context: { diagnostics: client.published[0]?.diagnostics ?? [], ...(only && { only }) },
      });

    it('edit the document or open a licence text', async () => {
      await start(createStandIn());
      client.open(A, 'gpl_only_thing');
      const { diagnostics } = await client.diagnosticsOf(A);
      const [view, rename] = await actions();
      assert.deepEqual(view, {
        title: 'View licence text',
        kind: 'quickfix',
        diagnostics,
        command: { title: 'View licence text', command: 'copyleftLens.showLicense', arguments: ['Tiny-1.0'] },
      });
      assert.equal(rename?.isPreferred, true);
      assert.deepEqual(rename?.edit?.changes, { [A]: [{ range: diagnostics[0]!.range, newText: 'free_thing' }] });
    });

    it('are left out when only other kinds are wanted', async () => {
      await start(createStandIn());
      client.open(A, 'gpl_only_thing');
      await client.diagnosticsOf(A);
      assert.deepEqual(await actions(['source.organizeImports']), []);
      assert.equal((await actions(['quickfix'])).length, 3);
    });

    it('are made all at once when a client asks for that, as it does on saving', async () => {
      await start(createStandIn());
      client.open(A, 'gpl_only_thing gpl_only_thing');
      await client.diagnosticsOf(A);
      const at = { line: 0, character: 0 };
      const ask = (only: string): Promise<CodeAction[]> =>
        client.connection.sendRequest('textDocument/codeAction', { textDocument: { uri: A }, range: { start: at, end: at }, context: { diagnostics: [], only: [only] } });
      for (const only of ['source.fixAll', 'source.fixAll.copyleftLens']) {
        const [all, ...others] = await ask(only);
        assert.equal(all?.kind, 'source.fixAll.copyleftLens');
        assert.equal(all?.edit?.changes?.[A]?.length, 2);
        assert.deepEqual(others, []);
      }
      assert.deepEqual(await ask('source.fixAll.others'), []);
    });

    it('leave a place to fill in where the client has snippets', async () => {
      const workspaceEdit = { documentChanges: true, snippetEditSupport: true };
      await start(createStandIn(), { capabilities: { ...CAPABILITIES, workspace: { ...CAPABILITIES.workspace, workspaceEdit } } });
      client.open(A, 'gpl_only_thing');
      const { diagnostics } = await client.diagnosticsOf(A);
      const suppress = (await actions()).find(({ title }) => title === 'Suppress');
      assert.deepEqual(suppress?.edit, {
        documentChanges: [
          {
            textDocument: { uri: A, version: null },
            edits: [{ range: diagnostics[0]!.range, snippet: { kind: 'snippet', value: '/* \\${\\} ${1:<why>} */' } }],
          },
        ],
      });
    });

    it('are plain edits elsewhere', async () => {
      await start(createStandIn());
      client.open(A, 'gpl_only_thing');
      await client.diagnosticsOf(A);
      const suppress = (await actions()).find(({ title }) => title === 'Suppress');
      assert.deepEqual(suppress?.edit?.changes?.[A]?.map(({ newText }) => newText), ['/* ${} <why> */']);
    });
  });

  describe('licence texts', () => {
    const show = (id: unknown) => client.connection.sendRequest('workspace/executeCommand', { command: 'copyleftLens.showLicense', arguments: [id] });

    it('open as a read-only document of the server', async () => {
      await start(createStandIn());
      await show('Tiny-1.0');
      assert.deepEqual(client.shown, [{ uri: 'copyleft-lens-license:/Tiny-1.0.txt', takeFocus: true }]);
      assert.deepEqual(client.greeting.capabilities.workspace?.textDocumentContent, { schemes: ['copyleft-lens-license'] });
      const content = await client.connection.sendRequest('workspace/textDocumentContent', { uri: client.shown[0]!.uri });
      assert.deepEqual(content, { text: 'Tiny License 1.0 (Tiny-1.0)\nText from a test\n\nDo as you like.\n' });
    });

    it('say where the passages stand that matter', async () => {
      await start(createStandIn());
      const passages = await client.connection.sendRequest(PassagesRequest, { uri: 'copyleft-lens-license:/Tiny-1.0.txt' });
      assert.deepEqual(passages, []);
    });

    it('that do not exist are named', async () => {
      await start(createStandIn());
      await show('Huge-9.9');
      await client.until(() => client.messages.length > 0);
      assert.match(client.messages[0]!, /Huge-9\.9/);
      assert.deepEqual(client.shown, []);
    });
  });

  describe('settings', () => {
    it('are asked for before anything is judged', async () => {
      const analyzer = createStandIn();
      await start(analyzer, { settings: { assumeLicense: 'GPL' } });
      client.open(A, 'gpl_only_thing');
      assert.deepEqual((await client.diagnosticsOf(A)).diagnostics, []);
      assert.ok(analyzer.states.every(({ settings }) => settings.assumeLicense === 'GPL'));
    });

    it('take effect when they change', async () => {
      await start(createStandIn());
      client.open(A, 'gpl_only_thing');
      await client.diagnosticsOf(A);
      client.settings = { assumeLicense: 'GPL' };
      void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
      await client.until(() => client.published.length === 2);
      assert.deepEqual(client.published[1]?.diagnostics, []);
    });

    it('with one bad key keep the others, and the key is named to the user', async () => {
      const analyzer = createStandIn();
      await start(analyzer, { settings: { assumeLicense: 'GPL', kernels: 5 } });
      client.open(A, 'gpl_only_thing');
      assert.deepEqual((await client.diagnosticsOf(A)).diagnostics, []);
      await client.until(() => client.messages.length > 0);
      assert.deepEqual(client.messages, ['copyleftLens.kernels: expected a list of directories or kernel versions, got 5; the default is used.']);
    });

    it('come with the notification from a client that cannot be asked', async () => {
      const capabilities = { ...CAPABILITIES, workspace: {} };
      await start(createStandIn(), { capabilities, initialize: { initializationOptions: { copyleftLens: { assumeLicense: 'GPL' } } } });
      client.open(A, 'gpl_only_thing');
      assert.deepEqual((await client.diagnosticsOf(A)).diagnostics, []);
      void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { copyleftLens: {} } });
      const ofOpen = () => client.published.filter(({ version }) => version === 1);
      await client.until(() => ofOpen().length === 2);
      assert.equal(ofOpen()[1]?.diagnostics.length, 1);
    });
  });

  it('writes notes behind the lines that are on the screen', async () => {
    const note = (line: number) => ({ at: { line, column: 5 }, text: `note ${line}`, detail: 'why' });
    await start(createStandIn(() => ({ notesIn: async () => [note(1), note(9)] })), { settings: { inlayHints: true } });
    client.open(A, 'x\n'.repeat(10));
    const range = { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } };
    const hints = await client.connection.sendRequest('textDocument/inlayHint', { textDocument: { uri: A }, range });
    assert.deepEqual(hints, [{ position: { line: 0, character: 4 }, label: 'note 1', tooltip: 'why', paddingLeft: true }]);
  });

  it('offers what can be done where nothing is wrong: an edit that makes a file, and the place to go to behind it', async () => {
    const start0 = { line: 1, column: 1 };
    const file = '/project/copyleft-lens.json';
    const fix = { title: 'Allow it', edits: [{ file, range: { start: start0, end: start0 }, newText: '{}\n', creates: true }], open: { file, range: { start: start0, end: { line: 1, column: 3 } } } };
    await start(createStandIn(() => ({ fixesIn: async () => [{ finding: null, fixes: [fix] }] })));
    client.open(A, 'x\n');
    const at = { line: 0, character: 0 };
    const actions = await client.connection.sendRequest('textDocument/codeAction', { textDocument: { uri: A }, range: { start: at, end: at }, context: { diagnostics: [] } });
    const uri = 'file:///project/copyleft-lens.json';
    assert.deepEqual(actions, [
      {
        title: 'Allow it',
        kind: 'quickfix',
        edit: {
          documentChanges: [
            { kind: 'create', uri, options: { ignoreIfExists: true } },
            { textDocument: { uri, version: null }, edits: [{ range: { start: at, end: at }, newText: '{}\n' }] },
          ],
        },
        command: { title: 'Allow it', command: 'copyleftLens.openPlace', arguments: [uri, { start: at, end: { line: 0, character: 2 } }] },
      },
    ]);
  });

  it('answers the summary with the model of the page, and progress', async () => {
    await start(createStandIn());
    const result = await client.connection.sendRequest(SummaryRequest, {});
    assert.equal(result!.model.findings[0]!.message, 'has <script>');
    assert.deepEqual(result!.model.unread, [{ place: { file: 1, line: 1, column: 1 }, reason: 'is too large' }]);
    assert.deepEqual(result!.uris, ['file:///project/a.c', 'file:///project/b.c']);
    await client.until(() => client.progress.includes('end'));
    assert.deepEqual(client.progress, ['begin', 'report', 'end']);
  });

  it('tells whoever has asked for the summary of each newer report, and then has it at hand', async () => {
    await start(createStandIn());
    const heard: { state: string }[] = [];
    let wake = (): void => {};
    client.connection.onNotification(ReportNotification.method, (message: { state: string }) => {
      heard.push(message);
      wake();
    });
    const next = async (): Promise<{ state: string }> => {
      while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return heard.shift()!;
    };
    assert.equal((await client.connection.sendRequest(SummaryRequest, {}))!.isOld, false);
    client.open(A, '');
    for (const state of ['changed', 'made']) while ((await next()).state !== state);
    client.progress.length = 0;
    await client.connection.sendRequest(SummaryRequest, {});
    assert.deepEqual(client.progress, [], 'nothing is judged again');
  });

  it('says which kernels it judges against, and which it was asked for in vain', async () => {
    const problems = [{ file: '/no/such/build', reason: 'does not exist' }];
    await start(createStandIn(() => ({ kernels: async () => ({ chosen: [{ release: '9.9', explanation: '9.9: bundled facts' }], problems }) })));
    await client.until(() => client.messages.length > 0);
    assert.deepEqual(client.messages, ['Kernel /no/such/build does not exist']);
    assert.deepEqual(client.log, ['judging against 9.9: bundled facts', '/no/such/build does not exist']);
  });

  it('tells a client that wants to show it which kernels were chosen', async () => {
    await start(createStandIn(), { initialize: { initializationOptions: { kernelStatus: true } } });
    const choice = await new Promise((resolve) => client.connection.onNotification('copyleftLens/kernels', resolve));
    assert.deepEqual(choice, { chosen: [{ release: '9.9', explanation: 'a test' }], problems: [] });
  });

  it('follows the workspace folders', async () => {
    const analyzer = createStandIn();
    await start(analyzer);
    client.open(A, '');
    await client.diagnosticsOf(A);
    await client.until(() => client.registered.includes('workspace/didChangeConfiguration'));
    const event = { added: [{ uri: 'file:///more', name: 'more' }], removed: [{ uri: 'file:///project', name: 'work' }] };
    void client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
    client.change(A, 2, 'x');
    await client.diagnosticsOf(A, 2);
    assert.deepEqual(analyzer.states[0]?.roots, ['/project']);
    assert.deepEqual(analyzer.states.at(-1)?.roots, ['/more']);
  });

  it('tells the user when the knowledge cannot be loaded, and still ends in order', async () => {
    client = await connect({ createAnalyzer: () => Promise.reject(new Error('kernel-6.12 is damaged')), disk: createMemoryFiles({}) });
    ended = false;
    await client.until(() => client.messages.length > 0);
    assert.match(client.messages[0]!, /cannot judge anything: kernel-6\.12 is damaged/);
    client.open(A, 'x');
    assert.equal((await client.diagnosticsOf(A)).diagnostics[0]?.code, 'analysis-failed');
    await end();
  });
});
