/** What stands above MODULE_LICENSE: it waits for nothing, and counts what the report counts. */

import assert from 'node:assert/strict';
import type { Snapshot } from '../../server/src/analysis/analyzer.ts';
import { parseArchive } from '../support/archive.ts';
import { openCase, WORKSPACE } from '../support/case-workspace.ts';

const archive = (license: string, uses = 'one_gpl() + two_gpl() + open_thing()') => `Two kernels that differ.
-- kernel 6.1.5 --
one_gpl gpl
two_gpl plain
open_thing plain
-- kernel 6.12.1 --
one_gpl gpl
two_gpl gpl
-- Makefile --
obj-m := driver.o
-- driver.c --
int f(void) { return ${uses}; }
MODULE_LICENSE("${license}");
`;

const FILE = `${WORKSPACE}/driver.c`;

const titles = async (snapshot: Snapshot): Promise<string[]> => (await snapshot.lensesIn(FILE)).map(({ title }) => title);

describe('lenses on MODULE_LICENSE', () => {
  it('say nothing before the module was judged, and then something for each kernel', async () => {
    const snapshot = await openCase(parseArchive(archive('GPL')));
    await snapshot.findingsIn(FILE);
    assert.deepEqual(await titles(snapshot), [
      '1 GPL-only symbol · would break if Proprietary · 6.1 · by names alone',
      '2 GPL-only symbols · would break if Proprietary · 1 breaks under any licence · 6.12 · by names alone',
    ]);
  });

  it('of a module that is not under the GPL say what breaks', async () => {
    const snapshot = await openCase(parseArchive(archive('MIT')));
    await snapshot.findingsIn(FILE);
    assert.deepEqual(await titles(snapshot), [
      '1 GPL-only symbol · 1 breaks as “MIT” · 6.1 · by names alone',
      '2 GPL-only symbols · 3 break as “MIT” · 6.12 · by names alone',
    ]);
  });

  it('of a module without GPL-only symbols say that nothing would change', async () => {
    const snapshot = await openCase(parseArchive(archive('GPL', '0')));
    await snapshot.findingsIn(FILE);
    assert.equal((await titles(snapshot))[0], 'no GPL-only symbols · would not break if Proprietary · 6.1 · by names alone');
  });

  it('agree with the report, as it is and under an assumed licence', async () => {
    const snapshot = await openCase(parseArchive(archive('GPL')));
    const [asItIs] = (await snapshot.check()).units;
    const [assumed] = (await snapshot.assuming('Proprietary').check()).units;
    assert.deepEqual(asItIs!.kernels!.map(({ gplOnlySymbols }) => gplOnlySymbols), [1, 2]);
    assert.deepEqual(asItIs!.kernels!.map(({ breakingIfProprietary }) => breakingIfProprietary), assumed!.kernels!.map(({ breaking }) => breaking));
    for (const { kernel, gplOnlySymbols } of asItIs!.kernels!) {
      assert.equal(new Set(asItIs!.gplOnlySymbols.filter((entry) => entry.kernel === kernel).map(({ symbol }) => symbol)).size, gplOnlySymbols);
    }
    const findings = (await snapshot.assuming('Proprietary').check()).findings.filter(({ rule }) => rule === 'gpl-only-symbol' || rule === 'symbol-not-exported');
    const broken = new Set(findings.map(({ data }) => data!['symbol']));
    assert.deepEqual([...broken].sort(), assumed!.symbolMatrix!.map(({ symbol }) => symbol));
  });

  it('keep what they knew while an edit waits to be judged, at the place of the text as it is', async () => {
    const state = (text: string): Promise<Snapshot> => openCase(parseArchive(archive('GPL').replaceAll('driver', 'waiting').replace(/int f[^]*/, () => text)));
    const file = `${WORKSPACE}/waiting.c`;
    const before = 'int f(void) { return one_gpl(); }\nMODULE_LICENSE("GPL");\n';
    assert.deepEqual(await (await state(before)).lensesIn(file), [], 'nothing is judged for a lens');
    await (await state(before)).findingsIn(file);
    const [lens] = await (await state(before)).lensesIn(file);
    assert.match(lens!.title, /^1 GPL-only symbol · would break if Proprietary · 6\.1 /);
    const edited = await state(`\n${before.replace('one_gpl()', '0')}`);
    assert.deepEqual((await edited.lensesIn(file))[0], { about: 'module', title: lens!.title, range: { start: { line: 3, column: 1 }, end: { line: 3, column: 22 } } });
    await edited.findingsIn(file);
    assert.match((await edited.lensesIn(file))[0]!.title, /^no GPL-only symbols/);
  });
});
