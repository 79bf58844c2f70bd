/** Tells in the status bar of C files and make files which kernels the answers are about. */

import { l10n, languages, LanguageStatusSeverity, type Disposable } from 'vscode';

/** As the server's notification has it. */
export interface KernelChoice {
  readonly chosen: readonly { readonly release: string; readonly explanation: string }[];
  readonly problems: readonly { readonly file: string; readonly reason: string }[];
}

export class KernelStatus implements Disposable {
  private readonly item = languages.createLanguageStatusItem('copyleftLens.kernels', [{ language: 'c' }, { language: 'makefile' }]);

  constructor() {
    this.item.name = l10n.t('Copyleft Lens: kernels');
    this.item.text = l10n.t('Kernel: not known yet');
    this.item.command = { title: l10n.t('Choose'), command: 'copyleftLens.pickKernels' };
  }

  show({ chosen, problems }: KernelChoice): void {
    this.item.text = chosen.length > 0 ? l10n.t('Kernel: {0}', chosen.map(({ release }) => release).join(', ')) : l10n.t('No kernel to judge against');
    this.item.detail = [...chosen.map(withoutRelease), ...problems.map(({ file, reason }) => `${file} ${reason}`)].join('; ');
    this.item.severity = chosen.length === 0 || problems.length > 0 ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
  }

  dispose(): void {
    this.item.dispose();
  }
}

/** The release stands in front already. */
function withoutRelease({ release, explanation }: KernelChoice['chosen'][number]): string {
  return explanation.startsWith(`${release}: `) ? explanation.slice(release.length + 2) : explanation;
}
