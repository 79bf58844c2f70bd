/**
 * `npm run test:editors`: the stand-alone server under a real Neovim and a real Emacs, without a screen. Each is configured by
 * the very text of its page in docs/editors, opens a source as a person would, and writes down what it shows. Debian has both:
 * apt-get install --no-install-recommends neovim emacs-nox elpa-eglot
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Mocha from 'mocha';

const root = path.join(import.meta.dirname, '..', '..');

/** What a person sees. */
interface Seen {
  readonly failure?: string;
  readonly diagnostics: readonly { readonly line: number; readonly message: string }[];
  readonly hover: string;
  readonly actions: readonly string[];
  /** Of the editor, after the licence was spelled by the code action. */
  readonly text: string;
}

const SOURCE = `#include <linux/module.h>
#include <asm/fpu/api.h>

void lamp_glow(void)
{
	kernel_fpu_begin_mask(KFPU_387);
	kernel_fpu_end();
}

MODULE_LICENSE("GPLv2");
`;

const mocha = new Mocha({ timeout: 120_000, reporter: path.join(root, 'test', 'support', 'totals-reporter.cjs') });
mocha.suite.emit('pre-require', globalThis, '', mocha);

describe('the language server under other editors', () => {
  it('Neovim shows its diagnostics and hover, and applies its code action', () => {
    shows((folder) => {
      const init = block('neovim.md', 'lua').replace('kernels = {}', "kernels = { '6.12' }");
      fs.writeFileSync(path.join(folder, 'init.lua'), init);
      return ['nvim', '--headless', '--clean', '-n', '-u', path.join(folder, 'init.lua'), path.join(folder, 'lamp', 'lamp.c'), '-c', `luafile ${path.join(import.meta.dirname, 'check.lua')}`];
    });
  });

  it('Emacs shows its diagnostics and hover, and applies its code action', () => {
    shows((folder) => {
      fs.writeFileSync(path.join(folder, 'init.el'), block('emacs.md', 'elisp').replace(':kernels []', ':kernels ["6.12"]'));
      return ['emacs', '--batch', '--no-init-file', '--load', path.join(folder, 'init.el'), '--load', path.join(import.meta.dirname, 'check.el')];
    });
  });
});

mocha.run((failures) => process.exit(failures > 0 ? 1 : 0));

/** @param command of the editor, whose configuration it writes into the folder */
function shows(command: (folder: string) => readonly string[]): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'copyleft-lens-editors-'));
  try {
    const seen = look(folder, command(folder));
    const found = seen.diagnostics.map(({ line, message }) => `${line} ${message}`).join('\n');
    assert.match(found, /^6 .*kernel_fpu_begin_mask/m);
    assert.match(found, /^10 .*GPLv2/m);
    assert.match(seen.hover, /Exported by:? vmlinux/);
    assert.match(seen.hover, /\b6\\?\.12\\?\./);
    assert.ok(seen.actions.some((title) => title.includes('GPL v2')), seen.actions.join('\n'));
    assert.equal(seen.text.trimEnd(), SOURCE.replace('GPLv2', 'GPL v2').trimEnd());
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function look(folder: string, [program, ...args]: readonly string[]): Seen {
  const project = path.join(folder, 'lamp');
  fs.mkdirSync(project);
  fs.writeFileSync(path.join(project, 'lamp.c'), SOURCE);
  fs.writeFileSync(path.join(project, 'Makefile'), 'obj-m := lamp.o\n');
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin);
  fs.symlinkSync(path.join(root, 'dist', 'cli.js'), path.join(bin, 'copyleft-lens'));
  const answer = path.join(folder, 'seen.json');
  const environment = { ...process.env, HOME: folder, PATH: `${bin}:${process.env['PATH']}`, OPENED: path.join(project, 'lamp.c'), SEEN: answer, COPYLEFT_LENS_CACHE: '' };
  const ended = spawnSync(program!, args, { cwd: project, env: environment, encoding: 'utf8', timeout: 110_000, killSignal: 'SIGKILL' });
  if (ended.error) throw new Error(`${program} could not be run: ${ended.error.message}`);
  assert.ok(fs.existsSync(answer), `${program} ended with ${ended.status} and told nothing:\n${ended.stdout}${ended.stderr}`);
  const seen = JSON.parse(fs.readFileSync(answer, 'utf8')) as Seen;
  assert.equal(seen.failure, undefined, `${ended.stdout}${ended.stderr}`);
  return seen;
}

/** The block of a page that says it is run. */
function block(page: string, language: string): string {
  const text = fs.readFileSync(path.join(root, 'docs', 'editors', page), 'utf8');
  const match = new RegExp(`<!-- This block is what [^>]*-->\n\`\`\`${language}\n([^]*?)\`\`\``).exec(text);
  if (!match) throw new Error(`${page} has no block to run`);
  return match[1]!;
}
