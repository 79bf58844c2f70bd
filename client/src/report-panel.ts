/**
 * Shows a page that the server rendered. The page runs no script and loads nothing: its content policy
 * admits one style sheet, by nonce, and the only command a link may run opens a place in a file.
 */

import { randomBytes } from 'node:crypto';
import { commands, l10n, ProgressLocation, ViewColumn, window, type Disposable, type WebviewPanel } from 'vscode';

export class ReportPanel implements Disposable {
  private panel: WebviewPanel | undefined;

  /** Opens the panel, or fills the open one again. `request` asks the server; null means that it could not answer. */
  async show(title: string, request: () => Promise<{ html: string } | null>): Promise<void> {
    const report = await window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Copyleft Lens: checking') }, request);
    if (!report) {
      void window.showErrorMessage(l10n.t('Copyleft Lens could not check the workspace; the output channel says why.'), l10n.t('Show Output')).then((choice) => {
        if (choice) void commands.executeCommand('copyleftLens.showOutput');
      });
      return;
    }
    this.panel ??= this.create();
    this.panel.title = title;
    this.panel.webview.html = page(report.html);
    this.panel.reveal();
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private create(): WebviewPanel {
    const panel = window.createWebviewPanel('copyleftLens.whatIf', '', ViewColumn.Active, {
      enableScripts: false,
      enableCommandUris: ['copyleftLens.openLocation'],
      localResourceRoots: [],
      enableFindWidget: true,
    });
    panel.onDidDispose(() => (this.panel = undefined));
    return panel;
  }
}

function page(body: string): string {
  const nonce = randomBytes(16).toString('base64');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">
<title>Copyleft Lens</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>${body}</body>
</html>`;
}

const STYLE = `
body { font: var(--vscode-font-size)/1.5 var(--vscode-font-family); max-width: 70em; padding: 0 2em 2em; }
h1 { font-weight: 400; font-size: 1.6em; }
h2 { font-weight: 600; font-size: 1.15em; margin: 2em 0 .5em; }
h3 { font: 600 1em var(--vscode-editor-font-family); margin: 1.2em 0 .3em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3em 1em .3em 0; border-bottom: 1px solid var(--vscode-widget-border, rgba(128, 128, 128, .3)); vertical-align: top; }
th { font-weight: 600; color: var(--vscode-descriptionForeground); }
ul { padding: 0; margin: 0; list-style: none; }
.counts { display: flex; flex-wrap: wrap; gap: .6em; margin: 1em 0; }
.counts li { padding: .3em .9em; border: 1px solid var(--vscode-widget-border, rgba(128, 128, 128, .3)); border-radius: 4px; }
.counts .error b { color: var(--vscode-editorError-foreground); }
.counts .warning b { color: var(--vscode-editorWarning-foreground); }
.breaks { color: var(--vscode-editorError-foreground); }
.findings li { padding: .25em 0 .25em .8em; border-left: 3px solid var(--vscode-editorInfo-foreground); margin: .35em 0; }
.findings .error { border-color: var(--vscode-editorError-foreground); }
.findings .warning { border-color: var(--vscode-editorWarning-foreground); }
code { font-family: var(--vscode-editor-font-family); font-size: .9em; background: none; color: var(--vscode-descriptionForeground); }
a { color: var(--vscode-textLink-foreground); }
footer { margin-top: 3em; color: var(--vscode-descriptionForeground); }
`;
