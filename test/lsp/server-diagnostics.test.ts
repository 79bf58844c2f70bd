/** What a bug report may hold: counts, versions and times, and no name or word of the workspace. */

import assert from 'node:assert/strict';
import type { Report } from '../../server/src/findings/report.ts';
import { serverDiagnostics } from '../../server/src/lsp/server-diagnostics.ts';
import { createTimings } from '../../server/src/lsp/timings.ts';

const SECRET = 'acme_secret';

const REPORT: Report = {
  schemaVersion: 1,
  tool: { name: 'Copyleft Lens', version: '0' },
  knowledge: [],
  subject: { paths: [`/home/${SECRET}`], kernels: ['9.9'], assumedLicense: null },
  units: [{ id: SECRET, kind: 'kernel-module', name: SECRET, path: `/home/${SECRET}`, license: { value: SECRET, evidence: [] }, sources: [SECRET], gplOnlySymbols: [] }],
  dependencies: [],
  findings: [{ rule: 'gpl-only-symbol', severity: 'error', message: `${SECRET} is GPL-only`, file: `/home/${SECRET}/a.c`, range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } }, evidence: [] }],
  unread: [
    { file: `/home/${SECRET}/b.c`, reason: `imports "${SECRET}", whose licence is not known: it is not installed` },
    { file: `/home/${SECRET}/c.c`, reason: `cannot be read beside src/${SECRET}.h` },
  ],
  summary: { units: 1, files: 1, findings: { error: 1, warning: 0, information: 0, hint: 0 }, suppressed: 0, unread: 2 },
};

describe('what the server says of itself for a bug report', () => {
  it('counts, and names nothing of the workspace', () => {
    const state = { version: '1.2.3', runtime: ['node 20'], knowledge: [], kernels: { chosen: [], problems: [] }, report: REPORT, openDocuments: 2, timings: [] };
    const text = serverDiagnostics(state);
    assert.ok(!text.includes(SECRET), text);
    for (const part of ['version 1.2.3', '1 × gpl-only-symbol', '1 × kernel-module', '1 × imports …, whose licence is not known']) assert.ok(text.includes(part), `${part} in ${text}`);
  });

  it('says how long requests took, those that failed too', async () => {
    let now = 0;
    const timings = createTimings({ now: () => now });
    const taking = (milliseconds: number) => async (): Promise<void> => void (now += milliseconds);
    for (const milliseconds of [5, 40, 7]) await timings.measure('hover', taking(milliseconds));
    await assert.rejects(timings.measure('summary', () => Promise.reject(new Error('no'))));
    assert.deepEqual(timings.lines(), ['hover: 3 times, 7 ms in the middle, 40 ms at most', 'summary: 1 times, 0 ms in the middle, 0 ms at most']);
  });
});
