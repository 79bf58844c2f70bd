/** Opens a copy of the sample workspace, which may be edited: the extension's own folder goes with the next version. */

import { commands, Uri, workspace, type ExtensionContext } from 'vscode';

export async function openSampleWorkspace(context: ExtensionContext): Promise<void> {
  const copy = Uri.joinPath(context.globalStorageUri, 'sample');
  await workspace.fs.copy(Uri.joinPath(context.extensionUri, 'sample'), copy, { overwrite: true });
  await commands.executeCommand('vscode.openFolder', copy, { forceNewWindow: true });
}
