import assert from 'node:assert/strict';
import { countsInWords } from '../../server/src/findings/page/counts.ts';
import { FileTable } from '../../server/src/findings/page/file-table.ts';
import { unitGraph, workspaceGraph, type Graph } from '../../server/src/findings/page/graph.ts';
import { pageOf, type PageModel } from '../../server/src/findings/page/page-model.ts';
import { packagesByFamily, unitsByLicense } from '../../server/src/findings/page/tally.ts';
import type { Finding } from '../../server/src/findings/finding.ts';
import type { Report, ReportedDependency, ReportedUnit } from '../../server/src/findings/report.ts';
import { largeReport } from '../support/large-report.ts';

const START = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

function module(name: string, license: string | null, more: Partial<ReportedUnit> = {}): ReportedUnit {
  return { id: `kernel-module:/modules/${name}`, kind: 'kernel-module', name, path: '/modules', license: { value: license, evidence: [] }, sources: [`/modules/${name}.c`], gplOnlySymbols: [], ...more };
}

function finding(severity: Finding['severity'], file: string, unit?: string, more: Partial<Finding> = {}): Finding {
  return { rule: 'a-rule', severity, message: 'a message', file, range: START, evidence: [], ...(unit !== undefined && { unit: `kernel-module:/modules/${unit}` }), ...more };
}

function dependency(name: string, family: string, path: readonly string[], more: Partial<ReportedDependency> = {}): ReportedDependency {
  return { kind: 'npm', name, version: '1', license: 'MIT', evidence: [], path, family, ...more };
}

function model(parts: Partial<Report>): PageModel {
  const { findings = [], units = [], unread = [] } = parts;
  const count = (severity: string): number => findings.filter((one) => one.severity === severity).length;
  return pageOf(
    {
      schemaVersion: 1,
      tool: { name: 'copyleft-lens', version: '0' },
      knowledge: [],
      subject: { paths: ['/modules'], kernels: [], assumedLicense: null },
      dependencies: [],
      units,
      findings,
      unread,
      summary: { units: units.length, files: 3, findings: { error: count('error'), warning: count('warning'), information: count('information'), hint: count('hint') }, suppressed: 0, unread: unread.length },
      ...parts,
    },
    { roots: ['/modules'], madeAt: null },
  ).model;
}

const arrowsOf = ({ arrows, nodes }: Graph): string[] => {
  const label = (id: string): string => nodes.find((node) => node.id === id)!.label;
  return arrows.map(({ from, to, label: text }) => `${label(from)} → ${label(to)}${text === '' ? '' : ` (${text})`}`);
};

