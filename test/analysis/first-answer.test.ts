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
});
