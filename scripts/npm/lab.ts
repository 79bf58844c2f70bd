/** Where the benches' packages lie, and how they get there: `npm install` without scripts. Nothing of it is ever committed. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const LAB = process.env['COPYLEFT_LENS_NPM_LAB'] ?? path.join(os.homedir(), '.cache', 'copyleft-lens', 'npm-lab');

/** Makes a project with these dependencies, once; returns its directory. */
export function project(name: string, dependencies: Readonly<Record<string, string>>, manifest: Readonly<Record<string, unknown>> = { license: 'MIT' }): string {
  const directory = path.join(LAB, name);
  const file = path.join(directory, 'package.json');
  const text = JSON.stringify({ name, version: '1.0.0', private: true, ...manifest, dependencies }, null, 2);
  if (fs.existsSync(path.join(directory, 'node_modules')) && fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) return directory;
  fs.mkdirSync(directory, { recursive: true });
  fs.writeFileSync(file, text);
  const { status } = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps', '--loglevel=error'], { cwd: directory, stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm install failed in ${directory}`);
  return directory;
}

export interface Cost {
  /** Seconds on the clock, and of the processor (user and system). */
  readonly wall: number;
  readonly processor: number;
  readonly status: number | null;
  readonly stdout: string;
}

/** Runs a command to its end and says what it cost. */
export function run(command: string, args: readonly string[], cwd: string): Cost {
  // The children's usage of this process tells what this one child used.
  const before = childUsage();
  const started = process.hrtime.bigint();
  const { status, stdout } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  return { wall, processor: childUsage() - before, status, stdout };
}

/** Seconds of processor time of all children that have ended, from /proc (Linux). */
function childUsage(): number {
  const fields = fs.readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /, '').split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
