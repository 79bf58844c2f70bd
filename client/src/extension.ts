/**
 * The VS Code client: starts and stops the language server and registers commands. It knows nothing of
 * licences or kernels; whatever it shows was decided and rendered by the server.
 */

import { commands, Range, Uri, window, workspace, type ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind, type DocumentSelector } from 'vscode-languageclient/node';
import { KernelStatus, type KernelChoice } from './kernel-status.ts';
import { ReportPanel } from './report-panel.ts';
import { whatIf } from './what-if.ts';

/** Headers are C++ for VS Code, whatever they hold. */
const DOCUMENTS: DocumentSelector = [
  ...['c', 'makefile', 'typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => ({ scheme: 'file', language })),
  { scheme: 'file', language: 'cpp', pattern: '**/*.h' },
  { scheme: 'file', pattern: '**/package.json' },
];

interface ProtocolRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel('Copyleft Lens', { log: true });
  const server = { module: context.asAbsolutePath('dist/cli.js'), args: ['lsp'], transport: TransportKind.ipc };
  const started = new LanguageClient(
    'copyleftLens',
    'Copyleft Lens',
    { run: server, debug: server },
    { documentSelector: DOCUMENTS, outputChannel: output, initializationOptions: { kernelStatus: true, whatIf: true, trusted: workspace.isTrusted } },
  );
  client = started;
  const panel = new ReportPanel();
  const kernels = new KernelStatus();
  context.subscriptions.push(
    output,
    panel,
    kernels,
    started.onNotification('copyleftLens/kernels', (choice: KernelChoice) => kernels.show(choice)),
    commands.registerCommand('copyleftLens.showSummary', () => panel.show('License Summary', () => started.sendRequest<{ html: string } | null>('copyleftLens/summary', {}))),
    commands.registerCommand('copyleftLens.whatIf', (uri?: string) => whatIf(started, panel, uri)),
    commands.registerCommand('copyleftLens.viewLicense', viewLicense),
    commands.registerCommand('copyleftLens.openLocation', openLocation),
    commands.registerCommand('copyleftLens.restartServer', () => started.restart()),
    commands.registerCommand('copyleftLens.showOutput', () => output.show()),
  );
  await started.start();
  context.subscriptions.push(workspace.onDidGrantWorkspaceTrust(() => void started.sendNotification('copyleftLens/trusted')));
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** The command itself is the server's, which knows the texts. */
async function viewLicense(): Promise<void> {
  const id = await window.showInputBox({
    title: 'View License Text',
    prompt: 'SPDX id of a licence',
    value: 'GPL-2.0-only',
    validateInput: (value) => (value.trim() === '' ? 'An SPDX id, for example GPL-2.0-only' : undefined),
  });
  if (id) await commands.executeCommand('copyleftLens.showLicense', id.trim());
}

/** Target of the links in the summary. */
async function openLocation(uri: string, { start, end }: ProtocolRange): Promise<void> {
  const selection = new Range(start.line, start.character, end.line, end.character);
  await window.showTextDocument(Uri.parse(uri, true), { selection });
}
