/** Kernel modules without sources, against an invented kernel. */

import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../server/src/analysis/settings.ts';
import type { Report } from '../../server/src/findings/report.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { testAnalyzer } from '../support/case-workspace.ts';
import { elf } from '../support/elf-writer.ts';

const KERNEL = {
  '/kernels/6.12.1/Module.symvers': '0x0\tfrob_gpl\tvmlinux\tEXPORT_SYMBOL_GPL\t\n0x0\tfrob_plain\tvmlinux\tEXPORT_SYMBOL\t\n0x0\tfrob_ns\tvmlinux\tEXPORT_SYMBOL\tFROB\n',
  '/kernels/6.12.1/include/config/kernel.release': '6.12.1\n',
  '/kernels/6.12.1/include/generated/autoconf.h': '#define CONFIG_MODULES 1\n',
};

async function check(files: Readonly<Record<string, string>>): Promise<Report> {
  const snapshot = (await testAnalyzer()).snapshot({ files: createMemoryFiles({ ...KERNEL, ...files }), roots: ['/w'], settings: { ...DEFAULT_SETTINGS, kernels: ['/kernels/6.12.1'] } });
  return snapshot.check();
}

const module = (modinfo: string[], imported: string[]): string => elf({ is64: true, little: true, imported, modinfo }).toString('latin1');
const found = ({ findings }: Report): string[] => findings.map(({ rule, file, message }) => `${file} ${rule} ${message.split(' ')[0]!}`);

describe('a kernel module without sources', () => {
  it('is judged by its .modinfo and its undefined symbols', async () => {
    const report = await check({ '/w/x.ko': module(['license=Proprietary', 'name=x'], ['frob_gpl', 'frob_plain', '~frob_gpl', 'frob_ns']) });
    assert.deepEqual(found(report), ['/w/x.ko gpl-only-symbol frob_gpl', '/w/x.ko missing-namespace-import modpost']);
    const [unit] = report.units;
    assert.deepEqual([unit!.name, unit!.license.value, unit!.gplOnlySymbols.map(({ symbol }) => symbol)], ['x', 'Proprietary', ['frob_gpl']]);
  });

  it('with a GPL licence uses them rightly, and imports namespaces by .modinfo', async () => {
    const report = await check({ '/w/x.ko': module(['license=GPL', 'import_ns=FROB'], ['frob_gpl', 'frob_ns']) });
    assert.deepEqual(found(report), []);
    assert.equal(report.units[0]!.gplOnlySymbols.length, 1);
  });

  it('is judged by its sources where they are there', async () => {
    const report = await check({ '/w/Kbuild': 'obj-m += x.o\n', '/w/x.c': '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n', '/w/x.ko': module(['license=Proprietary'], ['frob_gpl']) });
    assert.deepEqual(report.units.map(({ license, sources }) => [license.value, sources]), [['GPL', ['/w/x.c']]]);
  });

  it('that cannot be read is told', async () => {
    const report = await check({ '/w/a.ko': 'text', '/w/b.ko': elf({ is64: true, little: true, imported: ['frob_gpl'] }).toString('latin1'), '/w/c.ko.xz': '\xfd7zXZ', '/w/d.ko.zst': '(' });
    assert.deepEqual(report.unread.filter(({ file }) => file.startsWith('/w')).map(({ file, reason }) => `${file} ${reason}`), [
      '/w/a.ko is no compiled file of a format that is known',
      '/w/b.ko is called as a kernel module is, and has no .modinfo section',
      '/w/c.ko.xz is compressed, as 1 other kernel module is: unpack it to have it judged',
    ]);
  });
});
