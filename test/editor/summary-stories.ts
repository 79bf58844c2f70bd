/** What a person does with the workspace summary: sees where the problems are, searches, goes there, mends, hands it on. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FrameLocator, Locator } from 'playwright-core';
import { poorTexts } from './contrast.ts';
import type { Stage } from './stories.ts';
import { startWorkbench, type Workbench } from './workbench.ts';

const SETTINGS = { 'copyleftLens.kernels': ['6.1', '6.12'] };

const THEMES = {
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
  light: 'Default Light Modern',
} as const;

export function describeSummary({ environment, vsix, sample, screenshots }: Stage): void {
  describe('the workspace summary', function () {
    this.timeout(120_000);
    let workbench: Workbench;
    let pictures = 0;

    before(async function () {
      this.timeout(180_000);
      workbench = await startWorkbench(environment, vsix, sample, screenshots, '6.12');
      workbench.changeSettings(SETTINGS);
      workbench.page.setDefaultTimeout(30_000);
    });
    after(() => workbench?.stop());
    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await picture(`failed ${this.currentTest.title}`);
    });

    const picture = (title: string): Promise<void> => workbench.screenshot(`summary-${String(++pictures).padStart(2, '0')}-${title.replace(/\W+/g, '-')}`);
    const report = (): FrameLocator => workbench.webview();
    const tab = (name: string): Locator => report().getByRole('tab', { name: new RegExp(`^${name}`) });
    const search = (): Locator => report().getByRole('searchbox', { name: 'Search the report' });
    const rows = (): Locator => report().locator('tr.row');
    /** With the pointer: the keyboard may be in the middle of going from one frame to another. */
    async function closeTab(name: string): Promise<void> {
      const opened = workbench.page.locator('.tab', { hasText: name });
      await opened.click();
      await opened.locator('.codicon-close').click();
      await opened.waitFor({ state: 'detached' });
    }
    const current = (): Promise<void> => report().getByRole('status').filter({ hasText: 'Up to date' }).waitFor({ timeout: 45_000 });

    it('tells at a glance whether there is a problem, where, and how bad', async () => {
      await workbench.openFile('proprietary-driver/engine.c');
      await workbench.page.locator('.squiggly-error').first().waitFor({ timeout: 45_000 });
      await workbench.runCommand('View: Close Editor');
      await workbench.runCommand('Copyleft Lens: Show Workspace License Summary');
      await report().getByRole('heading', { name: 'Workspace License Summary' }).waitFor({ timeout: 60_000 });
      await report().getByText('13 errors').first().waitFor({ timeout: 45_000 });
      await report().getByText('Kernels: 6.1.0-56-amd64, 6.12.117+deb12-amd64').waitFor({ timeout: 45_000 });
      await current();
      assert.match(await report().getByRole('region', { name: 'Where' }).innerText(), /proprietary-driver\/vendor_share\.c/);
      assert.match(await report().getByRole('region', { name: 'Packages by family' }).innerText(), /Strong copyleft\s+1/);
      await picture('overview');
    });

    it('a unit of the graph leads to the chain from it to each symbol', async () => {
      await report().getByRole('button', { name: /^unit vendor_crypt\.ko, Proprietary, worst finding: error/ }).click();
      const chain = report().getByRole('region', { name: 'Chain' });
      await chain.getByRole('button', { name: /VENDOR_NOW, macro, leads to ktime_get/ }).waitFor();
      await picture('chain of a unit');
    });

    it('the matrix says what breaks on which kernel', async () => {
      await tab('Kernels').click();
      await rows().filter({ hasText: 'vendor_crypt.ko' }).getByRole('button', { name: 'Details' }).click();
      const matrix = report().getByRole('table', { name: 'Symbols that break vendor_crypt.ko' });
      assert.match(await matrix.innerText(), /kernel_fpu_begin_mask\s+✖ GPL-only\s+✖ GPL-only/);
      await picture('kernels');
    });

    it('typing in the search and the marks of severities leave what one looks for', async () => {
      await tab('Findings').click();
      const all = await rows().count();
      await search().fill('namespace dma_buf');
      await report().getByRole('tab', { name: /^Findings 2\/\d+/ }).waitFor();
      assert.equal(await rows().count(), 2);
      await search().fill('');
      await report().getByRole('button', { name: /^Errors/ }).click();
      assert.ok((await rows().count()) < all);
      assert.equal(await rows().filter({ hasText: 'Error' }).count(), 0);
      await report().getByRole('button', { name: /^Errors/ }).click();
    });

    it('a row opens its place beside the summary, which stays', async () => {
      await search().fill('ktime_get engine.c');
      await rows().first().click();
      await workbench.page.locator('.tab.active', { hasText: 'engine.c' }).waitFor();
      await workbench.page.locator('.editor-group-container .view-line', { hasText: 'VENDOR_NOW' }).first().waitFor();
      await search().waitFor();
      await picture('place beside');
    });

    it('while the code is mended the numbers follow, and neither search nor unfolded rows are lost', async () => {
      await rows().first().getByRole('button', { name: 'Details' }).click();
      const before = await rows().count();
      // The line is the one that the row led to.
      await workbench.page.locator('.editor-group-container .view-line', { hasText: 'VENDOR_NOW' }).first().click();
      await workbench.page.keyboard.press('Home');
      await workbench.page.keyboard.type('// ');
      await report().getByText(/^(9|10|11|12) errors/).first().waitFor({ timeout: 45_000 });
      assert.equal(await search().inputValue(), 'ktime_get engine.c');
      assert.ok((await rows().count()) < before);
      await picture('mended');
      await workbench.runCommand('File: Revert File');
      await report().getByText('13 errors').first().waitFor({ timeout: 45_000 });
      assert.equal(await report().locator('tr.details').count(), 1, 'unfolded again when it is there again');
    });

    it('a rule leads to its page', async () => {
      await rows().first().getByRole('button', { name: 'gpl-only-symbol' }).click();
      await closeTab('gpl-only-symbol.md');
    });

    it('the keyboard alone is enough', async () => {
      await search().fill('');
      await search().focus();
      const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);
      const focused = (): Promise<string> => report().locator(':focus').evaluate((element: { getAttribute(name: string): string | null; textContent: string | null }) => element.getAttribute('aria-label') ?? element.textContent ?? '');
      await tab('Findings').focus();
      await press('ArrowRight');
      assert.match(await focused(), /^Units/);
      await press('ArrowLeft');
      for (let i = 0; i < 12 && !/\.c:\d+$/.test(await focused()); i++) await press('Tab');
      const first = await focused();
      await press('ArrowDown');
      const second = await focused();
      assert.match(second, /\.c:\d+$/);
      assert.notEqual(first, second);
      await press('ArrowRight');
      await report().locator('tr.details').nth(1).waitFor();
      await press('Enter');
      await closeTab(path.basename(second.split(':')[0]!));
    });

    for (const format of ['HTML', 'Markdown', 'CSV', 'JSON'] as const) {
      it(`it is handed on as ${format}`, async () => {
        const ending = { HTML: 'html', Markdown: 'md', CSV: 'csv', JSON: 'json' }[format];
        await report().getByRole('button', { name: 'Export' }).click();
        if (format === 'HTML') await picture('export menu');
        await report().getByRole('menuitem', { name: format }).click();
        const input = workbench.page.locator('.quick-input-widget .quick-input-box input');
        await input.waitFor();
        const file = path.join(workbench.folder, `license-summary.${ending}`);
        await typePath(input, file);
        await input.press('Enter');
        await workbench.page.locator('.notification-toast', { hasText: `license-summary.${ending}` }).waitFor({ timeout: 45_000 });
        assert.match(fs.readFileSync(file, 'utf8'), /vendor_crypt/);
        await workbench.runCommand('Notifications: Clear All Notifications');
        if (format !== 'HTML') return;
        const mailed = await workbench.page.context().newPage();
        await mailed.goto(pathToFileURL(file).href);
        await mailed.getByText('13 errors').first().waitFor();
        assert.equal(await mailed.getByRole('button', { name: 'Export' }).count(), 0);
        await mailed.screenshot({ path: path.join(screenshots, 'summary-mailed.png') });
        await mailed.close();
      });
    }

    it('what was typed and where one was survives a reload of the window', async () => {
      await tab('Packages').click();
      await search().fill('tinymce');
      await report().getByRole('tab', { name: /^Packages 1\/22/ }).waitFor();
      // The page tells VS Code its state at once; VS Code writes it down a moment later.
      await workbench.page.waitForTimeout(1500);
      await workbench.runCommand('Developer: Reload Window');
      await workbench.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
      await report().getByRole('tab', { name: /^Packages 1\/22/, selected: true }).waitFor({ timeout: 60_000 });
      assert.equal(await search().inputValue(), 'tinymce');
      await picture('after reload');
    });

    it('a server that is started anew loses nothing of it', async () => {
      await workbench.runCommand('Copyleft Lens: Restart Language Server');
      await report().getByRole('cell', { name: 'tinymce@7.9.3' }).waitFor();
      await current();
      assert.equal(await search().inputValue(), 'tinymce');
      await search().fill('');
    });

    for (const [name, theme] of Object.entries(THEMES)) {
      it(`can be read in the ${name} theme`, async () => {
        await search().fill('');
        workbench.changeSettings({ ...SETTINGS, 'workbench.colorTheme': theme });
        const parts = { overview: () => tab('Overview').click(), findings: () => tab('Findings').click(), unit: async () => { await tab('Units').click(); await report().getByRole('button', { name: 'vendor_crypt.ko' }).click(); }, kernels: () => tab('Kernels').click(), packages: () => tab('Packages').click() };
        await workbench.page.locator(`.monaco-workbench.${{ dark: 'vs-dark', 'high-contrast': 'hc-black', 'high-contrast-light': 'hc-light', light: 'vs' }[name]}`).first().waitFor();
        for (const [part, go] of Object.entries(parts)) {
          await go();
          assert.deepEqual(await poorTexts(report()), [], `${name}, ${part}`);
          await workbench.screenshot(`summary-${name}-${part}`);
        }
      });
    }
  });
}

/** The dialog first reads the folder and then writes a path of its own into the field: what is typed has to stay. */
async function typePath(input: Locator, file: string): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await input.fill(file);
    await input.page().waitForTimeout(500);
    if ((await input.inputValue()) === file) return;
  }
  assert.fail('the dialog takes no path');
}
