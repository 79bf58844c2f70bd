/**
 * Keeps the diagnostics of the open documents current. Analyses after a pause in typing, publishes only
 * what was computed for the version that is still there, and clears what is closed. A document that nobody has
 * seen yet gets a first answer where the real one takes its time. It does not decide what a finding is, nor when
 * a file on disk has changed.
 */

import type { Diagnostic } from 'vscode-languageserver/node';
import type { CancellationToken, Logger } from '../base/runtime.ts';
import { Cancelled } from '../base/runtime.ts';
import type { FirstAnswer } from '../analysis/first-answer.ts';
import { START_OF_FILE } from '../base/location.ts';
import type { Finding } from '../findings/finding.ts';
import { describeError } from './isolate.ts';
import { createScheduler, type Timer } from './schedule.ts';
import { toDiagnostic } from './to-protocol.ts';

/** Bounds of the time without a keystroke before the document itself is looked at again, in milliseconds. */
const SHORTEST_PAUSE = 2;
const LONGEST_PAUSE = 150;
/** Before all documents are looked at, where files on disk or settings have changed: such changes come in swarms. */
const PAUSE_FOR_ALL = 150;
/** Before the other files of its unit are shown: its own findings come first. */
const PAUSE_FOR_UNIT = 300;
/** And before the others are: they depend on it only through headers, make files and licences. */
const PAUSE_FOR_OTHERS = 600;

/** Key of the scheduler: no document is called so. */
const REST = '';
/** Without an edit before `rest` is called. */
const PAUSE_FOR_REST = 3000;

export interface DiagnosticsHost {
  /** URIs of the documents that are open and can be judged. */
  openDocuments(): readonly string[];
  /** Undefined when the document is closed. */
  versionOf(uri: string): number | undefined;
  findingsIn(uri: string, token: CancellationToken): Promise<readonly Finding[]>;
  /** What an earlier session found in this very text. */
  rememberedIn(uri: string): Promise<readonly Finding[]>;
  /** Undefined where `findingsIn` does not take long. */
  firstFindingsIn(uri: string, token: CancellationToken): Promise<FirstAnswer | undefined>;
  /** Looks at the other files of the document's units. Called when there is an answer for the document itself. */
  lookAround(uri: string, token: CancellationToken): Promise<void>;
  /** Resolves once it has been handed over. */
  publish(uri: string, version: number, diagnostics: readonly Diagnostic[]): Promise<void>;
  /** Tells the user what takes its time; the function that is returned takes it back. */
  waitFor(what: string): Promise<() => void>;
  /** What was published of a document is no longer the word on it. */
  closed(uri: string): void;
  pageOfRule(rule: string): string | undefined;
  /** Called when nobody has edited for a while after an answer. */
  rest(): void;
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

/**
 * Where looking is quick there is no reason to wait: the answer is there before a person's next key. Where it is slow,
 * that key would have to wait for an answer which nobody wants any more.
 */
function pauseAfter(cost: number): number {
  return Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, cost / 2 - 20));
}

/** Key of the scheduler: no document has a space in its URI. */
function unitOf(uri: string): string {
  return `unit of ${uri}`;
}

export function createDiagnosticsPublisher(host: DiagnosticsHost): DiagnosticsPublisher {
  const scheduler = createScheduler(host.timer);
  /** What the client shows, to leave out repetitions. The version counts: an editor moves its marks with each edit. */
  const published = new Map<string, string>();
  /** Milliseconds that it took to look at a document the last time. */
  const cost = new Map<string, number>();

  function check(uri: string, delay: number): void {
    scheduler.schedule(uri, delay, (token) => void run(uri, token));
  }

  async function run(uri: string, token: CancellationToken): Promise<void> {
    const version = host.versionOf(uri);
    if (version === undefined) return;
    const waited = published.has(uri) ? undefined : await publishFirst(uri, version, token);
    const started = host.timer.now();
    const diagnostics = await compute(uri, token);
    waited?.();
    if (!diagnostics) return;
    cost.set(uri, host.timer.now() - started);
    await publishCurrent(uri, version, diagnostics, token);
    scheduler.schedule(unitOf(uri), PAUSE_FOR_UNIT, (unitToken) => void lookAround(uri, unitToken));
    scheduler.schedule(REST, PAUSE_FOR_REST, () => host.rest());
  }

  async function lookAround(uri: string, token: CancellationToken): Promise<void> {
    try {
      await host.lookAround(uri, token);
    } catch (error) {
      if (!(error instanceof Cancelled)) host.logger.error(`looking around ${uri} failed: ${describeError(error)}`);
    }
  }

  async function publishCurrent(uri: string, version: number, diagnostics: readonly Diagnostic[], token: CancellationToken): Promise<void> {
    if (token.isCancellationRequested || host.versionOf(uri) !== version) return;
    const content = `${version} ${JSON.stringify(diagnostics)}`;
    if (published.get(uri) === content) return;
    published.set(uri, content);
    await host.publish(uri, version, diagnostics);
  }

  /** Where nothing is found at first glance nothing is published: it would look like a clean bill. */
  async function publishFirst(uri: string, version: number, token: CancellationToken): Promise<(() => void) | undefined> {
    try {
      const remembered = await host.rememberedIn(uri);
      if (remembered.length > 0) await publishCurrent(uri, version, toDiagnostics(remembered), token);
      const first = await host.firstFindingsIn(uri, token);
      if (!first) return undefined;
      if (first.findings.length > 0 && remembered.length === 0) await publishCurrent(uri, version, toDiagnostics(first.findings), token);
      return await host.waitFor(first.waitingFor);
    } catch (error) {
      // The real answer follows and says what is wrong, if it still is.
      if (!(error instanceof Cancelled)) host.logger.error(`first look at ${uri} failed: ${describeError(error)}`);
      return undefined;
    }
  }

  function toDiagnostics(findings: readonly Finding[]): readonly Diagnostic[] {
    return findings.map((finding) => toDiagnostic(finding, host.pageOfRule));
  }

  async function compute(uri: string, token: CancellationToken): Promise<readonly Diagnostic[] | undefined> {
    try {
      return toDiagnostics(await host.findingsIn(uri, token));
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
      scheduler.cancel(REST);
      scheduler.cancel(unitOf(uri));
      check(uri, pauseAfter(cost.get(uri) ?? Infinity));
      checkOthers(uri, PAUSE_FOR_OTHERS);
    },
    closed(uri) {
      scheduler.cancel(uri);
      scheduler.cancel(unitOf(uri));
      cost.delete(uri);
      if (published.delete(uri)) host.closed(uri);
      checkOthers(uri, PAUSE_FOR_OTHERS);
    },
    recheckAll: () => checkOthers(undefined, PAUSE_FOR_ALL),
    dispose: () => scheduler.cancelAll(),
  };
}
