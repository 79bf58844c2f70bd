/** The report as one HTML file in a plain browser, as somebody sees it who got it by mail: hostile names, keyboard, contrast, paper. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { renderExport } from '../../server/src/findings/views/exports.ts';
import { HOSTILE, hostileReport } from '../support/hostile-report.ts';
import { largeReport } from '../support/large-report.ts';
import type { Report } from '../../server/src/findings/report.ts';
import { poorTexts } from './contrast.ts';
import type { Stage } from './stories.ts';

export function describeMailedReport({ environment, screenshots }: Stage): void {
  describe('the mailed report', () => {
    let browser: Browser;
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'copyleft-lens-report-'));
    const built = fs.readFileSync(path.join(import.meta.dirname, '..', '..', 'dist', 'report-page.html'), 'utf8');

    before(async () => {
      browser = await chromium.launch({ executablePath: environment.chromium, args: ['--no-sandbox', '--disable-gpu'] });
    });
    after(async () => {
      await browser?.close();
      fs.rmSync(scratch, { recursive: true, force: true });
    });

    async function open(report: Report, options: Parameters<Browser['newContext']>[0] = {}): Promise<{ page: Page; requests: string[]; complaints: string[] }> {
      const file = path.join(scratch, 'report.html');
      fs.writeFileSync(file, renderExport(report, 'html', { roots: ['/project'], madeAt: '2026-11-25T12:00:00Z', page: () => built }));
      const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })).newPage();
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(pathToFileURL(file).href);
      await page.getByRole('heading', { name: 'Workspace License Summary' }).waitFor();
      return { page, requests, complaints };
    }

    it('asks nobody for anything, and shows hostile names as the text that they are', async () => {
      const { page, requests, complaints } = await open(hostileReport());
      for (const tab of ['Findings', 'Units', 'Kernels', 'Packages', 'Not read', 'Knowledge', 'Overview']) {
        await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
        for (const fold of await page.getByRole('button', { name: 'Details' }).all()) await fold.click();
        assert.ok((await page.locator('main').innerText()).includes(HOSTILE.slice(0, 20)), tab);
        assert.equal(await page.locator('main img, main iframe, main script, main a').count(), 0);
      }
      assert.equal(await page.evaluate('globalThis.hacked'), undefined);
      assert.equal(requests.length, 1, requests.join());
      assert.deepEqual(complaints, []);
      await page.context().close();
    });

    it('would not run a script even if one got into it', async () => {
      const { page, complaints } = await open(hostileReport());
      await page.evaluate(`{ const script = document.createElement('script'); script.textContent = 'globalThis.hacked = 1'; document.body.append(script); }`);
      await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="globalThis.hacked = 1">')`);
      await page.waitForTimeout(200);
      assert.equal(await page.evaluate('globalThis.hacked'), undefined);
      assert.ok(complaints.some((text) => /Content Security Policy/.test(text)));
      await page.context().close();
    });

    it('stays usable with thousands of rows: a page of them at a time, search over all', async () => {
      const { page } = await open(largeReport(5000));
      await page.getByRole('tab', { name: /^Findings/ }).click();
      assert.equal(await page.locator('tr.row').count(), 100);
      await page.getByRole('button', { name: 'Last page' }).click();
      await page.getByText('4,901–5,000 of 5,000').waitFor();
      await page.getByRole('searchbox').fill('symbol_4321 ');
      await page.getByRole('tab', { name: /^Findings 1\/5,000/ }).waitFor();
      await page.context().close();
    });

    it('prints all of it', async () => {
      const { page } = await open(largeReport(150));
      await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
      await page.getByRole('heading', { name: 'Knowledge' }).waitFor();
      assert.equal(await page.getByRole('table', { name: 'Findings' }).locator('tr.row').count(), 150);
      await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
      await page.getByRole('tab', { name: 'Overview' }).waitFor();
      await page.context().close();
    });

    for (const [name, options] of Object.entries({ light: { colorScheme: 'light' }, dark: { colorScheme: 'dark' }, 'forced-colors': { forcedColors: 'active' } } as const)) {
      it(`can be read with a preference for ${name}`, async () => {
        const { page } = await open(largeReport(150), options);
        for (const tab of ['Overview', 'Findings', 'Units', 'Kernels', 'Packages', 'Not read', 'Knowledge']) {
          await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
          if (name !== 'forced-colors') assert.deepEqual(await poorTexts(page), [], tab);
          await page.screenshot({ path: path.join(screenshots, `mailed-${name}-${tab.replace(' ', '-').toLowerCase()}.png`) });
        }
        await page.context().close();
      });
    }
  });
}
