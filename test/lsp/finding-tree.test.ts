/** The findings view: what stands in it, and in which order. */

import assert from 'node:assert/strict';
import type { Finding } from '../../server/src/findings/finding.ts';
import type { Report, ReportedUnit } from '../../server/src/findings/report.ts';
import { findingCounts, findingTree, type FindingNode } from '../../server/src/lsp/finding-tree.ts';

const unit = (name: string, license: string): ReportedUnit => ({
  id: `kernel-module:/work/${name}`, kind: 'kernel-module', name, path: `/work/${name}`, license: { value: license, evidence: [] }, sources: [], gplOnlySymbols: [],
});
const finding = (rule: string, severity: Finding['severity'], file: string, line: number, changes: Partial<Finding> = {}): Finding => ({
  rule, severity, message: `${rule} says so`, file, range: { start: { line, column: 1 }, end: { line, column: 4 } }, evidence: [], ...changes,
});

const REPORT: Report = {
  schemaVersion: 1,
  tool: { name: 'Copyleft Lens', version: '0' },
  knowledge: [],
  subject: { paths: ['/work'], kernels: ['9.9'], assumedLicense: null },
  units: [unit('tidy', 'GPL'), unit('lamp', 'Proprietary'), unit('pump', 'GPLv2')],
  dependencies: [],
  findings: [
    finding('unknown-module-license', 'warning', '/work/pump/pump.c', 3, { unit: 'kernel-module:/work/pump' }),
    finding('breaks-on-later-kernel', 'hint', '/work/lamp/lamp.c', 1, { unit: 'kernel-module:/work/lamp' }),
    finding('gpl-only-symbol', 'error', '/work/lamp/lamp.c', 7, { unit: 'kernel-module:/work/lamp' }),
    finding('gpl-only-symbol', 'error', '/work/lamp/lamp.c', 9, { unit: 'kernel-module:/work/lamp' }),
    finding('copyleft-import', 'warning', '/work/web/index.ts', 2, { data: { license: 'AGPL-3.0-only' } }),
    finding('policy-file', 'warning', '/work/copyleft-lens.json', 2),
  ],
  unread: [{ file: '/work/lamp/huge.h', reason: 'is too large', line: 4 }],
  summary: { units: 3, files: 5, findings: { error: 2, warning: 3, information: 0, hint: 1 }, suppressed: 0, unread: 1 },
};

describe('the tree of findings', () => {
  it('by unit: the worst first, then what is in order, then what could not be read', () => {
    assert.deepEqual(outline(findingTree(REPORT, 'unit', ['/work'])), [
      'lamp (Proprietary) error',
      '  gpl-only-symbol says so (lamp.c:7) error',
      '  gpl-only-symbol says so (lamp.c:9) error',
      '  breaks-on-later-kernel says so (lamp.c:1) hint',
      'Other files () warning',
      '  copyleft-import says so (index.ts:2) warning',
      '  policy-file says so (copyleft-lens.json:2) warning',
      'pump (GPLv2) warning',
      '  unknown-module-license says so (pump.c:3) warning',
      'Nothing found (1 unit) -',
      '  tidy (GPL) -',
      'Not read (1 place) -',
      '  huge.h (is too large) -',
    ]);
  });

  it("by licence: the kernel's own for what its exports ask, a package's for a package", () => {
    const labels = findingTree(REPORT, 'license', ['/work']).map(({ label, children }) => `${label}: ${children.length}`);
    assert.deepEqual(labels, ['GPL-2.0-only: 4', 'AGPL-3.0-only: 1', 'No licence named: 1', 'Not read: 1']);
  });

  it('by file: from the folder of the workspace, with the place of each', () => {
    const [first] = findingTree(REPORT, 'file', ['/work']);
    assert.deepEqual([first!.label, first!.description, first!.tooltip], ['lamp.c', 'lamp', '2 errors, 1 hint']);
    assert.equal(first!.children[0]!.description, '7');
    assert.deepEqual(first!.children[0]!.location, { uri: 'file:///work/lamp/lamp.c', range: { start: { line: 6, character: 0 }, end: { line: 6, character: 3 } } });
  });

  it('has an id for each row, of its own and the same from report to report', () => {
    const ids = (report: Report) => all(findingTree(report, 'unit', ['/work'])).map(({ id }) => id);
    assert.equal(new Set(ids(REPORT)).size, ids(REPORT).length);
    const moved = { ...REPORT, findings: REPORT.findings.map((one) => ({ ...one, range: { start: { line: one.range.start.line + 1, column: 1 }, end: { line: one.range.end.line + 1, column: 4 } } })) };
    assert.deepEqual(ids(moved), ids(REPORT));
  });

  it('marks files for what asks for something; a hint does not', () => {
    const hints = { ...REPORT, findings: REPORT.findings.filter(({ severity }) => severity !== 'error') };
    assert.deepEqual(findingCounts(REPORT).files[1], { uri: 'file:///work/lamp/lamp.c', severity: 'error', tooltip: '2 errors' });
    assert.ok(findingCounts(hints).files.every(({ uri }) => !uri.endsWith('lamp.c')));
  });
});

function outline(nodes: readonly FindingNode[], indent = ''): string[] {
  return nodes.flatMap(({ label, description, severity, children }) => [`${indent}${label} (${description}) ${severity ?? '-'}`, ...outline(children, `${indent}  `)]);
}

function all(nodes: readonly FindingNode[]): FindingNode[] {
  return nodes.flatMap((node) => [node, ...all(node.children)]);
}
