/**
 * An analyzer whose work is done on other threads, so that the one which speaks with the editor is always free to: one
 * thread for the documents that somebody edits, and one for whole workspaces, which ends when it has nothing to do.
 */

import type { Worker } from 'node:worker_threads';
import type { Analyzer, Snapshot, WorkspaceState } from '../../analysis/analyzer.ts';
import { meaningToKernel } from '../../analysis/what-if.ts';
import type { Logger } from '../../base/runtime.ts';
import { AnalysisThread } from './analysis-thread.ts';
import type { AnalysisThreadData, Question } from './messages.ts';

/** Milliseconds between one check of a workspace and the next while somebody edits. */
const WHOLE_ENDS_AFTER = 10_000;
/**
 * Milliseconds without a question after which nobody is at work. What the thread knows of a kernel's headers is in the user's cache by
 * then, so that the next question waits for headers to be taken from the cache, and its memory is free until then.
 */
const OPEN_ENDS_AFTER = 3 * 60_000;

/** Rejects where the threads cannot answer anything, for example because the installation is damaged. */
export async function createThreadedAnalyzer(start: (purpose: AnalysisThreadData['purpose']) => Worker, logger: Logger): Promise<Analyzer> {
  const open = new AnalysisThread({ start: () => start('open'), logger, endsAfter: OPEN_ENDS_AFTER });
  const whole = new AnalysisThread({ start: () => start('whole'), logger, endsAfter: WHOLE_ENDS_AFTER });
  const { knowledge, licenseChoices } = await open.ready();
  return {
    snapshot: (state) => threadedSnapshot(open, whole, state, null),
    knowledge: () => knowledge,
    licenseChoices: () => licenseChoices,
    meaningOfLicense: meaningToKernel,
    licenseText: (spdxId) => open.ask('licenseText', [spdxId], undefined, null) as ReturnType<Analyzer['licenseText']>,
    rest: () => open.rest(),
  };
}

function threadedSnapshot(open: AnalysisThread, whole: AnalysisThread, state: WorkspaceState, license: string | null): Snapshot {
  const ask = <Q extends Question>(question: Q, thread = open) =>
    ((...args: readonly unknown[]) => thread.ask(question, args, state, license)) as unknown as Snapshot[Q];
  return {
    check: ask('check', whole),
    checkModulesOf: ask('checkModulesOf'),
    findingsIn: ask('findingsIn'),
    findingsAround: ask('findingsAround'),
    countSources: ask('countSources', whole),
    firstFindingsIn: ask('firstFindingsIn'),
    describeAt: ask('describeAt'),
    callTreeAt: ask('callTreeAt'),
    notesIn: ask('notesIn'),
    lensesIn: ask('lensesIn'),
    fixesIn: ask('fixesIn'),
    mechanicalFixIn: ask('mechanicalFixIn'),
    kernels: ask('kernels'),
    knownKernels: ask('knownKernels'),
    explain: ask('explain'),
    assuming: (other) => threadedSnapshot(open, whole, state, other),
    judgeModules() {
      throw new Error('modules are judged on the threads themselves');
    },
  };
}
