/**
 * Whether and how the whole workspace is looked at while nobody waits for it. A workspace that is checked in a moment is checked;
 * a large one, such as a kernel's own tree, only when somebody asks, since it would keep a laptop busy for minutes after each
 * edit. What takes its time is shown and can be stopped; once it was, it begins again only when it is asked for.
 */

import { CancellationTokenSource } from 'vscode-languageserver';
import type { Snapshot } from '../analysis/analyzer.ts';
import { Cancelled, type CancellationToken, type Progress } from '../base/runtime.ts';
import type { Report } from '../findings/report.ts';
import type { BackgroundCheck } from './settings.ts';
import type { Timer } from './schedule.ts';

/** Sources that are judged within some ten seconds of one processor, at low priority. */
const MOST_SOURCES_UNASKED = 1_000;
/** Milliseconds that a check may take before it is worth showing. */
const PATIENCE = 1_500;

export interface ShownProgress {
  readonly report: Progress;
  readonly done: () => void;
  /** Requested when the user stops the work. */
  readonly token?: CancellationToken;
}

export interface BackgroundCheckHost {
  snapshot(): Promise<Snapshot>;
  mode(): BackgroundCheck;
  startProgress(title: string): Promise<ShownProgress>;
  /** The workspace is left alone, and why. */
  leftAlone(reason: string): void;
  readonly timer: Timer;
}

export interface WorkspaceChecker {
  /** Throws Cancelled where the workspace is left alone. */
  check(token: CancellationToken, asked: boolean): Promise<Report>;
}

export function createWorkspaceChecker(host: BackgroundCheckHost): WorkspaceChecker {
  let stopped = false;

  async function mayBegin(snapshot: Snapshot): Promise<boolean> {
    const mode = host.mode();
    if (stopped || mode === 'openFiles' || mode === 'units') return false;
    if (mode === 'workspace') return true;
    const sources = await snapshot.countSources(MOST_SOURCES_UNASKED);
    if (sources < MOST_SOURCES_UNASKED) return true;
    host.leftAlone(`the workspace has ${MOST_SOURCES_UNASKED} sources or more, and is checked as a whole when that is asked for`);
    return false;
  }

  return {
    async check(token, asked) {
      const snapshot = await host.snapshot();
      if (asked) stopped = false;
      else if (!(await mayBegin(snapshot))) throw new Cancelled('the workspace is left alone');
      const source = new CancellationTokenSource();
      token.onCancellationRequested?.(() => source.cancel());
      let shown: Promise<ShownProgress> | undefined;
      const stopWaiting = host.timer.after(asked ? 0 : PATIENCE, () => {
        shown = host.startProgress('Copyleft Lens: checking the workspace');
        void shown.then((progress) =>
          progress.token?.onCancellationRequested?.(() => {
            stopped = true;
            source.cancel();
          }),
        );
      });
      const progress: Progress = (...step) => void shown?.then(({ report }) => report(...step));
      try {
        return await snapshot.check({ token: source.token, progress });
      } finally {
        stopWaiting();
        void shown?.then(({ done }) => done());
      }
    },
  };
}
