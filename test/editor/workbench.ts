/** A real VS Code workbench: its own web server with the packaged extension installed, shown by a browser. */

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import type { Environment } from './environment.ts';

const SETTINGS = {
  // A dialog would block everything else; what an untrusted workspace may do is declared in the manifest.
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  // A picture in the middle of a fade shows nothing.
  'workbench.reduceMotion': 'on',
  'workbench.colorTheme': 'Default Light Modern',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'git.enabled': false,
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
  'editor.hover.delay': 100,
};

export interface Workbench {
  readonly page: Page;
  /** Root of the opened folder: a copy that the test may spoil. */
  readonly folder: string;
  /** Opens a file of the folder by its relative path, as a person does with Ctrl+P. */
  openFile(name: string): Promise<void>;
  /** Puts the cursor into the first occurrence of a text in an opened file, wherever that is. */
  goTo(name: string, text: string): Promise<void>;
  goToLine(line: number, column?: number): Promise<void>;
  /** Runs a command of the palette by its exact label. */
  runCommand(label: string): Promise<void>;
  /** The visible text of the editor that holds some text, for clicking and hovering. */
  word(line: string, word: string): Locator;
  /** The content of the webview that is shown. */
  webview(): FrameLocator;
  /** Writes the settings.json of the folder: the server of this workbench does not watch the user's. */
  changeSettings(settings: Readonly<Record<string, unknown>>): void;
  /** @param clip the part to keep; without, all of it */
  screenshot(name: string, clip?: { x: number; y: number; width: number; height: number }): Promise<void>;
  stop(): Promise<void>;
}

export interface WorkbenchOptions {
  /** Beside, and in place of, those of every test. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** Of the sample: opened as the folders of a workspace; without, the sample is the one folder. */
  readonly folders?: readonly string[];
}

/**
 * @param vsix the packaged extension
 * @param sample the folder to open; it is copied
 * @param screenshots directory for pictures
 * @param kernel to judge against, whatever headers this machine has besides: the pictures are to be the same everywhere
 */
export async function startWorkbench(
  environment: Environment,
  vsix: string,
  sample: string,
  screenshots: string,
  kernel: string,
  { userSettings = {}, folders = [] }: WorkbenchOptions = {},
): Promise<Workbench> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'copyleft-lens-editor-'));
  const folder = path.join(root, path.basename(sample));
  fs.cpSync(sample, folder, { recursive: true });
  fs.mkdirSync(screenshots, { recursive: true });
  writeSettings(path.join(root, 'user', 'User'), { ...SETTINGS, ...userSettings });
  const changeSettings = (settings: Readonly<Record<string, unknown>>): void =>
    writeSettings(path.join(folder, '.vscode'), { 'copyleftLens.kernels': [kernel], ...settings });
  changeSettings({});

  const server = await startServer(environment, vsix, root);
  const browser = await chromium.launch({
    executablePath: environment.chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  // The product works offline, and so does its test: whatever would leave the machine is cut off.
  await context.route(
    ({ hostname, protocol }) => protocol.startsWith('http') && hostname !== '127.0.0.1' && hostname !== 'localhost',
    (route) => route.abort(),
  );
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`http://127.0.0.1:${server.port}/?${new URLSearchParams(folders.length === 0 ? { folder } : { workspace: writeWorkspace(folder, folders) })}`);
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });

  const goToLine = async (line: number, column = 1): Promise<void> => {
    await page.keyboard.press('Control+G');
    const input = page.locator('.quick-input-widget .quick-input-box input');
    await input.fill(`:${line}:${column}`);
    await input.press('Enter');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  };

  return {
    page,
    folder,
    changeSettings,
    async openFile(name) {
      await fillQuickInput(page, 'Control+P', name, path.basename(name));
      await page.locator('.tab.active', { hasText: path.basename(name) }).waitFor();
    },
    async goTo(name, text) {
      const before = fs.readFileSync(path.join(folder, name), 'utf8').split(text, 1)[0]!.split('\n');
      await goToLine(before.length, before.at(-1)!.length + 2);
    },
    goToLine,
    runCommand: (label) => fillQuickInput(page, 'F1', `>${label}`, label),
    word: (line, word) =>
      page.locator('.editor-group-container.active .view-line', { hasText: line }).locator('span > span', { hasText: word }).first(),
    webview: () => page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame'),
    async screenshot(name, clip) {
      await page.screenshot({ path: path.join(screenshots, `${name}.png`), ...(clip && { clip }) });
    },
    async stop() {
      await browser.close();
      await server.stop();
      fs.rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

function writeWorkspace(folder: string, folders: readonly string[]): string {
  const file = path.join(folder, 'all.code-workspace');
  fs.writeFileSync(file, JSON.stringify({ folders: folders.map((name) => ({ path: name })) }));
  return file;
}

function writeSettings(directory: string, settings: Readonly<Record<string, unknown>>): void {
  fs.mkdirSync(directory, { recursive: true });
  fs.writeFileSync(path.join(directory, 'settings.json'), JSON.stringify(settings, null, 2));
}

/** @param row the exact label to choose. */
async function fillQuickInput(page: Page, key: string, text: string, row: string): Promise<void> {
  await page.keyboard.press(key);
  const input = page.locator('.quick-input-widget .quick-input-box input');
  await input.waitFor();
  await input.fill(text);
  // Labels are written with no-break spaces.
  const label = new RegExp(`^${row.replace(/[^\w\s]/g, '\\$&').replace(/ /g, '\\s')}$`);
  await page.locator('.quick-input-list .monaco-list-row .label-name').filter({ hasText: label }).first().click();
  // The list goes; the command that was chosen may open an input box of its own.
  await page.locator('.quick-input-list').waitFor({ state: 'hidden' });
}

interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

/** VS Code's server itself, not code-server's wrapper: that one wants parts which are not installed. */
async function startServer({ vscode, node }: Environment, vsix: string, root: string): Promise<Server> {
  const main = path.join(vscode, 'out', 'server-main.js');
  const common = ['--accept-server-license-terms', '--telemetry-level', 'off'];
  for (const [option, name] of [['extensions', 'extensions'], ['user-data', 'user'], ['server-data', 'data']] as const) {
    const directory = path.join(root, name);
    fs.mkdirSync(directory, { recursive: true });
    common.push(`--${option}-dir`, directory);
  }
  const installed = spawnSync(node, [main, '--install-extension', vsix, ...common], { encoding: 'utf8' });
  if (!/successfully installed/.test(installed.stdout)) throw new Error(`the extension could not be installed:\n${installed.stdout}${installed.stderr}`);

  const child = spawn(node, [main, '--host', '127.0.0.1', '--port', '0', '--without-connection-token', ...common], {
    env: { ...process.env, EXTENSIONS_GALLERY: '{}' },
  });
  let log = '';
  const port = await new Promise<number>((resolve, reject) => {
    const fail = (what: string): void => reject(new Error(`the VS Code server ${what}:\n${log}`));
    const timeout = setTimeout(() => fail('did not start within a minute'), 60_000);
    const listen = (data: Buffer): void => {
      log += data.toString();
      const match = /Extension host agent listening on (\d+)/.exec(log);
      if (!match) return;
      clearTimeout(timeout);
      resolve(Number(match[1]));
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('exit', (code) => fail(`ended with ${code}`));
  });
  return {
    port,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      const timeout = setTimeout(() => child.kill('SIGKILL'), 5000);
      await gone;
      clearTimeout(timeout);
    },
  };
}
