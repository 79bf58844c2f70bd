/** A client for tests: the real protocol library on real streams, against a server in the same process. */

import { PassThrough } from 'node:stream';
import {
  ApplyWorkspaceEditRequest,
  ConfigurationRequest,
  createConnection,
  createProtocolConnection,
  LogMessageNotification,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShowDocumentRequest,
  ShowMessageNotification,
  ShowMessageRequest,
  StreamMessageReader,
  StreamMessageWriter,
  WorkDoneProgress,
  WorkDoneProgressCreateRequest,
  type ClientCapabilities,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type ShowDocumentParams,
} from 'vscode-languageserver/node';
import type { Timer } from '../../server/src/lsp/schedule.ts';
import { startServer, type ServerEnvironment } from '../../server/src/lsp/server.ts';

export const CAPABILITIES: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    textDocumentContent: { dynamicRegistration: true },
  },
  textDocument: { hover: { contentFormat: ['markdown', 'plaintext'] } },
  window: { showDocument: { support: true }, workDoneProgress: true },
};

/** Runs delayed work as soon as what is in flight has been dealt with. */
export const impatientTimer: Timer = {
  after(_milliseconds, callback) {
    const handle = setImmediate(callback);
    return () => clearImmediate(handle);
  },
  now: () => 0,
};

/** Runs nothing before the test says so. */
export function createManualTimer(): Timer & { elapse(): void; readonly pending: number } {
  let waiting: (() => void)[] = [];
  return {
    after(_milliseconds, callback) {
      waiting.push(callback);
      return () => (waiting = waiting.filter((other) => other !== callback));
    },
    elapse() {
      const due = waiting;
      waiting = [];
      for (const callback of due) callback();
    },
    now: () => 0,
    get pending() {
      return waiting.length;
    },
  };
}

export interface TestClient {
  readonly connection: ProtocolConnection;
  readonly greeting: InitializeResult;
  /** Everything that the server sent without being asked. */
  readonly published: PublishDiagnosticsParams[];
  readonly messages: string[];
  readonly log: string[];
  readonly registered: string[];
  readonly shown: ShowDocumentParams[];
  readonly progress: string[];
  /** What workspace/configuration answers from now on. */
  settings: unknown;
  open(uri: string, text: string, languageId?: string): void;
  change(uri: string, version: number, text: string): void;
  close(uri: string): void;
  /** Resolves once `condition` holds; looks again after each message from the server. */
  until(condition: () => boolean): Promise<void>;
  diagnosticsOf(uri: string, version?: number): Promise<PublishDiagnosticsParams>;
  end(): Promise<void>;
}

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly settings?: unknown;
  /** What workspace/configuration answers for a folder, by its URI. */
  readonly folderSettings?: Readonly<Record<string, unknown>>;
  readonly initialize?: Partial<InitializeParams>;
}

export async function connect(environment: Partial<ServerEnvironment> & Pick<ServerEnvironment, 'createAnalyzer' | 'disk'>, options: ClientOptions = {}): Promise<TestClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const serverConnection = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  startServer(serverConnection, { pageOfRule: (rule) => `/product/docs/rules/${rule}.md`, reportPage: () => '<script type="application/json" id="model">null</script>', timer: impatientTimer, version: '0.0.0', ...environment });
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  return createClient(connection, options, () => serverConnection.dispose());
}

/** Introduces itself over a connection and answers what servers ask of clients. */
export async function createClient(connection: ProtocolConnection, options: ClientOptions, dispose: () => void): Promise<TestClient> {
  const waiting = new Set<() => void>();
  const heard = (): void => waiting.forEach((look) => look());
  const client: Omit<TestClient, 'greeting'> & { greeting?: InitializeResult } = {
    connection,
    published: [],
    messages: [],
    log: [],
    registered: [],
    shown: [],
    progress: [],
    settings: options.settings,
    open(uri, text, languageId = 'c') {
      void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    },
    change(uri, version, text) {
      void connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
    },
    close(uri) {
      void connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    },
    until(condition) {
      return new Promise((resolve) => {
        const look = (): void => {
          if (!condition()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    },
    async diagnosticsOf(uri, version = 1) {
      const find = () => client.published.find((set) => set.uri === uri && set.version === version);
      await client.until(() => find() !== undefined);
      return find()!;
    },
    async end() {
      await connection.sendRequest('shutdown');
      connection.dispose();
      dispose();
    },
  };
  const note = <T>(list: T[], item: T): void => {
    list.push(item);
    heard();
  };
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => note(client.published, params));
  connection.onNotification(ShowMessageNotification.type, ({ message }) => note(client.messages, message));
  connection.onNotification(LogMessageNotification.type, ({ message }) => note(client.log, message));
  connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(({ scopeUri }) => options.folderSettings?.[scopeUri ?? ''] ?? client.settings ?? null));
  connection.onRequest(RegistrationRequest.type, ({ registrations }) => registrations.forEach(({ method }) => note(client.registered, method)));
  connection.onRequest(ShowDocumentRequest.type, (params) => (note(client.shown, params), { success: true }));
  connection.onRequest(ApplyWorkspaceEditRequest.type, () => ({ applied: true }));
  connection.onRequest(ShowMessageRequest.type, ({ message }) => (note(client.messages, message), null));
  connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => {
    connection.onProgress(WorkDoneProgress.type, token, ({ kind }) => note(client.progress, kind));
  });
  connection.listen();
  client.greeting = await connection.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: 'file:///project', name: 'work' }],
    capabilities: options.capabilities ?? CAPABILITIES,
    ...options.initialize,
  });
  await connection.sendNotification('initialized', {});
  return client as TestClient;
}
