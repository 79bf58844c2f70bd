/** Modules judged together: that only plain data crosses threads, and that editing one module changes what is said of another. */

import assert from 'node:assert/strict';
import type { Snapshot } from '../../server/src/analysis/analyzer.ts';
import { parseArchive } from '../support/archive.ts';
import { openCase, testAnalyzer, WORKSPACE } from '../support/case-workspace.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { DEFAULT_SETTINGS } from '../../server/src/analysis/settings.ts';
import type { KernelModule } from '../../server/src/kbuild/kernel-module.ts';

const CASE = `A shim.
-- kernel 6.12.7 --
gpl_only_thing gpl
-- header linux/export.h --
#define EXPORT_SYMBOL(sym) asm("__export_symbol_" #sym ":\\n .asciz \\"\\"\\n .ascii \\"\\" \\"\\\\0\\"\\n")
-- Makefile --
obj-m := open.o closed.o
-- open.c --
#include <linux/module.h>
#include <linux/export.h>
int gpl_only_thing(int);
int wrapped(int x) { return gpl_only_thing(x); }
EXPORT_SYMBOL(wrapped);
MODULE_LICENSE("GPL");
-- closed.c --
#include <linux/module.h>
int wrapped(int);
const char *name = "gpl_only_thing";
int f(void) { return wrapped(1); }
MODULE_LICENSE("Proprietary");
`;

describe('modules judged together', () => {
  it('hand plain data from thread to thread', async () => {
    const snapshot = await openCase(parseArchive(CASE));
    const modules: KernelModule[] = [];
    await snapshot.check({ modulesOnly: (module) => modules.push(module) > 0 });
    const judged = await snapshot.judgeModules(modules);
    assert.equal(judged.length, 2);
    assert.deepEqual(structuredClone(judged), judged);
    assert.deepEqual(judged[0]!.linkage.targets[0]!.exports.map(({ symbol }) => symbol), ['wrapped']);
    assert.deepEqual(judged[1]!.linkage.targets[0]!.open.map(({ symbol }) => symbol), ['wrapped']);
  });

  it('follow edits of each other', async () => {
    const analyzer = await testAnalyzer();
    const archive = parseArchive(CASE);
    const base = await openCase(archive);
    assert.equal((await ofClosed(base)).length, 1);
    const contents = new Map([...archive.files].map(([name, text]) => [`${WORKSPACE}/${name}`, text]));
    const open = (): Snapshot => analyzer.snapshot({ files: createMemoryFiles(contents), roots: [WORKSPACE], settings: { ...DEFAULT_SETTINGS, kernels: ['6.12'] } });
    // Without headers, by the bundled facts: the invented symbol is nobody's, so another one stands for it.
    contents.set(`${WORKSPACE}/open.c`, archive.files.get('open.c')!.replaceAll('gpl_only_thing', 'ktime_get'));
    assert.deepEqual(await ofClosed(open()), ['gpl-shim']);
    contents.set(`${WORKSPACE}/open.c`, archive.files.get('open.c')!.replaceAll('gpl_only_thing', 'own_thing'));
    assert.deepEqual(await ofClosed(open()), []);
    contents.set(`${WORKSPACE}/open.c`, archive.files.get('open.c')!.replace('EXPORT_SYMBOL(', 'EXPORT_SYMBOL_GPL('));
    assert.deepEqual(await ofClosed(open()), ['gpl-only-symbol']);
  });

  it('are left to the check of the whole in a part of a kernel tree', async () => {
    const analyzer = await testAnalyzer();
    const folder = '/linux/drivers/lamp';
    const lamp = [...parseArchive(CASE).files].map(([name, text]) => [`${folder}/${name}`, text.replaceAll('gpl_only_thing', 'ktime_get')] as const);
    const kernel = ['Kbuild', 'Kconfig', 'scripts/Makefile.build', 'arch/Kconfig', 'init/main.c'].map((name) => [`/linux/${name}`, ''] as const);
    const rules = async (contents: ReadonlyMap<string, string>): Promise<string[]> => {
      const snapshot = analyzer.snapshot({ files: createMemoryFiles(contents), roots: [folder], settings: { ...DEFAULT_SETTINGS, kernels: ['6.12'] } });
      return (await snapshot.findingsIn(`${folder}/closed.c`)).map(({ rule }) => rule);
    };
    assert.deepEqual(await rules(new Map(lamp)), ['gpl-shim']);
    assert.deepEqual(await rules(new Map([...lamp, ...kernel])), []);
  });

  async function ofClosed(snapshot: Snapshot): Promise<string[]> {
    return (await snapshot.findingsIn(`${WORKSPACE}/closed.c`)).map(({ rule }) => rule);
  }
});
