/** The parts of the report page that need no browser. */

import assert from 'node:assert/strict';
import { filtered, unitKey } from '../../client/page/src/filter.ts';
import { drawing, neighbour } from '../../client/page/src/layout.ts';
import { INITIAL_STATE, restoredState } from '../../client/page/src/view-state.ts';
import { workspaceGraph } from '../../server/src/findings/page/graph.ts';
import { pageOf } from '../../server/src/findings/page/page-model.ts';
import { hostileReport } from '../support/hostile-report.ts';
import { largeReport } from '../support/large-report.ts';

const model = pageOf(largeReport(200), { roots: ['/project'], madeAt: null }).model;

describe('the search of the report page', () => {
  const shown = (query: string) => filtered(model, { ...INITIAL_STATE, query });

  it('wants every word, in any order and case, anywhere in a row', () => {
    assert.equal(shown('').findings.length, 200);
    assert.equal(shown('SYMBOL_17  modpost').findings.length, shown('modpost symbol_17').findings.length);
    assert.deepEqual(shown('driver_3.c:44 helper_43').findings.map(({ place }) => place.line), [44]);
    assert.equal(shown('symbol_17 nowhere').findings.length, 0);
  });

  it('looks through every table', () => {
    assert.deepEqual(shown('symbol_7_3').units.map((number) => model.units[number]!.name), ['driver_7.ko'], 'a unit by a symbol that it uses');
    assert.ok(shown('agpl-3.0').packages.every(({ license }) => license === 'AGPL-3.0-only'));
    assert.equal(shown('file_12.c').unread.length, 1);
    assert.equal(shown('facts 19').knowledge.length, 1);
  });

  it('goes together with severities, a file and a family', () => {
    const errors = filtered(model, { ...INITIAL_STATE, severities: ['error'] }).findings;
    assert.ok(errors.length > 0 && errors.every(({ severity }) => severity === 'error'));
    const file = model.files[model.findings[5]!.place.file]!;
    assert.ok(filtered(model, { ...INITIAL_STATE, file }).findings.every(({ place }) => model.files[place.file] === file));
    assert.ok(filtered(model, { ...INITIAL_STATE, family: 'custom' }).packages.every(({ family }) => family === 'custom'));
  });
});

describe('the state of the report page', () => {
  it('comes back as it was saved', () => {
    const state = { ...INITIAL_STATE, tab: 'units', query: 'x', severities: ['error'], unit: unitKey(model.units[3]!), scroll: 120, tables: { findings: { page: 2, sort: 1, descending: true, unfolded: ['a'] } } } as const;
    assert.deepEqual(restoredState(JSON.parse(JSON.stringify(state))), state);
  });

  it('of another version is taken as far as it makes sense', () => {
    for (const nonsense of [undefined, null, 5, 'x', []]) assert.deepEqual(restoredState(nonsense), INITIAL_STATE);
    const state = restoredState({ tab: 'gone', query: 7, severities: ['error', 'worse'], tables: { findings: 'x', units: { page: 'y', unfolded: [1, 'k'] } }, scroll: 'far' });
    assert.deepEqual(state, { ...INITIAL_STATE, severities: ['error'], tables: { findings: { page: 0, unfolded: [] }, units: { page: 0, unfolded: ['k'] } } });
  });
});

describe('the drawing of a graph', () => {
  it('has a place for each node and a line for each arrow, and nodes do not cover one another', () => {
    for (const report of [largeReport(200), hostileReport()]) {
      const graph = workspaceGraph(pageOf(report, { roots: ['/project'], madeAt: null }).model);
      const { nodes, arrows, width, height } = drawing(graph);
      assert.deepEqual([nodes.length, arrows.length], [graph.nodes.length, graph.arrows.length]);
      for (const node of nodes) assert.ok(node.x > 0 && node.y > 0 && node.x < width && node.y < height);
      for (const a of nodes) {
        for (const b of nodes) assert.ok(a === b || Math.abs(a.x - b.x) >= (a.width + b.width) / 2 - 1 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2 - 1, `${a.label} covers ${b.label}`);
      }
      assert.ok(arrows.every(({ points }) => points.length >= 2 && points.flat().every(Number.isFinite)));
    }
  });

  it('can be walked by arrow keys', () => {
    const { nodes } = drawing({ nodes: ['a', 'b', 'c'].map((id) => ({ id, kind: 'unit', label: id, detail: '', severity: null })), arrows: [{ from: 'a', to: 'b', label: '' }, { from: 'a', to: 'c', label: '' }], leftOut: [] });
    const [a, b, c] = nodes as [(typeof nodes)[number], (typeof nodes)[number], (typeof nodes)[number]];
    const upper = b.y < c.y ? b : c;
    assert.ok([b, c].includes(neighbour(nodes, a, 'ArrowRight')!));
    assert.equal(neighbour(nodes, b, 'ArrowLeft'), a);
    assert.equal(neighbour(nodes, upper, 'ArrowDown'), upper === b ? c : b);
    assert.equal(neighbour(nodes, a, 'ArrowLeft'), undefined);
  });
});
