/**
 * The workspace summary: shows the built report page, gives it each newer report, and does what a person asks of it. The page
 * may open places of its report and nothing else: it names them by numbers, and the paths stay here.
 */

import { readFileSync } from 'node:fs';
import { commands, env, l10n, ProgressLocation, Range, Uri, ViewColumn, window, workspace, type Disposable, type WebviewPanel } from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';
import type { Place } from '../../server/src/findings/page/file-table.ts';
import type { PageModel } from '../../server/src/findings/page/page-model.ts';
import type { ExportFormat, FromPage, Status, ToPage } from '../page/src/messages.ts';

export const SUMMARY_VIEW = 'copyleftLens.summary';

interface Summary {
  readonly model: PageModel;
  readonly uris: readonly string[];
  readonly isOld: boolean;
}

const FORMATS: Readonly<Record<ExportFormat, { readonly name: string; readonly ending: string; readonly detail: string }>> = {
  html: { name: 'HTML', ending: 'html', detail: l10n.t('The summary as one file that can be mailed') },
  markdown: { name: 'Markdown', ending: 'md', detail: l10n.t('For an issue, a merge request or a wiki') },
  csv: { name: 'CSV', ending: 'csv', detail: l10n.t('For a spreadsheet') },
  json: { name: 'JSON', ending: 'json', detail: l10n.t('Everything, for other programs') },
};

export class SummaryPanel implements Disposable {
  private panel: WebviewPanel | undefined;
  private shown: Summary | undefined;
  /** Of `shown`: a click may come from the page that showed the one before. */
  private revision = 0;
  private at = '';
  private status: Status = 'checking';
  private asking = 0;
  private readonly disposables: Disposable[];

  constructor(
    private readonly client: LanguageClient,
    private readonly extension: Uri,
  ) {
    this.disposables = [
      client.onNotification('copyleftLens/report', ({ state }: { state: 'made' | 'failed' | 'changed' }) => (state === 'made' ? void this.refresh({}) : this.tell(state))),
      // A server that was started anew has forgotten that somebody looks.
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running && this.panel) void this.refresh({});
        else if (newState === State.Stopped) this.tell('failed');
      }),
    ];
  }

  show(): void {
    if (this.panel) this.panel.reveal();
    else this.adopt(window.createWebviewPanel(SUMMARY_VIEW, l10n.t('License Summary'), ViewColumn.Active, { enableFindWidget: true }));
  }

  /** Also a panel that VS Code kept over a restart of the window: what was typed in it comes back with it. */
  adopt(panel: WebviewPanel): void {
    this.panel = panel;
    panel.webview.options = { enableScripts: true, localResourceRoots: [] };
    panel.iconPath = Uri.joinPath(this.extension, 'client', 'icon.png');
    panel.webview.onDidReceiveMessage((message: FromPage) => void this.receive(message));
    panel.onDidDispose(() => (this.panel = undefined));
    panel.webview.html = readFileSync(Uri.joinPath(this.extension, 'dist', 'report-page.html').fsPath, 'utf8');
  }

  async export(format?: ExportFormat): Promise<void> {
    const chosen = format ?? (await pickFormat());
    if (!chosen) return;
    const { name, ending } = FORMATS[chosen];
    const [folder] = workspace.workspaceFolders ?? [];
    const target = await window.showSaveDialog({
      title: l10n.t('Export the license summary as {0}', name),
      filters: { [name]: [ending] },
      ...(folder && { defaultUri: Uri.joinPath(folder.uri, `license-summary.${ending}`) }),
    });
    if (!target) return;
    const result = await window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Copyleft Lens: exporting') }, () => this.client.sendRequest<{ text: string } | null>('copyleftLens/export', { format: chosen }));
    if (!result) return void window.showErrorMessage(l10n.t('Copyleft Lens could not make the report; the output channel says why.'));
    await workspace.fs.writeFile(target, Buffer.from(result.text, 'utf8'));
    const open = l10n.t('Open');
    if ((await window.showInformationMessage(l10n.t('The license summary was written to {0}.', workspace.asRelativePath(target)), open)) !== open) return;
    if (chosen === 'html') await env.openExternal(target);
    else await window.showTextDocument(target);
  }

  dispose(): void {
    this.panel?.dispose();
    for (const disposable of this.disposables) disposable.dispose();
  }

  private async receive(message: FromPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.shown ? this.postReport() : this.refresh({});
      case 'refresh':
        return this.refresh({ fresh: true });
      case 'open':
        return message.revision === this.revision ? this.open(message.place) : undefined;
      case 'explainRule':
        return this.explainRule(message.rule);
      case 'export':
        return this.export(message.format);
      case 'showOutput':
        return void (await commands.executeCommand('copyleftLens.showOutput'));
    }
  }

  /** Of several requests the last one counts. What is shown stays until there is something newer. */
  private async refresh(params: { fresh?: boolean }): Promise<void> {
    const number = ++this.asking;
    this.tell('checking');
    const summary = await this.client.sendRequest<Summary | null>('copyleftLens/summary', params).catch(() => null);
    if (number !== this.asking) return;
    if (!summary) return this.tell('failed');
    this.shown = summary;
    this.revision++;
    this.at = new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    this.status = summary.isOld ? 'changed' : 'current';
    this.postReport();
  }

  private postReport(): void {
    if (this.shown) this.post({ type: 'report', model: this.shown.model, revision: this.revision, at: this.at });
    this.tell(this.status);
  }

  private tell(status: Status): void {
    this.status = status;
    this.post({ type: 'status', status });
  }

  private post(message: ToPage): void {
    void this.panel?.webview.postMessage(message);
  }

  /** Beside the panel, so that both are seen while the code is mended. */
  private async open({ file, line, column, end }: Place): Promise<void> {
    const uri = this.shown?.uris[file];
    if (uri === undefined) return;
    const [endLine, endColumn] = end ?? [line, column];
    const selection = new Range(line - 1, column - 1, endLine - 1, endColumn - 1);
    try {
      await window.showTextDocument(Uri.parse(uri, true), { selection, viewColumn: ViewColumn.Beside, preview: true });
    } catch (error) {
      void window.showWarningMessage(l10n.t('Cannot open {0}: {1}', Uri.parse(uri).fsPath, error instanceof Error ? error.message : String(error)));
    }
  }

  private async explainRule(rule: string): Promise<void> {
    if (!/^[a-z0-9-]+$/.test(rule)) return;
    await commands.executeCommand('markdown.showPreviewToSide', Uri.joinPath(this.extension, 'docs', 'rules', `${rule}.md`));
  }
}

async function pickFormat(): Promise<ExportFormat | undefined> {
  const items = (Object.keys(FORMATS) as ExportFormat[]).map((format) => ({ label: FORMATS[format].name, detail: FORMATS[format].detail, format }));
  return (await window.showQuickPick(items, { title: l10n.t('Export the license summary') }))?.format;
}
