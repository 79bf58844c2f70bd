/** What can be done with a row of the findings view. */

import { commands, env, Uri, window, type Disposable, type ExtensionContext } from 'vscode';
import type { FindingsView } from './findings-view.ts';
import { toRange, toUri, type FindingNode, type ProtocolRange } from './protocol.ts';

export function registerFindingCommands(context: ExtensionContext, view: FindingsView): Disposable[] {
  return [
    commands.registerCommand('copyleftLens.showFindings', () => commands.executeCommand('copyleftLens.findings.focus')),
    commands.registerCommand('copyleftLens.groupByUnit', () => view.groupBy('unit')),
    commands.registerCommand('copyleftLens.groupByLicense', () => view.groupBy('license')),
    commands.registerCommand('copyleftLens.groupByFile', () => view.groupBy('file')),
    commands.registerCommand('copyleftLens.openLocation', openLocation),
    commands.registerCommand('copyleftLens.quickFix', async (node: FindingNode) => {
      if (await open(node)) await commands.executeCommand('editor.action.quickFix');
    }),
    commands.registerCommand('copyleftLens.showChainOf', async ({ location }: FindingNode) => {
      if (location) await showChain(location.uri, location.range);
    }),
    commands.registerCommand('copyleftLens.showChain', showChain),
    commands.registerCommand('copyleftLens.explainRule', ({ rule }: FindingNode) =>
      rule === undefined ? undefined : commands.executeCommand('markdown.showPreview', Uri.joinPath(context.extensionUri, 'docs', 'rules', `${rule}.md`)),
    ),
    commands.registerCommand('copyleftLens.copyMessage', ({ label }: FindingNode) => env.clipboard.writeText(label)),
    commands.registerCommand('copyleftLens.whatIfUnit', ({ location }: FindingNode) => commands.executeCommand('copyleftLens.whatIf', location?.uri)),
  ];
}

/** Target of links, rows and quick fixes. */
async function openLocation(uri: string, range: ProtocolRange): Promise<void> {
  await window.showTextDocument(toUri(uri), { selection: toRange(range) });
}

async function open({ location }: FindingNode): Promise<boolean> {
  if (!location) return false;
  await openLocation(location.uri, { start: location.range.start, end: location.range.start });
  return true;
}

/** The workbench's own call hierarchy, in the direction that leads to the symbol: it begins with the callers. */
async function showChain(uri: string, range: ProtocolRange): Promise<void> {
  await openLocation(uri, { start: range.start, end: range.start });
  await commands.executeCommand('references-view.showCallHierarchy');
  await commands.executeCommand('references-view.showOutgoingCalls');
}
