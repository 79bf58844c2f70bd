/** What only a real disk has: links, and links that lead round in a circle, as pnpm makes them. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readPackageGraph } from '../../server/src/npm/read-graph.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { testAnalyzer } from '../support/case-workspace.ts';
import { DEFAULT_SETTINGS } from '../../server/src/analysis/settings.ts';

describe('packages on a disk', () => {
  let root: string;
  beforeEach(() => (root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'copyleft-lens-npm-')))));
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  function write(name: string, content: unknown): void {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  function link(name: string, target: string): void {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.symlinkSync(target, file, 'dir');
  }
  const check = async () => (await testAnalyzer()).snapshot({ files: createDiskFiles(), roots: [root], settings: DEFAULT_SETTINGS }).check();

  it("are found through pnpm's links, which lead round in circles", () => {
    write('package.json', { name: 'app', dependencies: { a: '1' } });
    write('node_modules/.pnpm/a@1.0.0/node_modules/a/package.json', { name: 'a', version: '1.0.0', dependencies: { b: '1' } });
    write('node_modules/.pnpm/b@1.0.0/node_modules/b/package.json', { name: 'b', version: '1.0.0', dependencies: { a: '1' } });
    link('node_modules/a', '.pnpm/a@1.0.0/node_modules/a');
    link('node_modules/.pnpm/a@1.0.0/node_modules/b', '../../b@1.0.0/node_modules/b');
    link('node_modules/.pnpm/b@1.0.0/node_modules/a', '../../a@1.0.0/node_modules/a');
    link('node_modules/.pnpm/a@1.0.0/node_modules/a/node_modules/round', '../..');
    const { nodes, members } = readPackageGraph(root, createDiskFiles(), 1 << 20);
    assert.deepEqual([...members.keys()], [root]);
    assert.deepEqual([...nodes.values()].map(({ name, edges }) => [name, edges.map(({ to }) => nodes.get(to!)!.name)]), [['app', ['a']], ['a', ['b']], ['b', ['a']]]);
  });

  it('with a licence field of 100 kB, without a name, and with a field of another type are judged all the same', async () => {
    write('package.json', { name: 'app', license: 'MIT', dependencies: { long: '1', nameless: '1', odd: '1', gpl: '1' } });
    write('node_modules/long/package.json', { name: 'long', version: '1.0.0', license: `(${'MIT AND '.repeat(12_000)}MIT)` });
    write('node_modules/nameless/package.json', { license: 'GPL-3.0-only' });
    write('node_modules/odd/package.json', { name: 'odd', version: 7, license: ['MIT', { type: 5 }], dependencies: ['x'] });
    write('node_modules/gpl/package.json', { name: 'gpl', version: '1.0.0', license: 'GPL-3.0-only' });
    const { findings, dependencies } = await check();
    const rules = (name: string): string[] => findings.filter(({ message }) => message.includes(`→ ${name}`)).map(({ rule }) => rule);
    assert.deepEqual(dependencies.map(({ name }) => name), ['gpl', 'long', 'nameless', 'odd']);
    assert.deepEqual(rules('gpl'), ['copyleft-dependency']);
    assert.ok(findings.some(({ rule, message }) => rule === 'copyleft-dependency' && message.includes('nameless')));
    assert.equal(rules('long').length, 1);
    assert.ok(JSON.stringify(findings.filter(({ message }) => message.includes('→ long'))).length < 20_000, 'the field is not repeated in full');
  });

  it('are read only inside of the package: a link out of it is none of its licence texts', async () => {
    write('package.json', { name: 'app', license: 'MIT', dependencies: { out: '1' } });
    write('node_modules/out/package.json', { name: 'out', version: '1.0.0', license: 'SEE LICENSE IN secret.txt' });
    write('secret.txt', 'do not show this');
    link('node_modules/out/secret.txt', '../../secret.txt');
    const report = await check();
    assert.deepEqual(report.findings.map(({ rule }) => rule), ['restricted-package-license']);
    assert.doesNotMatch(JSON.stringify(report), /do not show this/);
  });

  it('that change on the disk are judged anew after an installation', async () => {
    write('package.json', { name: 'app', license: 'MIT', dependencies: { a: '1' } });
    write('node_modules/a/package.json', { name: 'a', version: '1.0.0', license: 'MIT' });
    assert.deepEqual((await check()).findings, []);
    write('node_modules/a/package.json', { name: 'a', version: '2.0.0', license: 'GPL-3.0-only' });
    write('node_modules/.package-lock.json', '{}');
    assert.deepEqual((await check()).findings.map(({ rule }) => rule), ['copyleft-dependency']);
  });
});
