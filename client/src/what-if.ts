/** Asks for a licence and shows what it would mean. Which licences there are, and what they mean, the server knows. */

import { l10n, ProgressLocation, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { ReportPanel } from './report-panel.ts';

interface LicenseChoice {
  readonly license: string;
  readonly meaning: string;
}

/** @param uri of a document of the module, as the code lens has it; from the palette the active editor's; without one the whole workspace is meant */
export async function whatIf(client: LanguageClient, panel: ReportPanel, uri = documentOfEditor()): Promise<void> {
  const license = await pickLicense(client);
  if (license === undefined) return;
  await panel.show(l10n.t('What if: {0}', license), () => client.sendRequest<{ html: string } | null>('copyleftLens/whatIf', { license, ...(uri !== undefined && { uri }) }));
}

async function pickLicense(client: LanguageClient): Promise<string | undefined> {
  const choices = await window.withProgress({ location: ProgressLocation.Window, title: 'Copyleft Lens' }, () =>
    client.sendRequest<readonly LicenseChoice[]>('copyleftLens/licenseChoices', {}),
  );
  const other: QuickPickItem = { label: l10n.t('Another licence…'), alwaysShow: true };
  const items: QuickPickItem[] = choices.map(({ license, meaning }) => ({ label: license, detail: meaning }));
  const separator: QuickPickItem = { label: '', kind: QuickPickItemKind.Separator };
  const picked = await window.showQuickPick([...items, separator, other], { title: l10n.t('What if this module were …'), placeHolder: l10n.t('A MODULE_LICENSE string'), matchOnDetail: true });
  if (picked !== other) return picked?.label;
  const typed = await window.showInputBox({ title: l10n.t('What if this module were …'), prompt: l10n.t('Any MODULE_LICENSE string: the kernel compares to the letter'), validateInput: (value) => (value.trim() === '' ? l10n.t('A licence string, for example Proprietary') : undefined) });
  return typed?.trim();
}

function documentOfEditor(): string | undefined {
  const document = window.activeTextEditor?.document;
  return document?.uri.scheme === 'file' && ['c', 'cpp'].includes(document.languageId) ? document.uri.toString() : undefined;
}
