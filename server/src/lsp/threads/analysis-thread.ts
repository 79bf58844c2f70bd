/**
 * The near side of an analysis thread: starts it when there is something to ask, keeps it informed of the editor's state,
 * and hands its answers on. A thread that comes to grief fails the questions that it was asked; the next one starts another.
 */

import type { Worker } from 'node:worker_threads';
import type { WorkspaceState } from '../../analysis/analyzer.ts';
import type { OpenDocument } from '../../base/files-view.ts';
import { Cancelled, type Logger, type Progress } from '../../base/runtime.ts';
import { toPortable } from './arguments.ts';
import type { FromAnalysis, Question, QuestionMessage, ToAnalysis } from './messages.ts';

export type Ready = Extract<FromAnalysis, { kind: 'ready' }>;

interface Pending {
  readonly progress: Progress | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Running {
  readonly worker: Worker;
  readonly ready: Promise<Ready>;
  /** What the thread has been told. */
  state: WorkspaceState | undefined;
}

export interface AnalysisThreadOptions {
  readonly start: () => Worker;
  readonly logger: Logger;
  /** Milliseconds without a question after which the thread ends and gives its memory back; never, where left out. */
  readonly endsAfter?: number;
}

const NO_DOCUMENTS: ReadonlyMap<string, OpenDocument> = new Map();

export class AnalysisThread {
  private running: Running | undefined;
  private readonly pending = new Map<number, Pending>();
  private questions = 0;
  private ending: NodeJS.Timeout | undefined;

  constructor(private readonly options: AnalysisThreadOptions) {}

  /** Starts the thread. Rejects where it can never answer. */
  ready(): Promise<Ready> {
    return this.run().ready;
  }

  /** @param state undefined for what no state matters for */
  ask(question: Question | 'licenseText', given: readonly unknown[], state: WorkspaceState | undefined, license: string | null): Promise<unknown> {
    const running = this.run();
    const id = ++this.questions;
    const { args, token, progress } = toPortable(given);
    if (token?.isCancellationRequested) return Promise.reject(new Cancelled('cancelled'));
    if (state) this.tell(running, state);
    const cancelled = new SharedArrayBuffer(4);
    return new Promise((resolve, reject) => {
      this.pending.set(id, { progress, resolve, reject });
      token?.onCancellationRequested?.(() => {
        Atomics.store(new Int32Array(cancelled), 0, 1);
        this.settle(id)?.reject(new Cancelled('cancelled'));
      });
      running.worker.postMessage({ kind: 'question', id, question, license, args, cancelled } satisfies QuestionMessage);
    });
  }

  rest(): void {
    this.running?.worker.postMessage({ kind: 'rest' } satisfies ToAnalysis);
  }

  private run(): Running {
    clearTimeout(this.ending);
    return (this.running ??= this.begin());
  }

  private begin(): Running {
    const worker = this.options.start();
    const ready = new Promise<Ready>((resolve, reject) => {
      worker.on('message', (message: FromAnalysis) => {
        if (message.kind === 'ready') resolve(message);
        else if (message.kind === 'unable') reject(new Error(message.reason));
        else this.take(message);
      });
      worker.on('error', (error) => {
        this.options.logger.error(`an analysis thread came to grief: ${error.stack ?? error.message}`);
        reject(error);
        this.gone(worker, error.message);
      });
      worker.on('exit', (code) => {
        reject(new Error(`the analysis thread ended with ${code}`));
        this.gone(worker, `it ended with ${code}`);
      });
    });
    // Who asks for it hears of it; a thread that was only asked questions has failed these.
    ready.catch(() => {});
    // The connection keeps the process alive, nothing else does.
    worker.unref();
    return { worker, ready, state: undefined };
  }

  private take(message: Exclude<FromAnalysis, { kind: 'ready' | 'unable' }>): void {
    if (message.kind === 'log') this.options.logger[message.level](message.message);
    else if (message.kind === 'progress') this.pending.get(message.id)?.progress?.(message.done, message.total, message.subject);
    else if (message.kind === 'answer') this.settle(message.id)?.resolve(message.value);
    else {
      const error = new Error(message.message);
      if (message.stack !== undefined) error.stack = message.stack;
      this.settle(message.id)?.reject(error);
    }
  }

  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    const { endsAfter } = this.options;
    if (pending && this.pending.size === 0 && endsAfter !== undefined) this.ending = setTimeout(() => this.end(), endsAfter).unref();
    return pending;
  }

  private end(): void {
    const { running } = this;
    this.running = undefined;
    void running?.worker.terminate();
  }

  private gone(worker: Worker, reason: string): void {
    if (this.running?.worker !== worker) return;
    this.running = undefined;
    for (const { reject } of this.pending.values()) reject(new Error(`the analysis came to grief: ${reason}`));
    this.pending.clear();
  }

  private tell(running: Running, state: WorkspaceState): void {
    if (running.state === state) return;
    const before = running.state?.view?.documents ?? NO_DOCUMENTS;
    const now = state.view?.documents ?? NO_DOCUMENTS;
    const changed = [...now].filter(([file, document]) => !isSame(before.get(file), document));
    const closed = [...before.keys()].filter((file) => !now.has(file));
    running.state = state;
    running.worker.postMessage({ kind: 'state', changed, closed, roots: state.roots, settings: state.settings, fence: state.view?.fence } satisfies ToAnalysis);
  }
}

function isSame(before: OpenDocument | undefined, now: OpenDocument): boolean {
  return before !== undefined && before.version === now.version && before.text === now.text;
}
