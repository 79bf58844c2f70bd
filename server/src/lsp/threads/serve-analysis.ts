/** The far side of an analysis thread: an analyzer that answers what the server's thread asks. */

import type { Analyzer } from '../../analysis/analyzer.ts';
import { DEFAULT_SETTINGS } from '../../analysis/settings.ts';
import type { Files } from '../../base/files.ts';
import type { OpenDocument } from '../../base/files-view.ts';
import { Cancelled, type Logger, type Progress } from '../../base/runtime.ts';
import { createEditorFiles } from '../../workspace/editor-files.ts';
import { fromPortable } from './arguments.ts';
import type { FromAnalysis, QuestionMessage, StateMessage, ToAnalysis } from './messages.ts';

export interface AnalysisPort {
  postMessage(message: FromAnalysis): void;
  on(event: 'message', listener: (message: ToAnalysis) => void): unknown;
}

export interface AnalysisOptions {
  readonly createAnalyzer: (logger: Logger) => Promise<Analyzer>;
  readonly disk: Files;
  /** Called when nobody waits for an answer. */
  readonly rest: () => void;
}

export async function serveAnalysis(port: AnalysisPort, { createAnalyzer, disk, rest }: AnalysisOptions): Promise<void> {
  // Questions that come early wait in the port.
  let analyzer: Analyzer;
  try {
    analyzer = await createAnalyzer(portLogger(port));
  } catch (error) {
    port.postMessage({ kind: 'unable', reason: error instanceof Error ? error.message : String(error) });
    return;
  }
  let documents: ReadonlyMap<string, OpenDocument> = new Map();
  let snapshot = analyzer.snapshot({ files: disk, roots: [], settings: DEFAULT_SETTINGS });

  function takeState({ changed, closed, roots, settings, fence }: StateMessage): void {
    const next = new Map(documents);
    for (const file of closed) next.delete(file);
    for (const [file, document] of changed) next.set(file, document);
    documents = next;
    const view = { documents, ...(fence && { fence }) };
    snapshot = analyzer.snapshot({ files: createEditorFiles(disk, view), view, roots, settings });
  }

  async function answer({ id, question, license, args, cancelled }: QuestionMessage): Promise<void> {
    const flag = new Int32Array(cancelled);
    const token = {
      get isCancellationRequested() {
        return Atomics.load(flag, 0) !== 0;
      },
    };
    const progress: Progress = (done, total, subject) => port.postMessage({ kind: 'progress', id, done, total, subject });
    const state = license === null ? snapshot : snapshot.assuming(license);
    try {
      if (token.isCancellationRequested) throw new Cancelled('cancelled');
      const whole = fromPortable(args, token, progress);
      const asked = (question === 'licenseText' ? analyzer.licenseText : state[question]) as (...args: readonly unknown[]) => Promise<unknown>;
      port.postMessage({ kind: 'answer', id, value: await asked.apply(state, [...whole]) });
    } catch (error) {
      if (error instanceof Cancelled && token.isCancellationRequested) return;
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      port.postMessage({ kind: 'failed', id, message, stack });
    }
  }

  port.on('message', (message) => {
    if (message.kind === 'state') takeState(message);
    else if (message.kind === 'question') void answer(message);
    else {
      analyzer.rest();
      rest();
    }
  });
  port.postMessage({ kind: 'ready', knowledge: analyzer.knowledge(), licenseChoices: analyzer.licenseChoices() });
}

function portLogger(port: AnalysisPort): Logger {
  const log = (level: keyof Logger) => (message: string) => port.postMessage({ kind: 'log', level, message });
  return { error: log('error'), warn: log('warn'), info: log('info'), debug: log('debug') };
}
