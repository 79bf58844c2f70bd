/**
 * Keeps the diagnostics of the open documents current. Analyses after a pause in typing, publishes only
 * what was computed for the version that is still there, and clears what is closed. It does not decide
 * what a finding is, nor when a file on disk has changed.
 */

import type { Diagnostic } from 'vscode-languageserver/node';
import type { CancellationToken, Logger } from '../base/runtime.ts';
import { Cancelled } from '../base/runtime.ts';
import { START_OF_FILE } from '../base/location.ts';
import type { Finding } from '../findings/finding.ts';
import { describeError } from './isolate.ts';
import { createScheduler, type Timer } from './schedule.ts';
import { toDiagnostic } from './to-protocol.ts';

/** Milliseconds without a keystroke before the document itself is looked at again. */
const PAUSE = 150;
/** And before the others are: they depend on it only through headers, make files and licences. */
const PAUSE_FOR_OTHERS = 600;

export interface DiagnosticsHost {
  /** URIs of the documents that are open and can be judged. */
  openDocuments(): readonly string[];
  /** Undefined when the document is closed. */
  versionOf(uri: string): number | undefined;
  findingsIn(uri: string, token: CancellationToken): Promise<readonly Finding[]>;
  publish(uri: string, version: number | undefined, diagnostics: readonly Diagnostic[]): void;
  pageOfRule(rule: string): string | undefined;
  readonly timer: Timer;
  readonly logger: Logger;
}

export interface DiagnosticsPublisher {
  opened(uri: string): void;
  changed(uri: string): void;
  closed(uri: string): void;
  /** Files, folders or settings have changed: every open document may have other findings. */
  recheckAll(): void;
  dispose(): void;
}

export function createDiagnosticsPublisher(host: DiagnosticsHost): DiagnosticsPublisher {
  const scheduler = createScheduler(host.timer);
  /** What the client shows, to leave out repetitions. The version counts: an editor moves its marks with each edit. */
  const published = new Map<string, string>();

  function check(uri: string, delay: number): void {
    scheduler.schedule(uri, delay, (token) => void run(uri, token));
  }

  async function run(uri: string, token: CancellationToken): Promise<void> {
    const version = host.versionOf(uri);
    if (version === undefined) return;
    const diagnostics = await compute(uri, token);
    if (!diagnostics || token.isCancellationRequested || host.versionOf(uri) !== version) return;
    const content = `${version} ${JSON.stringify(diagnostics)}`;
    if (published.get(uri) === content) return;
    published.set(uri, content);
    host.publish(uri, version, diagnostics);
  }

  async function compute(uri: string, token: CancellationToken): Promise<readonly Diagnostic[] | undefined> {
    try {
      const findings = await host.findingsIn(uri, token);
      return findings.map((finding) => toDiagnostic(finding, host.pageOfRule));
    } catch (error) {
      if (error instanceof Cancelled) return undefined;
      host.logger.error(`analysis of ${uri} failed: ${describeError(error)}`);
      return [analysisFailed(error)];
    }
  }

  /** No diagnostics would look like a clean bill. */
  function analysisFailed(error: unknown): Diagnostic {
    const message = error instanceof Error ? error.message : String(error);
    const finding: Finding = {
      rule: 'analysis-failed',
      severity: 'information',
      message: `This file could not be analysed, so nothing is known about it: ${message}`,
      file: '',
      range: START_OF_FILE,
      evidence: [],
    };
    return toDiagnostic(finding, () => undefined);
  }

  function checkOthers(changed: string | undefined, delay: number): void {
    for (const uri of host.openDocuments()) if (uri !== changed) check(uri, delay);
  }

  return {
    opened: (uri) => check(uri, 0),
    changed(uri) {
      check(uri, PAUSE);
      checkOthers(uri, PAUSE_FOR_OTHERS);
    },
    closed(uri) {
      scheduler.cancel(uri);
      if (published.delete(uri)) host.publish(uri, undefined, []);
      checkOthers(uri, PAUSE_FOR_OTHERS);
    },
    recheckAll: () => checkOthers(undefined, PAUSE),
    dispose: () => scheduler.cancelAll(),
  };
}
