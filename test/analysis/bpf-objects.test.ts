/** BPF sources that nobody would write, and headers as large as dumps of the kernel's types are. */

import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../server/src/analysis/settings.ts';
import type { Report } from '../../server/src/findings/report.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { testAnalyzer, WORKSPACE } from '../support/case-workspace.ts';

const HELPERS = '#define SEC(name) __attribute__((section(name), used))\nstatic long (*bpf_trace_printk)(const char *format, unsigned size, ...) = (void *)6;\n';
const PROGRAM = '#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\nSEC("xdp") int shine(struct lamp_4711 *ctx) { bpf_trace_printk("on", 3); return 0; }\n';

async function check(contents: Readonly<Record<string, string>>): Promise<Report> {
  const files = createMemoryFiles(new Map(Object.entries(contents).map(([name, text]) => [`${WORKSPACE}/${name}`, text])));
  return (await testAnalyzer()).snapshot({ files, roots: [WORKSPACE], settings: { ...DEFAULT_SETTINGS, kernels: ['6.12'] } }).check();
}

describe('BPF objects', () => {
  it('are judged with a dump of types of several megabytes beside them', async () => {
    const types = Array.from({ length: 30_000 }, (_, i) => `struct lamp_${i} { int level; struct lamp_${(i * 7) % 30_000} *next; char name[${(i % 30) + 1}]; };\n`);
    const dump = `#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n${types.join('')}#endif\n`;
    const report = await check({ 'src/vmlinux.h': dump, 'include/bpf/bpf_helpers.h': HELPERS, 'src/lamp.bpf.c': PROGRAM });
    assert.deepEqual(report.findings.map(({ rule, range }) => [rule, range.start.line]), [['bpf-gpl-only-helper', 3]]);
    assert.deepEqual(report.unread, []);
  });

  const broken: Readonly<Record<string, string>> = {
    'nothing but the licence': 'char l[] __attribute__((section("license"))) = "GPL";',
    'a licence that is no string': '#include <vmlinux.h>\nchar l[] __attribute__((section("license"))) = { 71, 80, 76, 0 };\nint p(void *c) __attribute__((section("xdp")));',
    'a program that never ends': `${HELPERS}SEC("license") char l[] = "MIT";\nSEC("xdp") int p(void *c) { for (;;) p(c); }`,
    'unfinished text': `${HELPERS}char l[] SEC("license") = "MIT";\nSEC("xdp") int p(void *c) { if (`,
    'binary text': '#include <bpf/bpf_helpers.h>\n\0\0\u0001\u0002SEC("xdp"\n\uFFFD',
    'endless nesting': `char l[] __attribute__((section("license"))) = "MIT";\n__attribute__((section("xdp"))) int p(void) { return ${'('.repeat(20_000)}1${')'.repeat(20_000)}; }`,
    'a header that includes itself': '#include "self.bpf.c"\nchar l[] __attribute__((section("license"))) = "MIT";',
  };
  for (const [name, text] of Object.entries(broken)) {
    it(`of ${name} cost no answer`, async () => {
      const report = await check({ 'self.bpf.c': text, 'good.bpf.c': PROGRAM.replace('"vmlinux.h"', '<stddef.h>'), 'include/bpf/bpf_helpers.h': HELPERS });
      assert.ok(report.findings.some((finding) => finding.file.endsWith('good.bpf.c') && finding.rule === 'bpf-gpl-only-helper'));
      assert.ok(report.units.some((unit) => unit.kind === 'bpf-object' && unit.name === 'self.bpf'));
    });
  }

  it('with one name in two directories are two objects', async () => {
    const report = await check({ 'a/lamp.bpf.c': PROGRAM, 'b/lamp.bpf.c': PROGRAM, 'include/bpf/bpf_helpers.h': HELPERS });
    assert.equal(new Set(report.units.map(({ id }) => id)).size, 2);
    assert.deepEqual(report.units.map(({ programs }) => programs?.map(({ needsGpl }) => needsGpl.map((need) => need.name))), [[['bpf_trace_printk']], [['bpf_trace_printk']]]);
  });

  it('are judged by the nearest older kernel that was sampled, and the report says so', async () => {
    const files = createMemoryFiles(new Map([
      [`${WORKSPACE}/lamp.bpf.c`, PROGRAM], [`${WORKSPACE}/include/bpf/bpf_helpers.h`, HELPERS],
      ['/kernels/6.8/Module.symvers', ''], ['/kernels/6.8/include/config/kernel.release', '6.8.0-45\n'], ['/kernels/6.8/include/config/auto.conf', 'CONFIG_MODULES=y\n'],
      ['/kernels/6.8/include/generated/uapi/linux/version.h', '#define LINUX_VERSION_MAJOR 6\n#define LINUX_VERSION_PATCHLEVEL 8\n#define LINUX_VERSION_SUBLEVEL 0\n'],
    ]));
    const report = await (await testAnalyzer()).snapshot({ files, roots: [WORKSPACE], settings: { ...DEFAULT_SETTINGS, kernels: ['/kernels/6.8'] } }).check();
    assert.match(report.findings[0]!.evidence.map(({ message }) => message).join(), /as 6\.1 has it: 6\.8\.0-45 is not among the sampled kernels/);
    assert.ok(report.unread.some(({ reason }) => reason.includes('judged for 6.8.0-45 by what Linux 6.1 says')));
  });
});