describe('the model of the report page', () => {
  it('says in one sentence whether there is a problem and where, and never that unread files are fine', () => {
    const units = [module('a', 'GPL'), module('b', 'GPL')];
    assert.deepEqual(model({ units, findings: [finding('warning', '/modules/a.c', 'a'), finding('error', '/modules/a.c', 'a')] }).headline, { worst: 'error', text: '1 error, 1 warning', detail: 'in 1 of 2 units, 1 file' });
    assert.deepEqual(model({ units }).headline, { worst: null, text: 'Nothing found', detail: 'in 2 units and 3 files' });
    assert.match(model({ units, unread: [{ file: '/modules/x.c', reason: 'is too large' }] }).headline.detail, /1 thing could not be read, so this is no clean bill/);
    assert.equal(model({}).headline.text, 'Nothing to judge');
  });

  it('ranks files by how bad they are: one error before any number of warnings', () => {
    const { filesWithFindings, files } = model({ findings: [...Array.from({ length: 5 }, () => finding('warning', '/modules/many.c')), finding('error', '/modules/one.c'), finding('error', '/modules/two.c'), finding('error', '/modules/two.c')] });
    assert.deepEqual(filesWithFindings.map(({ file, counts }) => `${files[file]}: ${countsInWords(counts)}`), ['two.c: 2 errors', 'one.c: 1 error', 'many.c: 5 warnings']);
  });

  it('keeps names of files in the page, and their paths out of it', () => {
    const report = largeReport(10);
    const { model: page, paths } = pageOf(report, { roots: ['/project'], madeAt: null });
    assert.ok(paths.includes('/project/package-lock.json'));
    assert.doesNotMatch(JSON.stringify(page), /\/project\//);
    assert.equal(page.files.length, new Set(page.files).size);
    const table = new FileTable(['/home/me/a', '/home/me/b']);
    assert.deepEqual(['/home/me/a/x.c', '/home/me/b/x.c', '/home/me/ab/x.c', '/home/me/a'].map((file) => table.nameOf(file)), ['a/x.c', 'b/x.c', '/home/me/ab/x.c', 'a']);
    assert.equal(new FileTable(['C:\\work']).nameOf('C:\\work\\drivers\\x.c'), 'drivers/x.c');
  });

  it('counts a symbol once however many kernels export it, and says which', () => {
    const use = { file: '/modules/a.c', line: 3, column: 1, text: 'helper', chain: [] };
    const symbol = (kernel: string) => ({ symbol: 's', exportedBy: 'vmlinux', namespace: null, kernel, uses: Array.from({ length: 7 }, () => use) });
    const [unit] = model({ units: [module('a', null, { gplOnlySymbols: [symbol('6.1'), symbol('6.12')] })] }).units;
    assert.deepEqual(unit!.symbols.map(({ kernels, uses, moreUses }) => [kernels, uses.length, moreUses]), [[['6.1', '6.12'], 5, 2]]);
    assert.equal(unit!.name, 'a.ko');
    assert.equal(unit!.license, null);
  });

  it('lists a package once with all its ways, the shortest first, what asks most on top, and where its finding stands', () => {
    const report = {
      units: [module('a', 'MIT')],
      dependencies: [dependency('quiet', 'permissive', ['a', 'quiet@1']), dependency('loud', 'strong-copyleft', ['a', 'b', 'loud@1']), dependency('loud', 'strong-copyleft', ['a', 'loud@1'], { unit: 'kernel-module:/modules/a' })],
      findings: [finding('warning', '/modules/package.json', undefined, { data: { package: 'loud', version: '1' }, range: { start: { line: 4, column: 3 }, end: { line: 4, column: 9 } } })],
    };
    const { packages, files } = model(report);
    assert.deepEqual(packages.map(({ name, ways }) => [name, ways.map(({ path }) => path.length)]), [['loud', [2, 3]], ['quiet', [2]]]);
    assert.deepEqual([files[packages[0]!.place!.file], packages[0]!.place!.line, packages[0]!.place!.end], ['package.json', 4, [4, 9]]);
    assert.equal(packages[0]!.ways[0]!.unit, 0);
  });

  it('tallies licences of units and families of packages for charts', () => {
    const page = model({ units: [module('a', 'GPL'), module('b', null), module('c', 'GPL')], dependencies: [dependency('x', 'permissive', ['x']), dependency('y', 'permissive', ['y']), dependency('z', 'network-copyleft', ['z']), dependency('q', 'invented', ['q'])] });
    assert.deepEqual(unitsByLicense(page), [{ name: 'GPL', count: 2 }, { name: '', count: 1 }]);
    assert.deepEqual(packagesByFamily(page).map(({ name, count }) => `${name} ${count}`), ['network-copyleft 1', 'permissive 2', 'invented 1']);
  });
});

describe('graphs of the report page', () => {
  const chain = [{ kind: 'macro', name: 'outer', file: '/k/a.h', line: 1 }, { kind: 'inline', name: 'inner', file: '/k/a.h', line: 9 }];
  const symbols = [
    { symbol: 'far', exportedBy: 'vmlinux', namespace: null, kernel: '6.1', uses: [{ file: '/modules/a.c', line: 3, column: 1, text: 'outer', chain }] },
    { symbol: 'near', exportedBy: 'b', namespace: null, kernel: '6.1', uses: [{ file: '/modules/a.c', line: 4, column: 1, text: 'near', chain: [] }] },
  ];
  const units = [module('a', 'Proprietary', { gplOnlySymbols: symbols, uses: [{ unit: 'kernel-module:/modules/b', symbols: ['near'] }] }), module('b', 'GPL')];

  it('of the workspace: units, other units that they use, who exports GPL-only, ways to packages that are not permissive', () => {
    const page = model({ units, dependencies: [dependency('deep', 'strong-copyleft', ['a', 'between', 'deep@1'], { unit: 'kernel-module:/modules/a' }), dependency('fine', 'permissive', ['a', 'fine@1'], { unit: 'kernel-module:/modules/a' })] });
    assert.deepEqual(arrowsOf(workspaceGraph(page)), ['a.ko → b.ko (1 symbol)', 'a.ko → vmlinux (1 GPL-only)', 'a.ko → between', 'between → deep@1']);
  });

  it('knows a package on the way to another, where only one has that name', () => {
    const unit = 'kernel-module:/modules/a';
    const page = model({ units, dependencies: [dependency('between', 'permissive', ['a', 'between@1'], { unit }), dependency('deep', 'strong-copyleft', ['a', 'between', 'deep@1'], { unit })] });
    assert.deepEqual(arrowsOf(workspaceGraph(page)).slice(2), ['a.ko → between@1', 'between@1 → deep@1']);
  });

  it('of a unit: each step from the source to the symbol, and to who exports it', () => {
    const arrows = arrowsOf(unitGraph(model({ units }), 0));
    assert.deepEqual(arrows, ['a.ko → b.ko (1 symbol)', 'a.ko → outer', 'outer → inner', 'inner → far', 'far → vmlinux', 'a.ko → near', 'near → b.ko']);
  });

  it('of a large workspace leaves out what nobody could read, and says how much', () => {
    const graph = workspaceGraph(pageOf(largeReport(3000), { roots: ['/project'], madeAt: null }).model);
    assert.ok(graph.nodes.length < 120, String(graph.nodes.length));
    assert.match(graph.leftOut.join(', '), /^276 more units, \d+ more packages$/);
    const ids = new Set(graph.nodes.map(({ id }) => id));
    assert.equal(ids.size, graph.nodes.length);
    for (const { from, to } of graph.arrows) assert.ok(ids.has(from) && ids.has(to), `${from} → ${to}`);
  });
});
