/** What a person learns about other licences and other kernels, told with two small modules and two bundled kernels. */

import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { Stage } from './stories.ts';
import { startWorkbench, type Workbench } from './workbench.ts';

const KERNELS = { 'copyleftLens.kernels': ['6.1', '6.12'] };

export function describeWhatIf({ environment, vsix, sample, screenshots }: Stage): void {
  describe('in a VS Code workbench with two kernels', () => {
    let workbench: Workbench;
    let pictures = 0;

    before(async function () {
      this.timeout(180_000);
      workbench = await startWorkbench(environment, vsix, sample, screenshots, '6.12');
      workbench.changeSettings(KERNELS);
    });
    after(() => workbench?.stop());
    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await picture(`failed ${this.currentTest.title}`);
      await workbench?.page.keyboard.press('Escape');
    });

    const picture = (title: string): Promise<void> =>
      workbench.screenshot(`what-if-${String(++pictures).padStart(2, '0')}-${title.replace(/\W+/g, '-')}`);
    const lens = (text: string | RegExp): Locator => workbench.page.locator('.editor-group-container.active .codelens-decoration a', { hasText: text });
    const card = (text: string): Locator => workbench.page.locator('.monaco-hover', { hasText: text }).first();

    it('above MODULE_LICENSE stands what each kernel makes of the module', async () => {
      await workbench.openFile('attic.c');
      await lens(/2 GPL-only symbols · would break if Proprietary · 6\.1$/).waitFor({ timeout: 45_000 });
      await lens(/1 breaks under any licence · 6\.12$/).waitFor();
      await picture('lenses');
    });

    it('the lens asks what another licence would mean, and the answer counts the same', async () => {
      await lens('2 GPL-only symbols').first().click();
      const input = workbench.page.locator('.quick-input-widget .quick-input-box input');
      await input.waitFor();
      await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Proprietary' }).first().waitFor();
      await picture('licences');
      await input.fill('MIT');
      await workbench.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: /^MIT/ }).waitFor();
      await input.press('Enter');
      const page = workbench.webview();
      await page.locator('h1', { hasText: 'What if attic.ko were “MIT”?' }).waitFor({ timeout: 30_000 });
      assert.match(await page.locator('body').innerText(), /6\.1\.0-56-amd64\s+2\s+builds\s+✖ 2 symbols break[\s\S]*ktime_get[\s\S]*attic\.c:12/);
      await picture('what-if-MIT');
      await workbench.runCommand('View: Close Editor');
    });

    it('typing does not wait for the lens, and the lens follows', async () => {
      await workbench.openFile('attic.c');
      await lens('2 GPL-only symbols').first().waitFor();
      await workbench.goTo('attic.c', 'debugfs_create_dir');
      await workbench.page.keyboard.press('Home');
      await workbench.page.keyboard.type('//');
      await lens('1 GPL-only symbol ·').first().waitFor();
      await workbench.runCommand('File: Revert File');
      await lens('2 GPL-only symbols').first().waitFor();
    });

    it('a hover tells how the symbol was exported over time, and what any module may use instead', async () => {
      await workbench.openFile('vault.c');
      await workbench.page.locator('.editor-group-container.active .squiggly-error').first().waitFor();
      await workbench.word('ktime_get()', 'ktime_get').hover();
      await card('Instead').waitFor();
      const text = await card('Instead').innerText();
      assert.match(text, /GPL-only in all of the 43 sampled kernels/);
      assert.match(text, /ktime_get_raw_ts64/);
      assert.equal(text.match(/modpost/g)?.length, 1, 'the verdict is said once');
      await picture('hover-over-time');
    });

    it('what a later kernel takes away is a hint', async () => {
      await workbench.word('wbinvd_on_cpu', 'wbinvd_on_cpu').hover();
      await card('breaks when vault.ko moves to 6.19').waitFor();
      await picture('hint');
    });
  });
}
