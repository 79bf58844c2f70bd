/**
 * A page for bug reports: versions, settings, and what the server says of itself. It holds no text and no name of a file of the
 * workspace; settings that may name folders are shown to the user, who sends the page or does not.
 */

import { env, l10n, version as editorVersion, window, workspace, type ExtensionContext } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/** @param activation milliseconds on the extension host's thread */
export async function collectDiagnostics(client: LanguageClient, context: ExtensionContext, activation: number): Promise<void> {
  const server = client.isRunning() ? await client.sendRequest<string | null>('copyleftLens/diagnostics', {}) : null;
  const content = [
    '# Copyleft Lens: diagnostics for a bug report',
    l10n.t('This page holds nothing of your sources. Look it over before you send it.'),
    section('Editor', editorLines(context, activation)),
    section('Settings', settingLines(context)),
    server ?? 'The server did not answer.',
  ].join('\n\n');
  await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content: `${content}\n` }));
}

function editorLines(context: ExtensionContext, activation: number): string[] {
  const { version } = context.extension.packageJSON as { version: string };
  return [
    `Copyleft Lens ${version}`,
    `${env.appName} ${editorVersion} (${env.uiKind === 1 ? 'desktop' : 'web'}, ${env.appHost}${env.remoteName === undefined ? '' : `, remote ${env.remoteName}`})`,
    `Language: ${env.language}`,
    `Folders: ${workspace.workspaceFolders?.length ?? 0}, ${workspace.isTrusted ? 'trusted' : 'restricted'}`,
    `Activation: ${activation.toFixed(0)} ms`,
  ];
}

/** Those that are not as they were delivered. */
function settingLines(context: ExtensionContext): string[] {
  const { contributes } = context.extension.packageJSON as { contributes: { configuration: { properties: Record<string, { default: unknown }> }[] } };
  const configuration = workspace.getConfiguration();
  const changed = contributes.configuration
    .flatMap(({ properties }) => Object.entries(properties))
    .map(([key, { default: standard }]) => [key, configuration.get(key), standard] as const)
    .filter(([, value, standard]) => JSON.stringify(value) !== JSON.stringify(standard));
  return changed.length === 0 ? ['all as delivered'] : changed.map(([key, value]) => `\`${key}\`: \`${JSON.stringify(value)}\``);
}

function section(title: string, lines: readonly string[]): string {
  return `## ${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}
