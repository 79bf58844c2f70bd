/** The tree of findings that the server rendered, with a badge for what asks for something. */

import { commands, EventEmitter, l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, window, type Disposable, type Memento, type TreeDataProvider } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { nodeUri } from './file-marks.ts';
import { countsOf, toUri, type FindingNode, type FindingsTold, type Grouping, type Severity } from './protocol.ts';

export const VIEW = 'copyleftLens.findings';
const GROUPING = 'copyleftLens.grouping';
const CHECKED = 'copyleftLens.checked';

const ICONS: Readonly<Record<string, string>> = {
  'kernel-module': 'circuit-board',
  'bpf-object': 'zap',
  'npm-package': 'package',
  program: 'terminal',
  library: 'library',
  license: 'law',
  evidence: 'debug-stackframe-dot',
  unread: 'eye-closed',
  group: 'folder',
};
const SEVERITY_ICONS: Readonly<Record<Severity, readonly [icon: string, color: string]>> = {
  error: ['error', 'list.errorForeground'],
  warning: ['warning', 'list.warningForeground'],
  information: ['info', 'editorInfo.foreground'],
  hint: ['lightbulb', 'editorHint.foreground'],
};

export class FindingsView implements TreeDataProvider<FindingNode>, Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view = window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });

  constructor(
    private readonly client: LanguageClient,
    private readonly memory: Memento,
  ) {
    void commands.executeCommand('setContext', GROUPING, this.grouping);
  }

  show(told: FindingsTold): void {
    const { error = 0, warning = 0 } = countsOf(told)?.counts ?? {};
    this.view.badge = error + warning === 0 ? undefined : { value: error + warning, tooltip: l10n.t('Errors: {0} · Warnings: {1}', error, warning) };
    this.view.message = told ? undefined : l10n.t('The workspace could not be checked; the output says why.');
    void commands.executeCommand('setContext', CHECKED, countsOf(told) ? 'whole' : 'not');
    this.changed.fire();
  }

  groupBy(grouping: Grouping): void {
    void this.memory.update(GROUPING, grouping);
    void commands.executeCommand('setContext', GROUPING, grouping);
    this.changed.fire();
  }

  async getChildren(node?: FindingNode): Promise<FindingNode[]> {
    if (node) return [...node.children];
    if (!this.client.isRunning()) return [];
    return (await this.client.sendRequest<FindingNode[] | null>('copyleftLens/findingTree', { grouping: this.grouping })) ?? [];
  }

  getTreeItem(node: FindingNode): TreeItem {
    const { id, kind, label, description, tooltip, severity, location, children } = node;
    const isGroup = children.length > 0 && kind !== 'finding';
    const item = new TreeItem(label, stateOf(node, isGroup));
    Object.assign(item, { id: `${this.grouping} ${id}`, description, tooltip, contextValue: kind, iconPath: iconOf(node) });
    if (kind === 'file' && location) item.resourceUri = toUri(location.uri);
    else if (isGroup && severity) item.resourceUri = nodeUri(id, severity, children.length);
    if (location && !isGroup) item.command = { title: l10n.t('Open'), command: 'copyleftLens.openLocation', arguments: [location.uri, location.range] };
    return item;
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }

  private get grouping(): Grouping {
    return this.memory.get<Grouping>(GROUPING, 'unit');
  }
}

function stateOf({ severity, children }: FindingNode, isGroup: boolean): TreeItemCollapsibleState {
  if (children.length === 0) return TreeItemCollapsibleState.None;
  return isGroup && severity !== null && severity !== 'hint' ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

function iconOf({ id, kind, severity }: FindingNode): ThemeIcon {
  if (kind === 'file') return ThemeIcon.File;
  if (kind === 'finding' && severity) {
    const [icon, color] = SEVERITY_ICONS[severity];
    return new ThemeIcon(icon, new ThemeColor(color));
  }
  return new ThemeIcon(id === 'clean' ? 'pass' : (ICONS[kind] ?? 'file-binary'));
}
