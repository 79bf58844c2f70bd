/** Files that nobody opened, folders that are not trusted, and folders with settings of their own. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Stage } from './stories.ts';
import { startWorkbench, type Workbench, type WorkbenchOptions } from './workbench.ts';

export function describeReach(stage: Stage): void {
  describe('in a VS Code workbench, beyond the open file', () => {
    let workbench: Workbench;
    before(async function () {
      this.timeout(180_000);
      workbench = await start(stage);
    });
    after(() => workbench?.stop());

    it('the Problems view fills with files that nobody opened', async () => {
      await workbench.openFile('gpl-driver/open_timer.c');
      await workbench.runCommand('Problems: Focus on Problems View');
      await row(workbench, 'engine.c').first().waitFor({ timeout: 60_000 });
      await row(workbench, 'modpost will refuse to build vendor_crypt.ko').first().waitFor();
      await workbench.screenshot('reach-01-problems-of-files-that-are-not-open');
    });

    it('and follows what happens to them on the disk', async () => {
      const main = path.join(workbench.folder, 'proprietary-driver', 'main.c');
      fs.writeFileSync(main, fs.readFileSync(main, 'utf8').replace('MODULE_LICENSE("Proprietary")', 'MODULE_LICENSE("GPL")'));
      await row(workbench, 'modpost will refuse to build vendor_crypt.ko').first().waitFor({ state: 'detached', timeout: 60_000 });
    });

    it('a setting leaves all but open files alone, until somebody asks for the whole workspace', async () => {
      // Among the first of the list, which holds no more rows than fit.
      const ofOther = row(workbench, 'vendor_share.c').first();
      await ofOther.waitFor();
      workbench.changeSettings({ 'copyleftLens.backgroundCheck': 'openFiles' });
      await ofOther.waitFor({ state: 'detached', timeout: 60_000 });
      await workbench.runCommand('Copyleft Lens: Check Whole Workspace');
      await ofOther.waitFor({ timeout: 60_000 });
      await workbench.screenshot('reach-02-the-whole-workspace');
    });
  });

  describe('in a VS Code workbench that does not trust the folder', () => {
    let workbench: Workbench;
    before(async function () {
      this.timeout(180_000);
      workbench = await start(stage, {
        userSettings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.emptyWindow': false },
      });
    });
    after(() => workbench?.stop());

    it('modules are judged, against facts that ship with the extension', async () => {
      await workbench.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
      await workbench.openFile('proprietary-driver/engine.c');
      await workbench.page.locator('.editor-group-container.active .squiggly-error').first().waitFor({ timeout: 60_000 });
      // Whatever headers this machine has.
      await workbench.page.locator('[id="status.languageStatus"]').hover();
      const status = workbench.page.locator('.hover-language-status', { hasText: 'Kernel: 6.12' }).first();
      await status.waitFor();
      assert.match(await status.innerText(), /bundled/);
      await workbench.screenshot('reach-03-restricted-mode');
    });
  });

  describe('in a VS Code workbench with folders of their own', () => {
    let workbench: Workbench;
    before(async function () {
      this.timeout(180_000);
      workbench = await start(stage, { folders: ['proprietary-driver', 'vmkernel'], userSettings: { 'copyleftLens.kernels': ['6.12'] } });
    });
    after(() => workbench?.stop());

    it('each is judged by its own settings', async () => {
      await workbench.openFile('engine.c');
      const squiggles = workbench.page.locator('.editor-group-container.active .squiggly-error');
      await squiggles.first().waitFor({ timeout: 60_000 });
      const settings = path.join(workbench.folder, 'proprietary-driver', '.vscode');
      fs.mkdirSync(settings, { recursive: true });
      fs.writeFileSync(path.join(settings, 'settings.json'), JSON.stringify({ 'copyleftLens.assumeLicense': 'GPL' }));
      await squiggles.first().waitFor({ state: 'detached', timeout: 60_000 });
      await workbench.runCommand('Problems: Focus on Problems View');
      // The other folder is still judged by what its sources say.
      await row(workbench, 'vmkl').first().waitFor({ timeout: 60_000 });
      await workbench.screenshot('reach-04-folders-with-settings-of-their-own');
    });
  });
}

function start({ environment, vsix, sample, screenshots }: Stage, options: WorkbenchOptions = {}): Promise<Workbench> {
  return startWorkbench(environment, vsix, sample, screenshots, '6.12', options);
}

function row(workbench: Workbench, text: string) {
  return workbench.page.locator('.markers-panel .monaco-list-row', { hasText: text });
}
