/** In the status bar: the kernel that is judged against, and how many findings there are. */

import { l10n, MarkdownString, StatusBarAlignment, window, type Disposable } from 'vscode';
import { countsOf, type FindingCounts, type FindingsTold } from './protocol.ts';

export class FindingsStatus implements Disposable {
  private readonly item = window.createStatusBarItem('copyleftLens.status', StatusBarAlignment.Left, 1);

  constructor() {
    this.item.name = 'Copyleft Lens';
  }

  show(told: FindingsTold): void {
    const found = countsOf(told);
    if (told && !found) {
      this.item.text = '$(law)';
      this.item.tooltip = l10n.t('Copyleft Lens checks this workspace as a whole when it is asked to.');
      this.item.command = 'copyleftLens.checkWorkspace';
    } else if (!found) {
      this.item.text = '$(law) $(question)';
      this.item.tooltip = l10n.t('Copyleft Lens could not check the workspace.');
      this.item.command = 'copyleftLens.showOutput';
    } else {
      this.item.text = textOf(found);
      this.item.tooltip = tooltipOf(found);
      this.item.command = found.kernels.length > 0 ? 'copyleftLens.pickKernels' : 'copyleftLens.showFindings';
    }
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

/** "§ 6.12 ✖ 3 ⚠ 1": several kernels as "6.12 +1". */
function textOf({ kernels: [kernel, ...others], counts: { error, warning } }: FindingCounts): string {
  const parts = [
    '$(law)',
    ...(kernel === undefined ? [] : [shortRelease(kernel)]),
    ...(others.length === 0 ? [] : [`+${others.length}`]),
    ...(error > 0 ? [`$(error) ${error}`] : []),
    ...(warning > 0 ? [`$(warning) ${warning}`] : []),
    ...(error + warning === 0 ? ['$(check)'] : []),
  ];
  return parts.join(' ');
}

/** "6.1.0-56-amd64" is too long for a bar; the tooltip has it. */
function shortRelease(release: string): string {
  return /^\d+\.\d+/.exec(release)?.[0] ?? release;
}

function tooltipOf({ kernels, counts: { error, warning, information, hint }, unread }: FindingCounts): MarkdownString {
  const lines = [
    ...(kernels.length > 0 ? [l10n.t('Judged against {0}', kernels.join(', '))] : []),
    l10n.t('Errors: {0} · Warnings: {1} · Notes: {2} · Hints: {3}', error, warning, information, hint),
    ...(unread > 0 ? [l10n.t('Not read: {0}', unread)] : []),
  ];
  const links = [
    `[${l10n.t('Findings')}](command:copyleftLens.showFindings)`,
    `[${l10n.t('Summary')}](command:copyleftLens.showSummary)`,
    ...(kernels.length > 0 ? [`[${l10n.t('Pick Kernels')}](command:copyleftLens.pickKernels)`] : []),
  ];
  const text = new MarkdownString(`**Copyleft Lens**\n\n${lines.join('  \n')}\n\n${links.join(' · ')}`);
  text.isTrusted = { enabledCommands: ['copyleftLens.showFindings', 'copyleftLens.showSummary', 'copyleftLens.pickKernels'] };
  return text;
}
