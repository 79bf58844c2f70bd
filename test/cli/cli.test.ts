import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');
const CLI = path.join(ROOT, 'dist/cli.js');
const SAMPLE = path.join(ROOT, 'sample');

function run(...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  return { status, out: stdout, err: stderr };
}

describe('the command line', () => {
  let scratch: string;
  before(() => (scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'copyleft-lens-'))));
  after(() => fs.rmSync(scratch, { recursive: true, force: true }));

  it('finds what the sample shows, and says so with status 1', () => {
    const { status, out } = run('check', SAMPLE, '--kernel', '6.12');
    assert.equal(status, 1);
    assert.match(out, /engine\.c\n\s+9:20\s+error\s+VENDOR_NOW brings in ktime_get/);
    assert.match(out, /the nearest string it knows is "GPL v2"/);
    assert.match(out, /uses dma_buf_get from namespace DMA_BUF, but does not import it/);
    assert.match(out, /module_platform_driver brings in __platform_driver_register/);
    assert.match(out, /vendor_crypt\.ko .*by the bundled index/);
    assert.doesNotMatch(out, /:kernel-index/);
    assert.doesNotMatch(out, /open_timer\.c/);
    assert.match(out, /scheduler\.c\n[\s\S]*VMK_NOW brings in vmk_clock, which leads to GPL-only ktime_get_raw through vmklinux\.ko/);
    assert.match(out, /at load: the kernel will refuse vmklinux_net\.ko/);
    assert.match(out, /vmklinux_net_ops, handed to vmk_register_net of proprietary vmkernel\.ko, may lead it to GPL-only debugfs_create_dir/);
  });

  it('is silent on a GPL driver, with status 0, until another licence is assumed', () => {
    const driver = path.join(SAMPLE, 'gpl-driver');
    assert.equal(run('check', driver, '--kernel', '6.12').status, 0);
    const assumed = run('check', driver, '--kernel', '6.12', '--assume-license', 'Proprietary');
    assert.equal(assumed.status, 1);
    assert.match(assumed.out, /debugfs_create_dir is exported GPL-only/);
  });

  it('judges one file in the module that it belongs to', () => {
    const { out } = run('check', path.join(SAMPLE, 'proprietary-driver/engine.c'), '--kernel', '6.12');
    assert.match(out, /vendor_crypt\.ko: its licence "Proprietary"/);
  });

  it('writes JSON to a file, with the GPL-only symbols of GPL modules too', () => {
    const file = path.join(scratch, 'report.json');
    const { status, out } = run('check', SAMPLE, '-k', '6.12', '-k', '6.1', '--format', 'json', '--output', file);
    assert.equal(status, 1);
    assert.equal(out, '');
    const report = JSON.parse(fs.readFileSync(file, 'utf8'));
    const timer = report.units.find((unit: { name: string }) => unit.name === 'open_timer');
    const kernels = timer.gplOnlySymbols.filter((entry: { symbol: string }) => entry.symbol === 'ktime_get').map((entry: { kernel: string }) => entry.kernel);
    assert.deepEqual(kernels, ['6.12.117+deb12-amd64', '6.1.0-56-amd64']);
  });

  it('writes the forms that are handed on: a page of its own, Markdown, a table', () => {
    const written = (format: string): string => {
      const file = path.join(scratch, `report.${format}`);
      assert.equal(run('check', path.join(SAMPLE, 'proprietary-driver'), '-k', '6.12', '--format', format, '--output', file).status, 1);
      return fs.readFileSync(file, 'utf8');
    };
    const page = written('html');
    assert.match(page, /^<!DOCTYPE html>[\s\S]*default-src 'none'; script-src 'sha256-/);
    const model = JSON.parse(/id="model">(.*)<\/script>/.exec(page)![1]!);
    assert.deepEqual(model.units.map(({ name }: { name: string }) => name), ['vendor_crypt.ko', 'vendor_share.ko']);
    assert.ok(model.files.includes('engine.c') && !page.includes(ROOT), 'names of files, and nothing of the machine');
    assert.match(written('markdown'), /^# License summary: proprietary-driver\n\n\*\*\d+ errors, 2 warnings\*\*/);
    assert.match(written('csv'), /^record,severity,rule,file,line,[^\n]*\r\nfinding,error,gpl-only-symbol,engine\.c,9,/);
  });

  it('compares several kernels: which symbols break on which', function () {
    this.timeout(60_000);
    const driver = path.join(scratch, 'two-kernels');
    fs.cpSync(path.join(ROOT, 'test/editor/two-kernels'), driver, { recursive: true });
    const kernels = ['--kernel', '6.1', '--kernel', '6.12'];
    const { out } = run('check', driver, ...kernels);
    assert.match(out, /Kernels compared\n\s+6\.1\.0-56-amd64\s+6\.12\.117\+deb12-amd64\n\s+attic\.ko breaking: 0 on 6\.1\.0-56-amd64, 1 on 6\.12\.117\+deb12-amd64\n\s+strlcpy\s+plain\s+✖ not exported/);
    assert.match(out, /strlcpy over time: plain up to 6\.7\.3, absent from 6\.8 \(43 sampled kernels/);
    assert.match(out, /hint\s+wbinvd_on_cpu breaks when vault\.ko moves to 6\.19/);
    assert.doesNotMatch(run('check', driver, '--kernel', '6.12').out, /Kernels compared/);

    const attic = (...args: string[]) =>
      JSON.parse(run('check', driver, ...kernels, '--format', 'json', ...args).out).units.find(({ name }: { name: string }) => name === 'attic');
    const asItIs = attic();
    assert.deepEqual(asItIs.kernels.map(({ gplOnlySymbols, breaking, breakingIfProprietary }: Record<string, number>) => [gplOnlySymbols, breaking, breakingIfProprietary]), [[2, 0, 2], [2, 1, 3]]);
    const assumed = attic('--assume-license', 'MIT');
    assert.deepEqual(assumed.kernels.map(({ breaking }: { breaking: number }) => breaking), [2, 3], 'what if it were MIT: as the counts said');
    assert.deepEqual(assumed.symbolMatrix.map(({ symbol }: { symbol: string }) => symbol), ['debugfs_create_dir', 'ktime_get', 'strlcpy']);
  });

  it('takes the threshold of the status from --fail-on', () => {
    const alone = path.join(scratch, 'alone.c');
    fs.writeFileSync(alone, 'MODULE_LICENSE("GPLv2");\n');
    assert.equal(run('check', alone, '-k', '6.12').status, 1);
    assert.equal(run('check', alone, '-k', '6.12', '--fail-on', 'error').status, 0);
    assert.equal(run('check', SAMPLE, '-k', '6.12', '--fail-on', 'never').status, 0);
  });

  describe('that cannot run says why, with status 2', () => {
    const cases: [about: string, args: string[], message: RegExp][] = [
      ['for a path that is not there', ['check', '/no/such/path'], /\/no\/such\/path does not exist/],
      ['for an unknown kernel', ['check', SAMPLE, '--kernel', '2.4'], /--kernel 2\.4: no kernel of this name is known; .*bundled facts: 6\.12/],
      ['for a directory that is no kernel', ['check', SAMPLE, '--kernel', './docs'], /docs is not a kernel build directory/],
      ['for an unknown format', ['check', '--format', 'xml'], /Allowed choices are text, json/],
      ['for an unknown command', ['chekc'], /unknown command 'chekc'/],
      ['for a report that cannot be written', ['check', SAMPLE, '-k', '6.12', '-o', '/no/such/dir/report'], /cannot write the report/],
      ['for a name that nobody knows', ['explain', 'no_such_symbol'], /neither a symbol .* nor an SPDX licence/],
    ];
    for (const [about, args, message] of cases) {
      it(about, () => {
        const { status, err } = run(...args);
        assert.equal(status, 2);
        assert.match(err, message);
        assert.doesNotMatch(err, /\n\s+at /, 'no stack trace');
      });
    }
  });

  it('explains a C library by its name, a header or a symbol, whatever this machine has of it', () => {
    assert.match(run('explain', 'readline').out, /Licence: GPL-3\.0-or-later\n[\s\S]*What decides: [\s\S]*How that is known[\s\S]*Linked with: -lhistory -lreadline[\s\S]*libedit \(BSD-3-Clause\)/);
    assert.match(run('explain', 'fftw3.h').out, /FFTW, a C library\n\s+Licence: GPL-2\.0-or-later/);
    assert.match(run('explain', 'gsl_sf_bessel_J0').out, /exports gsl_sf_bessel_J0/);
    assert.match(run('explain', 'zlib').out, /Licence: Zlib[\s\S]*zlib License/);
  });

  it('explains a symbol with its history, and a licence with its text', () => {
    const symbol = run('explain', 'bio_associate_blkg', '-k', '6.12');
    assert.match(symbol.out, /6\.12\.117\+deb12-amd64: exported GPL-only by vmlinux/);
    assert.match(symbol.out, /GPL-only from 5\.0\.1 \(43 sampled kernels/);
    assert.match(run('explain', 'follow_pfn', '-k', '6.12').out, /not exported[\s\S]*plain up to 6\.9, absent from 6\.10/);
    assert.match(run('explain', 'bio_set_dev', '-k', '6.12').out, /a macro that reaches bio_associate_blkg from 5\.0\.1/);
    assert.match(run('explain', 'ktime_get', '-k', '6.12').out, /look at instead\n\s+ktime_get_raw_ts64: .*Documentation\/core-api\/timekeeping\.rst/);
    assert.match(run('explain', 'gpl-2.0-only').out, /TERMS AND CONDITIONS FOR COPYING/);
  });

  it('lists what is bundled and finds it undamaged', () => {
    const { status, out } = run('knowledge', '--check');
    assert.equal(status, 0);
    assert.match(out, /kernel-6\.12-amd64: 26,765 exports, 15,144 of them GPL-only/);
    assert.match(out, /as recorded/);
  });

  describe('survives bad input', () => {
    const MODULE = 'MODULE_LICENSE("Proprietary");\nint f(void) { return ktime_get(); }\n';
    const project = (name: string, files: Record<string, string | Buffer>): string => {
      const directory = path.join(scratch, name);
      fs.mkdirSync(directory);
      for (const [file, content] of Object.entries(files)) fs.writeFileSync(path.join(directory, file), content);
      return directory;
    };
    const check = (directory: string): string => run('check', directory, '--kernel', '6.12').out;

    it('a file of 50 MB', () => {
      const directory = project('huge', { Makefile: 'obj-m := a.o\na-y := big.o small.o', 'big.c': Buffer.alloc(50 << 20, 'int x;\n'), 'small.c': MODULE });
      assert.match(check(directory), /ktime_get is exported GPL-only[\s\S]*big\.c is larger than the limit of 8\.0 MiB/);
    });

    it('a binary named .c', () => {
      const directory = project('binary', { Makefile: 'obj-m := a.o b.o', 'a.c': Buffer.from([0, 1, 2, 0]), 'b.c': MODULE });
      assert.match(check(directory), /ktime_get is exported GPL-only[\s\S]*a\.c is not text/);
    });

    it('Latin-1 text, with the columns of its characters', () => {
      const directory = project('latin1', { Makefile: 'obj-m := a.o', 'a.c': Buffer.from('/* \xe4\xf6 */ ' + MODULE, 'latin1') });
      assert.match(check(directory), /2:22\s+error/);
    });

    it('a loop of symbolic links', () => {
      const directory = project('loop', { Makefile: 'obj-m := a.o', 'a.c': MODULE });
      fs.symlinkSync(directory, path.join(directory, 'again'));
      fs.symlinkSync(path.join(directory, 'self'), path.join(directory, 'self'));
      assert.match(check(directory), /1 error · 1 unit in 1 file/);
    });

    it('a damaged Module.symvers: the lines that make no sense are named, the rest is used', () => {
      const kernel = project('kernel', { 'Module.symvers': '0x00000000\tktime_get\tvmlinux\tEXPORT_SYMBOL_GPL\t\nrubbish\n', Makefile: '' });
      fs.mkdirSync(path.join(kernel, 'include/config'), { recursive: true });
      fs.writeFileSync(path.join(kernel, 'include/config/kernel.release'), '6.9.0-own\n');
      const directory = project('against-damaged', { Makefile: 'obj-m := a.o', 'a.c': MODULE });
      const { out } = run('check', directory, '--kernel', kernel);
      assert.match(out, /ktime_get is exported GPL-only by vmlinux \(6\.9\.0-own\)[\s\S]*Module\.symvers:2 /);
    });

    it('deeply nested code', () => {
      const directory = project('deep', { Makefile: 'obj-m := a.o', 'a.c': MODULE + 'int g(void) { return ' + '('.repeat(20_000) + '1' + ')'.repeat(20_000) + '; }' });
      assert.match(check(directory), /ktime_get is exported|is nested too deeply/);
    });
  });
});
