/** What a person does with the extension, told in the sample workspace. The stories follow one another in one window. */

import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { Environment } from './environment.ts';
import { startWorkbench, type Workbench } from './workbench.ts';

export interface Stage {
  readonly environment: Environment;
  readonly vsix: string;
  readonly sample: string;
  readonly screenshots: string;
}

export function describeWorkbench({ environment, vsix, sample, screenshots }: Stage): void {
  describe('in a VS Code workbench', () => {
    let workbench: Workbench;
    let pictures = 0;

    before(async function () {
      this.timeout(180_000);
      workbench = await startWorkbench(environment, vsix, sample, screenshots, '6.12');
    });
    after(() => workbench?.stop());
    afterEach(async function () {
      if (this.currentTest?.state !== 'failed') return;
      await picture(`failed ${this.currentTest.title}`);
      // Whatever menu is still open would spoil the next story, too.
      await workbench.page.keyboard.press('Escape');
    });

    const picture = (title: string): Promise<void> =>
      workbench.screenshot(`${String(++pictures).padStart(2, '0')}-${title.replace(/\W+/g, '-')}`);
    const squiggles = (): Locator => workbench.page.locator('.editor-group-container.active .squiggly-error');
    const problems = (text: string): Locator => workbench.page.locator('.markers-panel .monaco-list-row', { hasText: text });

    /**
     * Puts the cursor on a word and opens its quick fixes. VS Code drops the request and says "No code actions
     * available" when new diagnostics arrive in that very moment; a person then asks once more.
     */
    async function openQuickFixes(line: string, word: string): Promise<void> {
      await workbench.word(line, word).click();
      const menu = workbench.page.locator('.action-widget .monaco-list-row.focused');
      const refusal = workbench.page.locator('.monaco-editor-overlaymessage', { hasText: 'No code actions' });
      for (let attempt = 0; attempt < 3; attempt++) {
        await workbench.page.keyboard.press('Control+.');
        await menu.or(refusal).first().waitFor();
        if (await menu.isVisible()) return;
        await workbench.page.keyboard.press('Escape');
        await refusal.waitFor({ state: 'detached' });
      }
      assert.fail(`no quick fixes on ${word}`);
    }

    /** Takes one of the open quick fixes with the keyboard: a pointer is caught by a layer over the list. */
    async function take(title: RegExp): Promise<void> {
      const rows = workbench.page.locator('.action-widget .monaco-list-row.action');
      const index = (await rows.allInnerTexts()).findIndex((text) => title.test(text));
      assert.notEqual(index, -1, `no quick fix ${title} among ${(await rows.allInnerTexts()).join('; ')}`);
      const wanted = workbench.page.locator('.action-widget .monaco-list-row.focused', { hasText: title });
      for (let i = 0; i <= index && (await wanted.count()) === 0; i++) await workbench.page.keyboard.press('ArrowDown');
      await wanted.waitFor();
      await workbench.page.keyboard.press('Enter');
    }

    it('opening a source of a proprietary module marks what the linker will refuse', async () => {
      await workbench.openFile('proprietary-driver/engine.c');
      await squiggles().first().waitFor({ timeout: 45_000 });
      await picture('squiggle');
    });

    it('the Problems view says what will happen, and why', async () => {
      await workbench.runCommand('Problems: Focus on Problems View');
      const row = problems('modpost will refuse to build vendor_crypt.ko').filter({ hasText: 'kernel_fpu_begin_mask' }).first();
      await row.waitFor();
      assert.match(await row.innerText(), /gpl-only-symbol/);
      await picture('problems');
    });

    it('the name of the rule leads to its page, which ships with the extension', async () => {
      await problems('kernel_fpu_begin_mask').first().locator('a', { hasText: 'gpl-only-symbol' }).click();
      await workbench.page.locator('.tab.active', { hasText: 'gpl-only-symbol.md' }).waitFor();
      await picture('rule-page');
      await workbench.runCommand('View: Close Editor');
    });

    it('hovering over a symbol tells its export', async () => {
      await workbench.word('kernel_fpu_begin_mask', 'kernel_fpu_begin_mask').hover();
      const card = workbench.page.locator('.monaco-hover', { hasText: 'Exported by' }).first();
      await card.waitFor();
      assert.match(await card.innerText(), /GPL-only/);
      await picture('hover');
      await workbench.page.keyboard.press('Escape');
    });

    it('a quick fix opens the text of the licence, read-only', async () => {
      await openQuickFixes('kernel_fpu_begin_mask', 'kernel_fpu_begin_mask');
      await picture('quick-fixes');
      await take(/licen[cs]e text/i);
      await workbench.page.locator('.editor-group-container.active .view-line', { hasText: 'GENERAL PUBLIC LICENSE' }).first().waitFor();
      await picture('licence-text');
      await workbench.page.keyboard.press('Control+Home');
      await workbench.page.keyboard.type('x');
      await workbench.page.locator('.monaco-editor-overlaymessage', { hasText: 'read-only' }).waitFor();
      await workbench.runCommand('View: Close Editor');
    });

    it('a quick fix silences a finding with a reason', async () => {
      const before = await squiggles().count();
      await openQuickFixes('kernel_fpu_begin_mask', 'kernel_fpu_begin_mask');
      await take(/suppress/i);
      await workbench.page.locator('.snippet-placeholder').first().waitFor();
      await workbench.page.keyboard.type('customers get the source of this one');
      await squiggles().nth(before - 1).waitFor({ state: 'detached' });
      await picture('suppressed');
      await workbench.runCommand('File: Revert File');
    });

    it('a quick fix imports the namespace that a symbol needs', async () => {
      await workbench.openFile('proprietary-driver/vendor_share.c');
      await squiggles().first().waitFor();
      await openQuickFixes('dma_buf_get(', 'dma_buf_get');
      await picture('namespace-fix');
      await take(/import the namespace/i);
      await workbench.page.locator('.editor-group-container.active .view-line', { hasText: 'MODULE_IMPORT_NS' }).waitFor();
      await picture('namespace-imported');
    });

    it('a quick fix spells the licence as the kernel knows it, and then nothing is left to say', async () => {
      await openQuickFixes('MODULE_LICENSE', 'GPLv2');
      await picture('spelling-fix');
      await take(/"GPL/);
      await squiggles().first().waitFor({ state: 'detached' });
      await picture('spelled');
      await workbench.runCommand('File: Revert File');
    });

    it('a GPL module may use the same symbols: no finding, but the hover tells all about them', async () => {
      await workbench.openFile('gpl-driver/open_timer.c');
      await workbench.word('ktime_get', 'ktime_get').hover();
      await workbench.page.locator('.monaco-hover', { hasText: 'GPL-only' }).first().waitFor();
      assert.equal(await squiggles().count(), 0);
      await picture('gpl-driver');
      await workbench.page.keyboard.press('Escape');
    });

    it('a setting asks what would break if it were proprietary', async () => {
      workbench.changeSettings({ 'copyleftLens.assumeLicense': 'Proprietary' });
      await squiggles().first().waitFor();
      await picture('assumed-proprietary');
      workbench.changeSettings({});
      await squiggles().first().waitFor({ state: 'detached' });
    });

    it('a setting that makes no sense is named', async () => {
      workbench.changeSettings({ 'copyleftLens.kernels': 5 });
      await workbench.page.locator('.notification-toast', { hasText: 'copyleftLens.kernels' }).waitFor();
      await picture('bad-setting');
      workbench.changeSettings({});
      await workbench.runCommand('Notifications: Clear All Notifications');
    });

    it('the status bar tells which kernel the answers are about', async () => {
      await workbench.page.locator('[id="status.languageStatus"]').hover();
      await workbench.page.locator('.hover-language-status', { hasText: 'Kernel: 6.12' }).waitFor();
      await picture('kernel-status');
      await workbench.page.keyboard.press('Escape');
    });

    it('the text of any licence can be asked for', async () => {
      await workbench.runCommand('Copyleft Lens: View License Text');
      const input = workbench.page.locator('.quick-input-widget .quick-input-box input');
      await input.fill('MIT');
      await input.press('Enter');
      await workbench.page.locator('.tab.active', { hasText: 'MIT.txt' }).waitFor();
      await workbench.runCommand('View: Close Editor');
    });

    it('the server can be started anew', async () => {
      await workbench.openFile('proprietary-driver/engine.c');
      await squiggles().first().waitFor();
      await workbench.runCommand('Copyleft Lens: Restart Language Server');
      await squiggles().first().waitFor({ state: 'detached' });
      await squiggles().first().waitFor();
    });
  });
}
