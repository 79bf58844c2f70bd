/**
 * Everything the workbench test needs beside npm's packages: a VS Code server, a browser, ripgrep and fonts.
 * @vscode/test-electron would download Electron; VS Code's own web server and extension host are also inside
 * the npm package code-server, so a registry is all that is needed. Installed once into a cache directory.
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The last release for Node 20. It holds VS Code 1.100. */
const CODE_SERVER = '4.100.3';
const NODE_MAJOR = '20';

export interface Environment {
  /** Directory of VS Code's server: holds out/server-main.js. */
  readonly vscode: string;
  /** Node binary that runs it. */
  readonly node: string;
  readonly chromium: string;
}

/** Throws an Error whose message says what a person has to install. */
export function prepareEnvironment(say: (message: string) => void): Environment {
  const tools = prepareSystemTools(say);
  const cache = process.env.COPYLEFT_LENS_VSCODE_CACHE ?? path.join(os.homedir(), '.cache', 'copyleft-lens', 'vscode');
  const directory = path.join(cache, `${CODE_SERVER}-${process.platform}-${process.arch}`);
  return { ...tools, ...prepareVSCode(directory, tools.ripgrep, say) };
}

function prepareSystemTools(say: (message: string) => void): { chromium: string; ripgrep: string } {
  const find = () => ({
    chromium: process.env.COPYLEFT_LENS_CHROMIUM ?? which('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'),
    ripgrep: which('rg'),
  });
  let { chromium, ripgrep } = find();
  if (!(chromium && ripgrep) && process.getuid?.() === 0 && which('apt-get')) {
    say('installing Chromium, fonts and ripgrep with apt-get');
    const packages = ['chromium', 'fonts-dejavu-core', 'ripgrep'];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    // An outdated package list is the usual reason for a failure: refresh it first, and go on if only that fails.
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env });
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
    ({ chromium, ripgrep } = find());
  }
  if (!chromium || !ripgrep) {
    throw new Error('The workbench test needs Chromium and ripgrep. On Debian: apt-get install -y chromium fonts-dejavu-core ripgrep');
  }
  return { chromium, ripgrep };
}

function prepareVSCode(directory: string, ripgrep: string, say: (message: string) => void): { vscode: string; node: string } {
  const vscode = path.join(directory, 'node_modules', 'code-server', 'lib', 'vscode');
  const ready = path.join(directory, '.ready');
  const ownNode = process.versions.node.split('.')[0] === NODE_MAJOR;
  const nodePackage = `node-${process.platform}-${process.arch}`;
  const node = ownNode ? process.execPath : path.join(directory, 'node_modules', nodePackage, 'bin', 'node');
  if (!fs.existsSync(ready)) {
    say(`installing the VS Code server of code-server ${CODE_SERVER} into ${directory} (316 MB, about a minute, once)`);
    fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(path.join(directory, 'package.json'), '{"private":true}\n');
    npm(directory, ['--save-exact', `code-server@${CODE_SERVER}`, ...(ownNode ? [] : [`${nodePackage}@${NODE_MAJOR}`])]);
    npm(vscode, ['--omit=dev']);
    // TypeScript for the built-in JavaScript support: without it every workbench start logs an error.
    npm(path.join(vscode, 'extensions'), ['--omit=dev']);
    link('node_modules', path.join(vscode, 'node_modules.asar'));
    const bin = path.join(vscode, 'node_modules', '@vscode', 'ripgrep', 'bin');
    fs.mkdirSync(bin, { recursive: true });
    link(ripgrep, path.join(bin, 'rg'));
    fs.writeFileSync(ready, '');
  }
  if (!ownNode && !fs.existsSync(node)) npm(directory, ['--save-exact', `${nodePackage}@${NODE_MAJOR}`]);
  return { vscode, node };
}

/** Install scripts are left out: they would download or compile parts that this test does not use. */
function npm(cwd: string, args: readonly string[]): void {
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args], { cwd });
}

function link(target: string, place: string): void {
  fs.rmSync(place, { force: true, recursive: true });
  fs.symlinkSync(target, place);
}

function run(command: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv }): void {
  const result = spawnSync(command, args, { ...options, encoding: 'utf8' });
  if (result.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed:\n${result.error?.message ?? ''}${result.stdout ?? ''}${result.stderr ?? ''}`);
  }
}

function which(...names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const directory of (process.env.PATH ?? '').split(path.delimiter)) {
      const candidate = path.join(directory, name);
      if (directory && fs.existsSync(candidate)) return candidate;
    }
  }
  return undefined;
}
