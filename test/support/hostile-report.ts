/** A report in which every name that comes from other people tries to be more than a name. */

import type { Report } from '../../server/src/findings/report.ts';

export const HOSTILE = `</script><script>globalThis.hacked=1</script><img src=x onerror="globalThis.hacked=1">'"|\`](javascript:hacked) *b* @all\n# head\u2028--><!--`;

const RANGE = { start: { line: 3, column: 2 }, end: { line: 3, column: 4 } };

export function hostileReport(): Report {
  const file = `/project/${HOSTILE}`;
  const unit = `kernel-module:/project/${HOSTILE}`;
  const evidence = [{ message: HOSTILE, source: HOSTILE, location: { file, range: RANGE } }];
  return {
    schemaVersion: 1,
    tool: { name: 'copyleft-lens', version: '0' },
    knowledge: [{ name: HOSTILE, source: HOSTILE, version: HOSTILE, checksum: HOSTILE }],
    subject: { paths: ['/project'], kernels: [HOSTILE], assumedLicense: HOSTILE },
    units: [
      {
        id: unit,
        kind: 'kernel-module',
        name: HOSTILE,
        path: file,
        license: { value: HOSTILE, evidence },
        sources: [file],
        gplOnlySymbols: [{ symbol: HOSTILE, exportedBy: HOSTILE, namespace: HOSTILE, kernel: HOSTILE, uses: [{ file, line: 1, column: 1, text: HOSTILE, chain: [{ kind: 'macro', name: `${HOSTILE} step`, file, line: 2, options: [HOSTILE] }] }] }],
        kernels: [{ kernel: HOSTILE, method: 'linker', gplOnlySymbols: 1, breaking: 1, breakingIfProprietary: 1 }],
        symbolMatrix: [{ symbol: HOSTILE, kernels: [{ kernel: HOSTILE, state: 'gpl-only', breaks: 'gpl-only' }] }],
      },
    ],
    dependencies: [{ kind: HOSTILE, name: HOSTILE, version: HOSTILE, license: HOSTILE, evidence, path: [HOSTILE, HOSTILE], unit, arrival: HOSTILE, family: HOSTILE, chosen: HOSTILE, verdict: HOSTILE, reason: HOSTILE }],
    findings: [{ rule: HOSTILE, severity: 'error', message: HOSTILE, file, range: RANGE, unit, evidence }],
    unread: [{ file, reason: HOSTILE, line: 7 }],
    summary: { units: 1, files: 1, findings: { error: 1, warning: 0, information: 0, hint: 0 }, suppressed: 0, unread: 1 },
  };
}
