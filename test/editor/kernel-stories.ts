/**
 * What a person sees with the headers of a real kernel: which symbols arrive through them, and by which way. Told in
 * a folder with an invented driver, against the headers in COPYLEFT_LENS_TEST_KERNEL or the first ones of this machine;
 * without any the stories are pending, and say so.
 */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Stage } from './stories.ts';
import { startWorkbench, type Workbench } from './workbench.ts';

/** Line of the driver, name on it, what the symbol that arrives is called on every kernel since 5.12 that has SMP and cgroups. */
const FAMOUS = [
  ['lamp.c', 'kernel_fpu_begin()', 'kernel_fpu_begin', 'kernel_fpu_begin_mask'],
  ['lamp.c', 'kfree_rcu(old', 'kfree_rcu', 'kvfree_call_rcu'],
  ['lamp.c', 'devm_kzalloc(', 'devm_kzalloc', 'devm_kmalloc'],
  ['lamp.c', 'pm_runtime_get_sync(', 'pm_runtime_get_sync', '__pm_runtime_resume'],
  ['lamp.c', 'module_usb_driver(', 'module_usb_driver', 'usb_'],
  ['store.c', 'bio_set_dev(', 'bio_set_dev', 'bio_associate_blkg'],
  ['store.c', 'devm_add_action(', 'devm_add_action', 'devm_add_action'],
  ['store.c', 'regmap_update_bits(', 'regmap_update_bits', 'regmap_update_bits_base'],
  ['store.c', 'platform_driver_register(', 'platform_driver_register', '__platform_driver_register'],
  ['store.c', 'wait_on_page_writeback(', 'wait_on_page_writeback', 'wait_on_page_writeback'],
] as const;

export function describeKernelHeaders({ environment, vsix, sample, screenshots }: Stage): void {
  const kernel = findHeaders();
  describe(`in a VS Code workbench with the headers of a kernel${kernel === undefined ? ' (left out: there are none; set COPYLEFT_LENS_TEST_KERNEL to a build directory)' : ''}`, () => {
    let workbench: Workbench;
    let pictures = 0;

    before(async function () {
      if (kernel === undefined) this.skip();
      this.timeout(180_000);
      workbench = await startWorkbench(environment, vsix, sample, screenshots, kernel);
    });
    after(() => workbench?.stop());
    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await picture(`failed ${this.currentTest.title}`);
      await workbench?.page.keyboard.press('Escape');
    });

    const picture = (title: string): Promise<void> =>
      workbench.screenshot(`kernel-${String(++pictures).padStart(2, '0')}-${title.replace(/\W+/g, '-')}`);
    const problems = (text: string): Locator => workbench.page.locator('.markers-panel .monaco-list-row', { hasText: text });

    async function filterProblems(text: string): Promise<void> {
      await workbench.page.locator('.panel .monaco-inputbox input').fill(text);
      await workbench.page.locator('.panel .viewpane-filter-badge', { hasText: /Showing \d+ of \d+/ }).waitFor();
    }

    it('the symbols that headers bring in are marked where the source brings them', async () => {
      await workbench.openFile('night-lamp/lamp.c');
      await workbench.runCommand('Problems: Focus on Problems View');
      await problems('kernel_fpu_begin brings in kernel_fpu_begin_mask').waitFor({ timeout: 45_000 });
      await picture('problems');
    });

    it('a problem unfolds into the steps of its chain, and a step leads to the place in the header', async () => {
      await filterProblems('kfree_rcu');
      const step = problems('macro kfree_rcu').first();
      await step.waitFor();
      await picture('related-information');
      await step.dblclick();
      const tab = workbench.page.locator('.tab.active', { hasText: '.h' });
      await tab.waitFor();
      await picture('place-in-the-header');
      await workbench.runCommand('View: Close Editor');
      // Cards need the room.
      await workbench.runCommand('View: Hide Panel');
    });

    for (const [file, line, name, symbol] of FAMOUS) {
      it(`hovering over ${name} shows by which way ${symbol} comes`, async () => {
        await workbench.openFile(`night-lamp/${file}`);
        await workbench.goTo(`night-lamp/${file}`, line);
        await workbench.runCommand('Show or Focus Hover');
        const card = workbench.page.locator('.monaco-hover', { hasText: 'Exported by' }).first();
        await card.waitFor({ timeout: 30_000 });
        const text = (await card.innerText()).replace(/\s+/g, ' ');
        assert.ok(text.includes(symbol), text);
        assert.match(text, /GPL-only/);
        await picture(`hover-${name}`);
      });
    }

    it('the call hierarchy walks down to the symbol', async () => {
      await workbench.openFile('night-lamp/lamp.c');
      await workbench.goTo('night-lamp/lamp.c', 'kfree_rcu(old');
      await workbench.runCommand('Calls: Show Call Hierarchy');
      const row = (text: string): Locator => workbench.page.locator('.sidebar .monaco-list-row', { hasText: text });
      // It shows the callers first, of which there are none.
      await row('kfree_rcu').first().waitFor();
      await workbench.page.locator('.sidebar .action-label[aria-label="Show Outgoing Calls"]').first().click();
      await row('macro').first().waitFor();
      for (let depth = 0; depth < 6 && (await row('kvfree_call_rcu').count()) === 0; depth++) {
        await row('rcu').last().click();
        await workbench.page.keyboard.press('ArrowRight');
        await row('rcu').nth(depth + 2).waitFor({ timeout: 5_000 }).catch(() => undefined);
      }
      assert.match(await row('kvfree_call_rcu').first().innerText(), /GPL-only/);
      await picture('call-hierarchy');
    });

    it('what a name brings in on this kernel only by its options is nothing where they are off', async () => {
      await workbench.openFile('night-lamp/lamp.c');
      await workbench.runCommand('Problems: Focus on Problems View');
      await filterProblems('current_euid');
      const marked = await problems('current_euid brings in').count();
      const options = fs.readFileSync(path.join(kernel!, 'include', 'generated', 'autoconf.h'), 'utf8');
      assert.equal(marked > 0, /CONFIG_PROVE_RCU 1/.test(options));
    });
  });
}

/** A build directory that is complete: a distribution removes old headers, and leaves directories behind. */
function findHeaders(): string | undefined {
  const chosen = process.env.COPYLEFT_LENS_TEST_KERNEL;
  const candidates = chosen === undefined ? [...below('/lib/modules', 'build'), ...below('/usr/src', '')] : [chosen];
  return candidates.find((directory) => ['Module.symvers', 'include/generated/autoconf.h'].every((file) => fs.existsSync(path.join(directory, file))));
}

function below(directory: string, name: string): string[] {
  if (!fs.existsSync(directory)) return [];
  return fs.readdirSync(directory).map((entry) => path.join(directory, entry, name));
}
