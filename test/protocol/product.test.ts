/** The built server and the real core, in the sample workspace: one session as any editor would hold it. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeAction, Hover } from 'vscode-languageserver/node';
import { ExportRequest, SummaryRequest } from '../../server/src/lsp/report-page.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';

const sample = path.join(import.meta.dirname, '..', '..', 'sample');

describe('the built language server', () => {
  let server: ServerProcess;

  before(async () => {
    const folders = [{ uri: pathToFileURL(sample).href, name: 'sample' }];
    server = await startServerProcess({ initialize: { workspaceFolders: folders }, settings: { kernels: ['6.12'] } });
  });
  after(async () => {
    const { client } = server;
    await client.connection.sendRequest('shutdown');
    await client.connection.sendNotification('exit');
    assert.equal(await server.ended, 0);
    assert.equal(server.errors(), '');
    client.connection.dispose();
  });

  function open(name: string): { uri: string; at(text: string): { line: number; character: number } } {
    const file = path.join(sample, name);
    const text = fs.readFileSync(file, 'utf8');
    const uri = pathToFileURL(file).href;
    server.client.open(uri, text);
    return {
      uri,
      at(wanted) {
        const before = text.slice(0, text.indexOf(wanted)).split('\n');
        return { line: before.length - 1, character: before.at(-1)!.length };
      },
    };
  }

  it('marks a GPL-only symbol in a proprietary module, and offers what can be done', async () => {
    const document = open('proprietary-driver/engine.c');
    const start = document.at('kernel_fpu_begin_mask');
    const { diagnostics } = await server.client.diagnosticsOf(document.uri);
    const found = diagnostics.find(({ range }) => range.start.line === start.line && range.start.character === start.character);
    assert.equal(found?.code, 'gpl-only-symbol');
    assert.match(String(found?.message), /modpost will refuse to build vendor_crypt\.ko/);
    assert.ok(found?.relatedInformation?.some(({ location }) => location.uri.endsWith('/main.c')), 'points at the MODULE_LICENSE');

    const textDocument = { uri: document.uri };
    const hover = await server.client.connection.sendRequest<Hover>('textDocument/hover', { textDocument, position: start });
    assert.match(JSON.stringify(hover.contents), /vmlinux/);
    const actions = await server.client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument,
      range: found!.range,
      context: { diagnostics: [found] },
    });
    const license = actions.find(({ command }) => command?.command === 'copyleftLens.showLicense');
    await server.client.connection.sendRequest('workspace/executeCommand', license!.command);
    const content = await server.client.connection.sendRequest<{ text: string }>('workspace/textDocumentContent', { uri: server.client.shown[0]!.uri });
    assert.match(content.text, /GNU GENERAL PUBLIC LICENSE/);
  });

  it('finds nothing against a GPL module', async () => {
    const document = open('gpl-driver/open_timer.c');
    assert.deepEqual((await server.client.diagnosticsOf(document.uri)).diagnostics, []);
  });

  it('takes an unsaved licence into account', async () => {
    const file = path.join(sample, 'gpl-driver/open_timer.c');
    const text = fs.readFileSync(file, 'utf8').replace('MODULE_LICENSE("GPL")', 'MODULE_LICENSE("Proprietary")');
    server.client.change(pathToFileURL(file).href, 2, text);
    const { diagnostics } = await server.client.diagnosticsOf(pathToFileURL(file).href, 2);
    assert.ok(diagnostics.some(({ code }) => code === 'gpl-only-symbol'));
  });

  it('sums up the workspace', async () => {
    const summary = await server.client.connection.sendRequest(SummaryRequest, {});
    assert.ok(summary!.model.units.some(({ name, license }) => name === 'vendor_crypt.ko' && license === 'Proprietary'));
    const [finding] = summary!.model.findings;
    assert.equal(summary!.uris[finding!.place.file], pathToFileURL(path.join(sample, summary!.model.files[finding!.place.file]!)).href);
  });

  it('hands the report on as one file without anything outside of it', async () => {
    const page = await server.client.connection.sendRequest(ExportRequest, { format: 'html' });
    assert.match(page!.text, /default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'/);
    assert.match(page!.text, /vendor_crypt\.ko/);
    assert.doesNotMatch(page!.text.replace(/<script>[\s\S]*<\/script>/, ''), /src=|href=|url\(/);
    assert.ok(!page!.text.includes(sample), 'a mailed page tells nobody where the files were');
  });
});
