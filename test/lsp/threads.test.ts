import assert from 'node:assert/strict';
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { EventEmitter } from 'node:events';
import type { Snapshot } from '../../server/src/analysis/analyzer.ts';
import { DEFAULT_SETTINGS } from '../../server/src/analysis/settings.ts';
import { Cancelled, silentLogger } from '../../server/src/base/runtime.ts';
import { createThreadedAnalyzer } from '../../server/src/lsp/threads/threaded-analyzer.ts';
import { serveAnalysis } from '../../server/src/lsp/threads/serve-analysis.ts';
import { CancellationTokenSource } from 'vscode-languageserver';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { createStandIn } from '../protocol/stand-in-analyzer.ts';

const FILE = '/w/a.c';
const disk = createMemoryFiles({ [FILE]: 'gpl_only_thing();\n' });

const ports: MessagePort[] = [];

/** A thread's ends in this thread: messages are copied as they would be, and everything else is the real thing. */
function thread(changes: Parameters<typeof createStandIn>[0] = undefined, created: { count: number; end?: (code: number) => void } = { count: 0 }): () => Worker {
  return () => {
    created.count++;
    const { port1, port2 } = new MessageChannel();
    ports.push(port1);
    const worker = new EventEmitter();
    port1.on('message', (message) => worker.emit('message', message));
    const end = (code: number): void => {
      port1.close();
      worker.emit('exit', code);
    };
    created.end = end;
    void serveAnalysis(port2, { createAnalyzer: async () => createStandIn(changes), disk, rest() {} });
    return Object.assign(worker, {
      postMessage: (message: unknown) => port1.postMessage(message),
      unref() {},
      terminate: async () => (end(1), 1),
    }) as unknown as Worker;
  };
}

const state = (documents: Readonly<Record<string, string>> = {}) => ({
  files: disk,
  view: { documents: new Map(Object.entries(documents).map(([file, text], i) => [file, { text, version: text.length + i }])) },
  roots: ['/w'],
  settings: DEFAULT_SETTINGS,
});

describe('analysis threads', () => {
  after(() => ports.forEach((port) => port.close()));

  it('answer from what the editor shows, else from the disk', async () => {
    const analyzer = await createThreadedAnalyzer(thread(), silentLogger);
    assert.equal((await analyzer.snapshot(state()).findingsIn(FILE)).length, 1);
    assert.equal((await analyzer.snapshot(state({ [FILE]: 'gpl_only_thing(gpl_only_thing);' })).findingsIn(FILE)).length, 2);
    assert.equal((await analyzer.snapshot(state({ [FILE]: '' })).findingsIn(FILE)).length, 0);
    assert.equal((await analyzer.snapshot(state()).findingsIn(FILE)).length, 1, 'closed again');
  });

  it('answer as if everything had another licence', async () => {
    const analyzer = await createThreadedAnalyzer(thread(), silentLogger);
    assert.deepEqual(await analyzer.snapshot(state()).assuming('GPL').findingsIn(FILE), []);
    assert.equal((await analyzer.licenseText('Tiny-1.0'))?.name, 'Tiny License 1.0');
  });

  it('report their progress, and hear that nobody wants the answer', async () => {
    const source = new CancellationTokenSource();
    let heard = false;
    const changes = (snapshot: Snapshot): Partial<Snapshot> => ({
      async check(request) {
        request!.progress!(3, 9, 'a.ko');
        while (!request!.token!.isCancellationRequested) await new Promise(setImmediate);
        heard = true;
        throw new Cancelled('cancelled');
      },
      findingsIn: (file) => snapshot.findingsIn(file),
    });
    const analyzer = await createThreadedAnalyzer(thread(changes), silentLogger);
    const steps: unknown[] = [];
    const progress = (...step: unknown[]): void => {
      steps.push(step);
      source.cancel();
    };
    await assert.rejects(analyzer.snapshot(state()).check({ token: source.token, progress }), Cancelled);
    assert.deepEqual(steps, [[3, 9, 'a.ko']]);
    while (!heard) await new Promise(setImmediate);
  });

  it('fail one question with its reason', async () => {
    const analyzer = await createThreadedAnalyzer(thread(() => ({ findingsIn: () => Promise.reject(new Error('broken grammar')) })), silentLogger);
    await assert.rejects(analyzer.snapshot(state()).findingsIn(FILE), /broken grammar/);
    assert.equal((await analyzer.snapshot(state()).kernels()).chosen.length, 1);
  });

  it('that end fail what they were asked, and the next question starts another, which knows the editor anew', async () => {
    const created: { count: number; end?: (code: number) => void } = { count: 0 };
    const analyzer = await createThreadedAnalyzer(thread(() => (created.count === 1 ? { describeAt: () => new Promise(() => {}) } : {}), created), silentLogger);
    const snapshot = analyzer.snapshot(state({ [FILE]: 'gpl_only_thing(gpl_only_thing);' }));
    assert.equal((await snapshot.findingsIn(FILE)).length, 2);
    const lost = snapshot.describeAt(FILE, { line: 1, column: 1 });
    created.end!(134);
    await assert.rejects(lost, /came to grief: it ended with 134/);
    assert.equal((await snapshot.findingsIn(FILE)).length, 2);
    assert.equal(created.count, 2);
  });

  it('that cannot load say why', async () => {
    const unable = (): Worker => {
      const worker = new EventEmitter();
      setImmediate(() => worker.emit('message', { kind: 'unable', reason: 'kernel-6.12.tsv.gz is missing' }));
      return Object.assign(worker, { postMessage() {}, unref() {}, terminate: async () => 0 }) as unknown as Worker;
    };
    await assert.rejects(createThreadedAnalyzer(unable, silentLogger), /kernel-6.12.tsv.gz is missing/);
  });
});
