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
    let picture = 0;

    before(async function () {
      this.timeout(180_000);
      workbench = await startWorkbench(environment, vsix, sample, screenshots);
    });
    after(() => workbench?.stop());
    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await take(`failed ${this.currentTest.title}`);
    });

    const take = (title: string): Promise<void> =>
      workbench.screenshot(`${String(++picture).padStart(2, '0')}-${title.replace(/\W+/g, '-')}`);
    const squiggles = (): Locator => workbench.page.locator('.editor-group-container.active .squiggly-error');
    const problems = (text: string): Locator => workbench.page.locator('.markers-panel .monaco-list-row', { hasText: text });

    /** Puts the cursor on a word and opens its quick fixes. */
    async function quickFix(line: string, word: string, title: RegExp): Promise<Locator> {
      await workbench.word(line, word).click();
      await workbench.page.keyboard.press('Control+.');
      const item = workbench.page.locator('.action-widget .monaco-list-row', { hasText: title });
      await item.waitFor({ timeout: 15_000 });
      return item;
    }

    it('opening a source of a proprietary module marks what the linker will refuse', async () => {
      await workbench.openFile('proprietary-driver/engine.c');
      await squiggles().first().waitFor({ timeout: 30_000 });
      await take('squiggle');
    });

    it('the Problems view says what will happen, and why', async () => {
      await workbench.runCommand('Problems: Focus on Problems View');
      const row = problems('modpost will refuse to build vendor_crypt.ko').filter({ hasText: 'kernel_fpu_begin_mask' }).first();
      await row.waitFor();
      assert.match(await row.innerText(), /gpl-only-symbol/);
      await take('problems');
    });

    it('hovering over a symbol tells its export', async () => {
      await workbench.word('kernel_fpu_begin_mask', 'kernel_fpu_begin_mask').hover();
      const card = workbench.page.locator('.monaco-hover', { hasText: 'Exported by' }).first();
      await card.waitFor();
      assert.match(await card.innerText(), /GPL-only/);
      await take('hover');
      await workbench.page.keyboard.press('Escape');
    });

    it('a quick fix opens the text of the licence, read-only', async () => {
      const item = await quickFix('kernel_fpu_begin_mask', 'kernel_fpu_begin_mask', /licen[cs]e text/i);
      await take('quick-fixes');
      await item.first().click();
      await workbench.page.locator('.editor-group-container.active .view-line', { hasText: 'GENERAL PUBLIC LICENSE' }).first().waitFor();
      await take('licence-text');
      await workbench.page.keyboard.press('Control+Home');
      await workbench.page.keyboard.type('x');
      await workbench.page.locator('.monaco-editor-overlaymessage', { hasText: 'read-only' }).waitFor();
      await workbench.runCommand('View: Close Editor');
    });

    it('a quick fix silences a finding with a reason', async () => {
      const before = await squiggles().count();
      const item = await quickFix('kernel_fpu_begin_mask', 'kernel_fpu_begin_mask', /suppress/i);
      await item.first().click();
      await squiggles().nth(before - 1).waitFor({ state: 'detached' });
      await take('suppressed');
      await workbench.runCommand('File: Revert File');
    });

    it('a quick fix imports the namespace that a symbol needs', async () => {
      await workbench.openFile('proprietary-driver/vendor_share.c');
      await squiggles().first().waitFor();
      const item = await quickFix('dma_buf_get(', 'dma_buf_get', /import the namespace/i);
      await take('namespace-fix');
      await item.first().click();
      await workbench.page.locator('.editor-group-container.active .view-line', { hasText: 'MODULE_IMPORT_NS' }).waitFor();
      await take('namespace-imported');
    });

    it('a quick fix spells the licence as the kernel knows it, and then nothing is left to say', async () => {
      const item = await quickFix('MODULE_LICENSE', 'GPLv2', /"GPL/);
      await take('spelling-fix');
      await item.first().click();
      await squiggles().first().waitFor({ state: 'detached' });
      await take('spelled');
      await workbench.runCommand('File: Revert File');
    });

    it('a GPL module may use the same symbols: no finding, but the hover tells all about them', async () => {
      await workbench.openFile('gpl-driver/open_timer.c');
      await workbench.word('debugfs_create_dir', 'debugfs_create_dir').hover();
      await workbench.page.locator('.monaco-hover', { hasText: 'GPL-only' }).first().waitFor();
      assert.equal(await squiggles().count(), 0);
      await take('gpl-driver');
      await workbench.page.keyboard.press('Escape');
    });

    it('a setting asks what would break if it were proprietary', async () => {
      workbench.changeSettings({ 'copyleftLens.assumeLicense': 'Proprietary' });
      await squiggles().first().waitFor();
      await take('assumed-proprietary');
      workbench.changeSettings({});
      await squiggles().first().waitFor({ state: 'detached' });
    });

    it('a setting that makes no sense is named', async () => {
      workbench.changeSettings({ 'copyleftLens.kernels': 5 });
      await workbench.page.locator('.notification-toast', { hasText: 'copyleftLens.kernels' }).waitFor();
      await take('bad-setting');
      workbench.changeSettings({});
    });

    it('the summary shows the whole workspace, and its links lead to the places', async () => {
      await workbench.runCommand('Copyleft Lens: Show Workspace License Summary');
      const page = workbench.webview();
      await page.locator('h1', { hasText: 'Workspace License Summary' }).waitFor({ timeout: 30_000 });
      assert.match(await page.locator('body').innerText(), /vendor_crypt[\s\S]*open_timer/);
      await take('summary');
      await page.locator('.findings a').first().click();
      await workbench.page.locator('.tab.active', { hasText: '.c' }).waitFor();
      await take('followed-a-link');
    });
  });
}
