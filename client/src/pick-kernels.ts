/** Chooses the kernels to judge against, of those that the server knows, and writes the setting. */

import { ConfigurationTarget, l10n, QuickPickItemKind, window, workspace, type QuickPickItem } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { KnownKernel } from './protocol.ts';

interface KernelItem extends QuickPickItem {
  readonly kernel?: string;
}

export async function pickKernels(client: LanguageClient): Promise<void> {
  const known = await client.sendRequest<readonly KnownKernel[]>('copyleftLens/knownKernels', {});
  const configuration = workspace.getConfiguration('copyleftLens');
  const wanted = configuration.get<readonly string[]>('kernels', []);
  const picked = await window.showQuickPick(itemsOf(known, wanted), {
    title: l10n.t('Judge Kernel Modules Against'),
    placeHolder: l10n.t('Several are compared; none: found automatically'),
    canPickMany: true,
    matchOnDescription: true,
  });
  if (!picked) return;
  const kernels = picked.flatMap(({ kernel }) => kernel ?? []);
  await configuration.update('kernels', kernels.length > 0 ? kernels : undefined, workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
}

/** In groups by where they come from; what the setting names and nobody knows stays to be seen. */
function itemsOf(known: readonly KnownKernel[], wanted: readonly string[]): KernelItem[] {
  const names = new Set(known.flatMap(({ name, release }) => [name, release]));
  const others = wanted.filter((name) => !names.has(name)).map((name) => ({ name, release: name, source: l10n.t('from the settings') }));
  let source = '';
  return [...known, ...others].flatMap((kernel) => {
    const separator: KernelItem[] = kernel.source === source ? [] : [{ label: kernel.source, kind: QuickPickItemKind.Separator }];
    source = kernel.source;
    const picked = wanted.includes(kernel.name) || wanted.includes(kernel.release);
    return [...separator, { label: kernel.release, description: kernel.name === kernel.release ? '' : kernel.name, picked, kernel: kernel.name }];
  });
}
