/**
 * A core small enough to read: every "gpl_only_thing" in a document is a finding, unless the licence is
 * assumed to be the GPL. The protocol tests are about the server's behaviour, not about the core's.
 */

import type { Analyzer, Snapshot, WorkspaceState } from '../../server/src/analysis/analyzer.ts';
import { isReadable } from '../../server/src/base/files.ts';
import { LineIndex } from '../../server/src/base/line-index.ts';
import { rangeTouches } from '../../server/src/base/location.ts';
import type { Finding } from '../../server/src/findings/finding.ts';
import type { Report } from '../../server/src/findings/report.ts';

const NAME = 'gpl_only_thing';

export interface StandIn extends Analyzer {
  /** The states that snapshots were asked for, oldest first. */
  readonly states: WorkspaceState[];
}

/** @param changes replaces answers of the snapshots. */
export function createStandIn(changes: (snapshot: Snapshot, state: WorkspaceState) => Partial<Snapshot> = () => ({})): StandIn {
  const states: WorkspaceState[] = [];
  return {
    states,
    snapshot(state) {
      states.push(state);
      const snapshot = createSnapshot(state);
      return { ...snapshot, ...changes(snapshot, state) };
    },
    knowledge: () => [],
    licenseChoices: () => [{ license: 'Closed', meaning: 'none of the kernel\'s' }],
    meaningOfLicense: (license) => `what “${license}” is`,
    rest() {},
    licenseText: async (spdxId) =>
      spdxId === 'Tiny-1.0' ? { spdxId, name: 'Tiny License 1.0', text: 'Do as you like.\n', source: 'a test' } : undefined,
  };
}

function createSnapshot(state: WorkspaceState): Snapshot {
  const textOf = (file: string) => {
    const result = state.files.read(file);
    if (!isReadable(result)) throw new Error(`${file} ${result.reason}`);
    return result.text;
  };
  const findingsIn = async (file: string): Promise<Finding[]> => {
    if (state.settings.assumeLicense === 'GPL') return [];
    const text = textOf(file);
    const lines = new LineIndex(text);
    return [...text.matchAll(new RegExp(NAME, 'g'))].map((match) => ({
      rule: 'gpl-only-symbol',
      severity: 'error',
      message: `${NAME} is GPL-only`,
      file,
      range: lines.range({ start: match.index, end: match.index + NAME.length }),
      evidence: [
        { message: 'the licence is stated here', location: { file, range: lines.range({ start: 0, end: 4 }) }, source: 'a test' },
        { message: 'nowhere in particular' },
      ],
    }));
  };
  return {
    findingsIn,
    findingsAround: findingsIn,
    countSources: async () => 2,
    firstFindingsIn: async () => undefined,
    async lensesIn(file) {
      const lines = new LineIndex(textOf(file));
      const at = textOf(file).indexOf('MODULE_LICENSE');
      const used = (await findingsIn(file)).length;
      return at < 0 ? [] : [{ range: lines.range({ start: at, end: at + 14 }), about: 'module' as const, title: `${used} GPL-only symbols` }];
    },
    assuming: (license) => createSnapshot({ ...state, settings: { ...state.settings, assumeLicense: license } }),
    async describeAt(file, position) {
      const [finding] = (await findingsIn(file)).filter(({ range }) => rangeTouches(range, position));
      return finding && { range: finding.range, name: NAME, verdict: `${NAME} is exported GPL-only`, said: true, facts: [{ label: 'Export', value: 'a|b <i>' }], chain: [{ text: 'macro', location: { file, range: finding.range } }] };
    },
    notesIn: async () => [],
    async fixesIn(file, range) {
      const touched = (await findingsIn(file)).filter((finding) => rangeTouches(finding.range, range.start));
      return touched.map((finding) => ({
        finding,
        fixes: [
          { title: 'View licence text', showLicense: 'Tiny-1.0' },
          { title: 'Rename', preferred: true, edits: [{ file, range: finding.range, newText: 'free_thing' }] },
          { title: 'Suppress', placeholder: '<why>', edits: [{ file, range: finding.range, newText: '/* ${} <why> */' }] },
        ],
      }));
    },
    async mechanicalFixIn(file) {
      const edits = (await findingsIn(file)).map(({ range }) => ({ file, range, newText: 'free_thing' }));
      return edits.length > 0 ? { title: 'Fix all', edits } : undefined;
    },
    async checkModulesOf(file) {
      return this.check({ paths: [file] });
    },
    async check(request): Promise<Report> {
      request?.progress?.(1, 2, 'a.c');
      return {
        schemaVersion: 1,
        tool: { name: 'stand-in', version: '0' },
        knowledge: [],
        subject: { paths: request?.paths ?? state.roots, kernels: ['9.9'], assumedLicense: state.settings.assumeLicense },
        units: [],
        dependencies: [],
        findings: [{ rule: 'r', severity: 'error', message: 'has <script>', file: '/project/a.c', range: { start: { line: 3, column: 2 }, end: { line: 3, column: 4 } }, evidence: [] }],
        unread: [{ file: '/project/b.c', reason: 'is too large' }],
        summary: { units: 0, files: 1, findings: { error: 1, warning: 0, information: 0, hint: 0 }, suppressed: 0, unread: 1 },
      };
    },
    explain: async () => undefined,
    judgeModules: () => Promise.resolve([]),
    async callTreeAt(file, position) {
      const [finding] = (await findingsIn(file)).filter(({ range }) => rangeTouches(range, position));
      if (!finding) return undefined;
      const symbol = { name: 'hidden_thing', detail: 'GPL-only, exported by vmlinux (9.9)', kind: 'symbol' as const, children: [] };
      const header = { file: '/kernel/include/thing.h', range: { start: { line: 12, column: 9 }, end: { line: 12, column: 23 } } };
      const inline = { name: 'thing_inline', detail: 'inline', kind: 'inline' as const, location: header, children: [symbol] };
      return { name: NAME, detail: 'in a.ko', kind: 'function', location: { file, range: finding.range }, children: [inline] };
    },
    knownKernels: async () => [{ name: '9.9', release: '9.9', source: 'a test' }],
    kernels: async () => ({ chosen: [{ release: '9.9', explanation: 'a test' }], problems: [] }),
  };
}
