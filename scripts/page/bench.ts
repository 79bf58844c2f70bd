/**
 * `npm run bench:page [-- ROWS]`: how big the report page is and how quick in a real browser, with as many findings, packages and
 * unread files (default: 5,000 of each). Times of the model and the forms are of the processor; those in the browser are of one run
 * on this machine, from opening the file to the first picture, and from a key or a click to the frame that shows its effect. COPYLEFT_LENS_CHROMIUM names a browser, else Debian's is taken.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import zlib from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { pageOf } from '../../server/src/findings/page/page-model.ts';
import { renderExport } from '../../server/src/findings/views/exports.ts';
import { largeReport } from '../../test/support/large-report.ts';

const rows = Number(process.argv[2] ?? 5000);
const built = fs.readFileSync(path.join(import.meta.dirname, '../../dist/report-page.html'), 'utf8');
const report = largeReport(rows);
const options = { roots: ['/project'], madeAt: null, page: () => built };

say('page without a report', kilobytes(Buffer.byteLength(built)), `${kilobytes(zlib.gzipSync(built).length)} compressed`);
const [model, modelTime] = timed(() => pageOf(report, options).model);
say('model', milliseconds(modelTime), `${kilobytes(JSON.stringify(model).length)} for ${rows} findings, ${rows} packages, ${rows} unread files, ${report.units.length} units`);
for (const format of ['html', 'markdown', 'csv', 'json'] as const) {
  const [text, time] = timed(() => renderExport(report, format, options));
  say(`written as ${format}`, milliseconds(time), kilobytes(Buffer.byteLength(text)));
}

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'copyleft-lens-page-'));
const file = path.join(directory, 'report.html');
fs.writeFileSync(file, renderExport(report, 'html', options));
const browser = await chromium.launch({ executablePath: process.env['COPYLEFT_LENS_CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(pathToFileURL(file).href);
  await page.getByRole('tab', { name: /^Findings/ }).waitFor();
  say('opened and drawn', milliseconds(await page.evaluate<number>(`performance.getEntriesByName('first-contentful-paint')[0].startTime`)));
  await click(page, 'tab of findings', '#tab-findings');
  await type(page, 'first letter of a search', 's');
  await type(page, 'search for one row', `symbol_${rows - 1} `);
  await type(page, 'search cleared', '');
  await click(page, 'sorted by message', 'th:nth-child(3) button');
  await click(page, 'next page', '.pager button:nth-of-type(3)');
  await click(page, 'tab of packages', '#tab-packages');
  await click(page, 'tab of units', '#tab-units');
  await click(page, 'a unit with its chains', 'tr.row button.link');
  await click(page, 'overview with graph', '#tab-overview');
} finally {
  await browser.close();
  fs.rmSync(directory, { recursive: true, force: true });
}

/** Milliseconds from an action to the frame after the one that it changes. */
async function measure(page: Page, action: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const start = performance.now();
    ${action};
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
  })`);
}

async function click(page: Page, what: string, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor();
  say(what, milliseconds(await measure(page, `document.querySelector(${JSON.stringify(selector)}).click()`)));
}

async function type(page: Page, what: string, text: string): Promise<void> {
  const action = `const input = document.querySelector('input[type=search]'); input.value = ${JSON.stringify(text)}; input.dispatchEvent(new Event('input', { bubbles: true }))`;
  say(what, milliseconds(await measure(page, action)));
}

function timed<T>(run: () => T): [T, number] {
  const start = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(start);
  return [result, (user + system) / 1000];
}

function say(what: string, figure: string, more = ''): void {
  console.log(`${what.padEnd(28)}${figure.padStart(12)}  ${more}`.trimEnd());
}

function milliseconds(time: number): string {
  return `${time.toFixed(0)} ms`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
