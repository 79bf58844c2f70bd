/**
 * What a person sees in a TypeScript project with GPL, dual and LGPL packages: real ones, which `npm install` fetches once.
 * Where it cannot, the stories are pending, and say so.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Stage } from './stories.ts';
import { startWorkbench, type Workbench } from './workbench.ts';

export function describePackages({ environment, vsix, sample, screenshots }: Stage): void {
  const project = installed(sample);
  describe(`in a VS Code workbench with real packages${project === undefined ? ' (left out: npm install could not fetch them)' : ''}`, () => {
    let workbench: Workbench;
    let pictures = 0;

    before(async function () {
      if (project === undefined) this.skip();
      this.timeout(180_000);
      workbench = await startWorkbench(environment, vsix, project, screenshots, '6.12');
      workbench.changeSettings({ 'copyleftLens.inlayHints': true });
    });
    after(() => workbench?.stop());
    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await picture(`failed ${this.currentTest.title}`);
      await workbench?.page.keyboard.press('Escape');
    });

    const picture = (title: string): Promise<void> =>
      workbench.screenshot(`npm-${String(++pictures).padStart(2, '0')}-${title.replace(/\W+/g, '-')}`);
    const problems = (text: string): Locator => workbench.page.locator('.markers-panel .monaco-list-row', { hasText: text });
    const inEditor = (text: string | RegExp): Locator => workbench.page.locator('.editor-group-container.active .view-line', { hasText: text });

    async function filterProblems(text: string): Promise<void> {
      await workbench.page.locator('.panel .monaco-inputbox input').fill(text);
    }

    /** The explorer knows a new file before the search for file names does. */
    async function openNew(name: string): Promise<void> {
      await workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
      await workbench.page.locator('.tab.active', { hasText: name }).waitFor();
    }

    async function quickFixes(file: string, text: string): Promise<Locator> {
      await workbench.goTo(file, text);
      const rows = workbench.page.locator('.action-widget .monaco-list-row.action');
      for (let attempt = 0; attempt < 3; attempt++) {
        await workbench.page.keyboard.press('Control+.');
        if (await rows.first().waitFor({ timeout: 8_000 }).then(() => true, () => false)) return rows;
        await workbench.page.keyboard.press('Escape');
      }
      return assert.fail(`no quick fixes on ${text}`);
    }

    /** With the keyboard: a pointer is caught by a layer over the list. */
    async function take(rows: Locator, title: RegExp): Promise<void> {
      const titles = await rows.allInnerTexts();
      assert.ok(titles.some((text) => title.test(text)), `no quick fix ${title} among ${titles.join('; ')}`);
      const wanted = workbench.page.locator('.action-widget .monaco-list-row.focused', { hasText: title });
      for (let i = 0; i <= titles.length && (await wanted.count()) === 0; i++) await workbench.page.keyboard.press('ArrowDown');
      await wanted.waitFor();
      await workbench.page.keyboard.press('Enter');
    }

    it('an import of a GPL package is marked, one of a dual package is not', async () => {
      await workbench.openFile('src/editor.ts');
      await workbench.page.locator('.editor-group-container.active .squiggly-warning').first().waitFor({ timeout: 60_000 });
      await workbench.runCommand('Problems: Focus on Problems View');
      for (const text of ['night-editor → tinymce@7.3.0 (GPL-2.0-or-later)', 'night-editor → mariadb@3.3.1 (LGPL-2.1-or-later)', 'night-editor → sharp → @img/sharp-libvips']) {
        await filterProblems(text);
        await problems(text).first().waitFor();
        if (text.includes('sharp')) await picture('imports');
      }
      await filterProblems('jszip');
      assert.equal(await problems('jszip').count(), 0);
      await filterProblems('');
      await workbench.runCommand('View: Hide Panel');
    });

    it('hovering over an import tells the package, its licence and the way', async () => {
      await workbench.goTo('src/editor.ts', "'tinymce'");
      await workbench.runCommand('Show or Focus Hover');
      const card = workbench.page.locator('.monaco-hover', { hasText: 'Family' }).first();
      await card.waitFor();
      const text = (await card.innerText()).replace(/\s+/g, ' ');
      for (const part of ['tinymce@7.3.0 (GPL-2.0-or-later)', 'strong copyleft', 'night-editor → tinymce@7.3.0', 'license.md', 'tiny.cloud']) assert.ok(text.includes(part), `${part} in: ${text}`);
      await picture('hover-on-an-import');
    });

    it('a line of package.json is marked, and behind each line stands what it brings', async () => {
      await workbench.openFile('package.json');
      await inEditor(/"tinymce".*GPL-2\.0-or-later/).waitFor({ timeout: 30_000 });
      await inEditor(/"jszip".*MIT\sOR\sGPL-3\.0-or-later\s·\s\+12/).waitFor();
      await inEditor(/"sharp".*Apache-2\.0\s·\s\+\d+,\s\d+\sweak\scopyleft/).waitFor();
      await workbench.page.locator('.editor-group-container.active .squiggly-warning').first().waitFor();
      await picture('package-json');
    });

    it('hovering over a line of package.json shows the way to what it brings', async () => {
      await workbench.goTo('package.json', '"sharp"');
      await workbench.runCommand('Show or Focus Hover');
      const card = workbench.page.locator('.monaco-hover', { hasText: 'Brings along' }).first();
      await card.waitFor();
      assert.match((await card.innerText()).replace(/\s+/g, ' '), /libvips.*LGPL-3\.0-or-later/);
      await picture('hover-in-package-json');
    });

    it("a quick fix opens the package's own licence text", async () => {
      const rows = await quickFixes('package.json', '"tinymce"');
      await picture('quick-fixes');
      await take(rows, /licence text of tinymce/);
      await workbench.page.locator('.tab.active', { hasText: 'license.md' }).waitFor();
      await picture('own-licence-text');
      await workbench.runCommand('View: Close Editor');
    });

    it('a quick fix opens the place that pulls a package in', async () => {
      const rows = await quickFixes('package.json', '"sharp"');
      await take(rows, /Open the place/);
      await inEditor('@img/sharp-libvips').first().waitFor();
      await picture('place-that-pulls-it-in');
      await workbench.runCommand('View: Close Editor');
    });

    it('a quick fix records which side of an OR is chosen', async () => {
      const rows = await quickFixes('package.json', '"jszip"');
      await picture('choice');
      await take(rows, /Choose MIT for jszip/);
      await openNew('copyleft-lens.json');
      await inEditor('"license": "MIT"').waitFor();
      await picture('choice-recorded');
      await workbench.runCommand('File: Save');
      await workbench.runCommand('View: Close Editor');
    });

    it('a quick fix allows a package with a reason, and then it is marked no more', async () => {
      await workbench.openFile('package.json');
      const rows = await quickFixes('package.json', '"mariadb"');
      await take(rows, /Allow mariadb/);
      await workbench.page.locator('.tab.active', { hasText: 'copyleft-lens.json' }).waitFor();
      await inEditor('mariadb@3.3.1').waitFor();
      await picture('place-for-the-reason');
      await workbench.page.keyboard.type('a server of its own; it can be exchanged');
      await workbench.runCommand('File: Save');
      await workbench.openFile('package.json');
      await workbench.runCommand('Problems: Focus on Problems View');
      await filterProblems('mariadb');
      await problems('covers the library').first().waitFor({ state: 'detached', timeout: 30_000 });
      await filterProblems('');
      await problems('tinymce').first().waitFor();
      await picture('allowed');
      await workbench.runCommand('View: Hide Panel');
    });

    it('the summary counts packages by family, and lists those that are not permissive with their way', async () => {
      await workbench.runCommand('Copyleft Lens: Show Workspace License Summary');
      const page = workbench.webview();
      await page.getByRole('button', { name: /^Strong copyleft: \d+ packages?$/ }).click({ timeout: 60_000 });
      await page.getByRole('cell', { name: 'night-editor → tinymce@7.3.0' }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Strong copyleft' }).getAttribute('aria-pressed'), 'true');
      assert.equal(await page.locator('tr.row', { hasText: 'Permissive' }).count(), 0);
      await picture('summary');
    });
  });
}

/** The project with its packages, in the cache of this product; undefined where they cannot be fetched. */
function installed(sample: string): string | undefined {
  const directory = path.join(process.env['COPYLEFT_LENS_NPM_LAB'] ?? path.join(os.homedir(), '.cache', 'copyleft-lens', 'npm-lab'), 'night-editor');
  fs.mkdirSync(directory, { recursive: true });
  fs.cpSync(sample, directory, { recursive: true });
  const npm = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], { cwd: directory, encoding: 'utf8', shell: process.platform === 'win32' });
  return npm.status === 0 ? directory : undefined;
}
