/**
 * The report on the whole workspace, for whatever shows it while people edit: made in the background after a pause, one at
 * a time, and made again after changes once somebody has asked for it. Whoever wants it in between gets the one that holds.
 */

import type { CancellationToken, Logger } from '../base/runtime.ts';
import { Cancelled } from '../base/runtime.ts';
import type { Report } from '../findings/report.ts';
import { describeError } from './isolate.ts';
import { createScheduler, type Timer } from './schedule.ts';

/** Milliseconds without a change before the workspace is judged again. */
const PAUSE = 1500;
/** Key of the scheduler, of which there is but one. */
const KEY = '';

export interface WorkspaceReportHost {
  /** @param asked whether somebody has asked for it, and now; throws Cancelled where the workspace is left alone */
  check(token: CancellationToken, asked: boolean): Promise<Report>;
  /** The newest report was made, or could not be. */
  made(report: Report | undefined): void;
  /** None is made, and there is none of before. */
  leftAlone(): void;
  readonly timer: Timer;
  readonly logger: Logger;
}

export interface WorkspaceReport {
  /** The newest; undefined before the first. It may be of a moment ago. */
  readonly latest: Report | undefined;
  /** From now on a report is kept at hand. */
  watch(): void;
  /** Somebody wants it now. */
  checkNow(): void;
  /** One that was made for somebody who would not wait for the next. */
  take(report: Report): void;
  /** Documents, files, folders or settings are others now. */
  changed(): void;
  dispose(): void;
}

export function createWorkspaceReport(host: WorkspaceReportHost): WorkspaceReport {
  const scheduler = createScheduler(host.timer);
  let watched = false;
  let latest: Report | undefined;

  async function run(token: CancellationToken, asked: boolean): Promise<void> {
    try {
      const report = await host.check(token, asked);
      if (token.isCancellationRequested) return;
      latest = report;
    } catch (error) {
      if (error instanceof Cancelled || token.isCancellationRequested) {
        if (!token.isCancellationRequested && !latest) host.leftAlone();
        return;
      }
      // An old report would pass for an answer.
      latest = undefined;
      host.logger.error(`checking the workspace failed: ${describeError(error)}`);
    }
    host.made(latest);
  }

  function schedule(): void {
    scheduler.schedule(KEY, PAUSE, (token) => void run(token, false));
  }

  return {
    get latest() {
      return latest;
    },
    watch() {
      if (watched) return;
      watched = true;
      schedule();
    },
    checkNow: () => scheduler.schedule(KEY, 0, (token) => void run(token, true)),
    take(report) {
      latest = report;
      host.made(report);
    },
    changed() {
      if (watched) schedule();
    },
    dispose: () => scheduler.cancelAll(),
  };
}
