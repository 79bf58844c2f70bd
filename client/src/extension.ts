/**
 * The VS Code client: starts and stops the language server and registers commands. It knows nothing of
 * licences or kernels; whatever it shows was decided and rendered by the server.
 */

import { commands, l10n, window, workspace, type ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind, type DocumentSelector } from 'vscode-languageclient/node';
import { collectDiagnostics } from './collect-diagnostics.ts';
import { FileMarks } from './file-marks.ts';
import { registerFindingCommands } from './finding-commands.ts';
import { FindingsStatus } from './findings-status.ts';
import { FindingsView } from './findings-view.ts';
import { highlightLicenses } from './license-highlights.ts';
import { KernelStatus, type KernelChoice } from './kernel-status.ts';
import { pickKernels } from './pick-kernels.ts';
import type { FindingsTold } from './protocol.ts';
import { ReportPanel } from './report-panel.ts';
import { openSampleWorkspace } from './sample-workspace.ts';
import { ServerCrashes } from './server-crashes.ts';
import { SUMMARY_VIEW, SummaryPanel } from './summary-panel.ts';
import { whatIf } from './what-if.ts';

/** Headers are C++ for VS Code, whatever they hold. */
const DOCUMENTS: DocumentSelector = [
  ...['c', 'makefile', 'typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => ({ scheme: 'file', language })),
  { scheme: 'file', language: 'cpp', pattern: '**/*.h' },
  { scheme: 'file', pattern: '**/package.json' },
  { scheme: 'file', pattern: '**/copyleft-lens.json' },
];

/** What this client shows beside the protocol. */
const SHOWS = { kernelStatus: true, whatIf: true, findings: true, findingsInHover: true, showChain: true, showSummary: true };

let client: LanguageClient | undefined;

/** Does not wait for the server: its answers come when they come, and the workbench goes on starting. */
export function activate(context: ExtensionContext): void {
  const begun = performance.now();
  const output = window.createOutputChannel('Copyleft Lens', { log: true });
  const server = { module: context.asAbsolutePath('dist/cli.js'), args: ['lsp'], transport: TransportKind.ipc };
  const started = new LanguageClient(
    'copyleftLens',
    'Copyleft Lens',
    { run: server, debug: server },
    { documentSelector: DOCUMENTS, outputChannel: output, initializationOptions: { ...SHOWS, trusted: workspace.isTrusted }, errorHandler: new ServerCrashes() },
  );
  client = started;
  const panel = new ReportPanel();
  const summary = new SummaryPanel(started, context.extensionUri);
  const kernels = new KernelStatus();
  const view = new FindingsView(started, context.workspaceState);
  const findings = [view, new FindingsStatus(), new FileMarks()];
  context.subscriptions.push(
    output,
    panel,
    kernels,
    ...findings,
    started.onNotification('copyleftLens/kernels', (choice: KernelChoice) => kernels.show(choice)),
    started.onNotification('copyleftLens/findings', (told: FindingsTold) => findings.forEach((shown) => shown.show(told))),
    summary,
    window.registerWebviewPanelSerializer(SUMMARY_VIEW, { async deserializeWebviewPanel(kept) { summary.adopt(kept); } }),
    commands.registerCommand('copyleftLens.showSummary', () => summary.show()),
    commands.registerCommand('copyleftLens.exportSummary', () => summary.export()),
    commands.registerCommand('copyleftLens.whatIf', (uri?: string) => whatIf(started, panel, uri)),
    commands.registerCommand('copyleftLens.viewLicense', viewLicense),
    commands.registerCommand('copyleftLens.pickKernels', () => pickKernels(started)),
    commands.registerCommand('copyleftLens.openWalkthrough', () => commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#gettingStarted`)),
    commands.registerCommand('copyleftLens.openSample', () => openSampleWorkspace(context)),
    commands.registerCommand('copyleftLens.restartServer', () => started.restart()),
    commands.registerCommand('copyleftLens.showOutput', () => output.show()),
    commands.registerCommand('copyleftLens.collectDiagnostics', () => collectDiagnostics(started, context, activation)),
    highlightLicenses(started),
    workspace.onDidGrantWorkspaceTrust(() => void started.sendNotification('copyleftLens/trusted')),
    ...registerFindingCommands(context, view),
  );
  started.start().catch((error: unknown) => output.error(error instanceof Error ? error : String(error)));
  const activation = performance.now() - begun;
  output.debug(`activated in ${activation.toFixed(1)} ms`);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** The command itself is the server's, which knows the texts. */
async function viewLicense(): Promise<void> {
  const id = await window.showInputBox({
    title: l10n.t('View License Text'),
    prompt: l10n.t('SPDX id of a licence'),
    value: 'GPL-2.0-only',
    validateInput: (value) => (value.trim() === '' ? l10n.t('An SPDX id, for example GPL-2.0-only') : undefined),
  });
  if (id) await commands.executeCommand('copyleftLens.showLicense', id.trim());
}
