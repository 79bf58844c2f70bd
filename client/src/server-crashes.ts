/** What happens when the server dies: it is started again, and the user is told once. The library hands open documents to the new one. */

import { commands, l10n, window } from 'vscode';
import { CloseAction, ErrorAction, type CloseHandlerResult, type ErrorHandler, type ErrorHandlerResult } from 'vscode-languageclient/node';

const MOST_CRASHES = 4;
/** Milliseconds. */
const WITHIN = 3 * 60_000;

export class ServerCrashes implements ErrorHandler {
  private readonly times: number[] = [];
  private told = false;

  /** A message that could not be read or written: the connection may still hold. */
  error(_error: Error, _message: unknown, count: number | undefined): ErrorHandlerResult {
    return { action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown };
  }

  closed(): CloseHandlerResult {
    const now = Date.now();
    this.times.push(now);
    if (this.times.filter((time) => now - time < WITHIN).length > MOST_CRASHES) {
      this.times.length = 0;
      void ask(window.showErrorMessage, l10n.t('The Copyleft Lens server keeps stopping and is not started again.'), 'copyleftLens.restartServer', l10n.t('Restart'));
      return { action: CloseAction.DoNotRestart, handled: true };
    }
    if (!this.told) void ask(window.showWarningMessage, l10n.t('The Copyleft Lens server stopped unexpectedly and was started again. Nothing is lost.'), 'copyleftLens.showOutput', l10n.t('Show Output'));
    this.told = true;
    return { action: CloseAction.Restart, handled: true };
  }
}

async function ask(show: typeof window.showErrorMessage, message: string, command: string, title: string): Promise<void> {
  const collect = l10n.t('Collect Diagnostics');
  const choice = await show(message, title, collect);
  if (choice === title) await commands.executeCommand(command);
  if (choice === collect) await commands.executeCommand('copyleftLens.collectDiagnostics');
}
