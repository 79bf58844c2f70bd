/** What an editor is told of a document while the kernel's headers are still being read. */

import assert from 'node:assert/strict';
import { parseArchive } from '../support/archive.ts';
import { openCase, WORKSPACE } from '../support/case-workspace.ts';

const DRIVER = `
-- kernel VERSION --
gpl_only_thing gpl
gpl_only_hidden gpl
-- header linux/hidden.h --
int gpl_only_hidden(void);
#define hidden() gpl_only_hidden()
-- Makefile --
obj-m := driver.o
-- driver.c --
#include <linux/module.h>
#include <linux/hidden.h>
int f(void) { hidden(); return gpl_only_thing(1); }
MODULE_LICENSE("Proprietary");
`;

describe('the first answer for a document', () => {
  const file = `${WORKSPACE}/driver.c`;
  /** Each kernel is cold once only: the analyzer is shared. */
  const open = (version: string) => openCase(parseArchive(DRIVER.replace('VERSION', version)));
  const symbols = (findings: readonly { data?: Readonly<Record<string, string>> }[]) => findings.map(({ data }) => data?.['symbol']);

  it('has what the source itself calls, and says what the rest waits for', async () => {
    const snapshot = await open('6.31.1');
    const first = await snapshot.firstFindingsIn(file);
    assert.equal(first?.waitingFor, 'reading the headers of 6.31.1');
    assert.deepEqual(symbols(first.findings), ['gpl_only_thing']);
    assert.deepEqual(symbols(await snapshot.findingsIn(file)), ['gpl_only_hidden', 'gpl_only_thing']);
  });

  it('is left out where the real one does not take long', async () => {
    const snapshot = await open('6.31.2');
    await snapshot.findingsIn(file);
    assert.equal(await snapshot.firstFindingsIn(file), undefined);
  });

  it('says the same of a direct use as the real one, so that nothing flickers', async () => {
    const snapshot = await open('6.31.3');
    const first = await snapshot.firstFindingsIn(file);
    const all = await snapshot.findingsIn(file);
    assert.deepEqual(first?.findings[0], all.find(({ data }) => data?.['symbol'] === 'gpl_only_thing'));
  });

  it('comes first as well where many other modules have to do with this one', async () => {
    const others = Array.from({ length: 9 }, (_, i) => `other${i}`);
    const texts = others.map((name) => `-- ${name}.c --\nint driver_work(void);\nint f(void) { return driver_work(); }\nMODULE_LICENSE("GPL");\n`);
    const modules = ['driver', 'alone', ...others].map((name) => `${name}.o`).join(' ');
    const workspace = DRIVER.replace('VERSION', '6.31.4').replace('driver.o', modules).replace('int f(void)', 'EXPORT_SYMBOL(driver_work);\nint f(void)');
    const snapshot = await openCase(parseArchive(`${workspace}-- alone.c --\n#include <linux/module.h>\nMODULE_LICENSE("GPL");\n${texts.join('')}`));
    await snapshot.findingsIn(`${WORKSPACE}/alone.c`); // the kernel is warm now
    const first = await snapshot.firstFindingsIn(file);
    assert.equal(first?.waitingFor, 'linking 10 modules that have to do with each other');
    await snapshot.findingsIn(file);
    assert.equal(await snapshot.firstFindingsIn(file), undefined);
  });
});
