/**
 * The language server: one connection, wired by hand from top to bottom. A handler converts in, asks the
 * snapshot, converts out. What a finding is, is decided below `analysis/`; files are read through `Files`.
 */

import {
  CodeActionKind,
  CodeLensRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  MarkupKind,
  NotificationType,
  NotificationType0,
  RequestType,
  TextDocuments,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type Connection,
  type Diagnostic,
  type InitializeResult,
  type Range as ProtocolRange,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analyzer, KernelChoice, Snapshot } from '../analysis/analyzer.ts';
import { licensePassages } from '../analysis/license-passages.ts';
import type { LicenseChoice } from '../analysis/what-if.ts';
import type { ByteStore } from '../base/byte-store.ts';
import { isReadable, type Files } from '../base/files.ts';
import { neverCancelled, type CancellationToken, type Logger } from '../base/runtime.ts';
import type { Finding } from '../findings/finding.ts';
import type { Report } from '../findings/report.ts';
import { renderExport } from '../findings/views/exports.ts';
import { createWorkspaceChecker, type ShownProgress } from './background-check.ts';
import { originOf, outgoingCalls, rootItem } from './call-hierarchy.ts';
import { FIX_ALL_KIND, OPEN_PLACE_COMMAND, toCodeActions, toFixAll, wantsFixAll, wantsQuickFixes } from './code-actions.ts';
import { createLensRefresher, toCodeLenses } from './code-lenses.ts';
import { createDiagnosticsPublisher } from './diagnostics.ts';
import { FindingsNotification, type FindingsTold, FindingTreeRequest, KernelsRequest, PassagesRequest } from './explorer.ts';
import { findingCounts, findingTree } from './finding-tree.ts';
import { toHover } from './hover.ts';
import { toInlayHints } from './inlay-hints.ts';
import { describeError, isolateWith } from './isolate.ts';
import { createOtherFiles } from './other-files.ts';
import { createPulledDiagnostics } from './pulled-diagnostics.ts';
import { ExportRequest, ReportNotification, summaryOf, SummaryRequest } from './report-page.ts';
import { createScheduler, type Timer } from './schedule.ts';
import { createSessionFindings } from './session-findings.ts';
import { readSettings, SETTINGS_SECTION } from './settings.ts';
import { fromPosition, fromRange, pathOfUri, toDiagnostic, toRange, uriOfPath } from './to-protocol.ts';
import { archivedFile, LICENSE_SCHEME, licenseUri, SHOW_LICENSE_COMMAND, textOf } from './virtual-documents.ts';
import { DiagnosticsRequest, serverDiagnostics } from './server-diagnostics.ts';
import { createTimings } from './timings.ts';
import { whatIfPage } from './what-if-page.ts';
import { analysisSettings, createWorkspace } from './workspace.ts';
import { createWorkspaceReport } from './workspace-report.ts';

export interface ServerEnvironment {
  /** Called once, when a client introduces itself; it is greeted while grammars and knowledge load. */
  readonly createAnalyzer: (logger: Logger) => Promise<Analyzer>;
  readonly disk: Files;
  /** Where findings outlive the process. */
  readonly findingStore?: ByteStore | undefined;
  /** Path of the page that explains a rule; undefined where there is none. */
  readonly pageOfRule: (rule: string) => string | undefined;
  /** The built report page. Throws where it is missing. */
  readonly reportPage: () => string;
  readonly timer: Timer;
  readonly version: string;
  /** What the process says of itself for a bug report. */
  readonly runtime?: () => readonly string[];
}

/** Ours: licences to ask about, with what the kernel makes of each. */
export const LicenseChoicesRequest = new RequestType<Record<string, never>, readonly LicenseChoice[], void>('copyleftLens/licenseChoices');

export interface WhatIfParams {
  readonly license: string;
  /** A document of the module that is asked about; without, all modules of the workspace are. */
  readonly uri?: string;
}

/** Ours: judges modules as if they had another licence. `html` is a fragment without scripts. */
export const WhatIfRequest = new RequestType<WhatIfParams, { html: string } | null, void>('copyleftLens/whatIf');

/** Ours, for a client that asks for it with the option `kernelStatus: true`: which kernels the answers are about. */
const KernelsNotification = new NotificationType<KernelChoice>('copyleftLens/kernels');

/** Ours, from a client that started the server with the option `trusted: false`: now the user does trust the folders. */
export const TrustedNotification = new NotificationType0('copyleftLens/trusted');

/** Files whose change on disk changes what documents mean. */
const WATCHED = ['**/{Makefile,Kbuild,GNUmakefile}', '**/*.{c,h,S,mk}', '**/{package.json,tsconfig*.json,copyleft-lens.json}', '**/{package-lock.json,npm-shrinkwrap.json,pnpm-lock.yaml,yarn.lock,bun.lock,.pnp.cjs}', '**/Module.symvers'];

/** Runs in the server, so that any editor can offer it. */
const CHECK_WORKSPACE_COMMAND = 'copyleftLens.checkWorkspace';

/** The source of findings that a check of the whole workspace is. */
const WORKSPACE = 'workspace';

/** Milliseconds in which several documents may get other findings: the client asks about all of them anew. */
const PAUSE_BEFORE_REFRESH = 50;

/** Milliseconds. */
const PATIENCE_WITH_CLIENT = 300;

/** Writes to the client's log. The protocol allows that from the moment a client introduces itself. */
function connectionLogger(connection: Connection): Logger {
  const { console } = connection;
  return {
    error: (message) => console.error(message),
    warn: (message) => console.warn(message),
    info: (message) => console.info(message),
    debug: (message) => console.debug(message),
  };
}

/** Wires the connection and starts listening. Returns at once; the connection lives until the client ends it. */
export function startServer(connection: Connection, environment: ServerEnvironment): void {
  const logger = connectionLogger(connection);
  const timings = createTimings(environment.timer);
  const isolate = isolateWith(timings);
  const documents = new TextDocuments(TextDocument);
  const workspace = createWorkspace(environment.disk, () => documents.all());
  let client: ClientCapabilities = {};
  let optionsAtStart: unknown;
  const clientPulls = (): boolean => Boolean(client.textDocument?.diagnostic && client.workspace?.diagnostics?.refreshSupport);

  let loading: Promise<Analyzer> | undefined;
  const analyzer = (): Promise<Analyzer> => (loading ??= environment.createAnalyzer(logger));

  /** Nothing is judged before the settings are known: findings that vanish at once would be worse than a short wait. */
  let settingsKnown = (): void => {};
  const settled = new Promise<void>((resolve) => (settingsKnown = resolve));
  const snapshot = async (): Promise<Snapshot> => {
    const loaded = await analyzer();
    await settled;
    return workspace.snapshot(loaded);
  };
  const pageOfRule = (rule: string) => {
    const page = environment.pageOfRule(rule);
    return page && uriOfPath(page);
  };

  // Life of the connection

  connection.onInitialize((params): InitializeResult => {
    client = params.capabilities;
    optionsAtStart = params.initializationOptions;
    analyzer().catch((error: unknown) => {
      logger.error(describeError(error));
      connection.window.showErrorMessage(`Copyleft Lens cannot judge anything: ${error instanceof Error ? error.message : String(error)}`);
    });
    const folders = params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
    workspace.roots = folders.flatMap((uri) => pathOfUri(uri) ?? []);
    workspace.trusted = property(optionsAtStart, 'trusted') !== false;
    return {
      serverInfo: { name: 'Copyleft Lens', version: environment.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        callHierarchyProvider: true,
        inlayHintProvider: true,
        codeLensProvider: { resolveProvider: false },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL_KIND] },
        ...(clientPulls() && { diagnosticProvider: { identifier: 'copyleft-lens', interFileDependencies: true, workspaceDiagnostics: true } }),
        executeCommandProvider: { commands: [CHECK_WORKSPACE_COMMAND, SHOW_LICENSE_COMMAND, OPEN_PLACE_COMMAND] },
        workspace: {
          workspaceFolders: { supported: true, changeNotifications: true },
          textDocumentContent: { schemes: [LICENSE_SCHEME] },
        },
      },
    };
  });

  connection.onInitialized(() => {
    void isolate(logger, 'start', undefined, async () => {
      if (client.workspace?.configuration) await pullSettings();
      else takeSettings(property(optionsAtStart, SETTINGS_SECTION));
      settingsKnown();
      await registerWithClient();
      await reportKernels();
      if (checksWorkspace()) others.take(WORKSPACE, session.last.ofFiles());
      report.watch();
    })(undefined, neverCancelled).finally(settingsKnown);
  });

  async function registerWithClient(): Promise<void> {
    if (client.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => pathOfUri(uri)));
        workspace.roots = [...workspace.roots.filter((root) => !gone.has(root)), ...added.flatMap(({ uri }) => pathOfUri(uri) ?? [])];
        everythingChanged();
        void isolate(logger, 'settings', undefined, pullSettings)(undefined, neverCancelled);
      });
    }
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      const watchers = WATCHED.map((globPattern) => ({ globPattern }));
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: SETTINGS_SECTION });
    }
  }

  // Settings

  let reportedProblems = '';

  function reportProblems(problems: readonly string[]): void {
    const text = problems.join('\n');
    if (text && text !== reportedProblems) {
      logger.warn(text);
      connection.window.showWarningMessage(text);
    }
    reportedProblems = text;
  }

  /** Returns what is wrong with them. */
  function takeFolderSettings(sections: ReadonlyMap<string, unknown>): readonly string[] {
    const read = [...sections].map(([root, section]) => ({ root, ...readSettings(section) }));
    const settings = new Map(read.map((folder) => [folder.root, folder.settings]));
    if (JSON.stringify([...settings]) !== JSON.stringify([...workspace.folderSettings])) {
      workspace.folderSettings = settings;
      everythingChanged();
      void isolate(logger, 'kernels', undefined, reportKernels)(undefined, neverCancelled);
    }
    return read.flatMap(({ problems }) => problems);
  }

  function takeSettings(section: unknown, problemsOfFolders: readonly string[] = []): void {
    const { settings, problems } = readSettings(section);
    reportProblems([...new Set([...problems, ...problemsOfFolders])]);
    if (JSON.stringify(settings) === JSON.stringify(workspace.settings)) return;
    workspace.settings = settings;
    forgetUnwanted();
    everythingChanged();
    void isolate(logger, 'kernels', undefined, reportKernels)(undefined, neverCancelled);
  }

  /** What is not looked at any more must not stay on the screen. */
  function forgetUnwanted(): void {
    if (!checksWorkspace()) others.forget(WORKSPACE);
    if (workspace.settings.backgroundCheck === 'openFiles') for (const uri of documents.keys()) others.forget(pathOfUri(uri) ?? uri);
  }

  /** Where it is small enough, at least. */
  function checksWorkspace(): boolean {
    return workspace.settings.backgroundCheck === 'auto' || workspace.settings.backgroundCheck === 'workspace';
  }

  /** Says once which kernels the answers are about, and which were asked for in vain. */
  let reportedKernels = '';
  async function reportKernels(): Promise<void> {
    const choice = await (await snapshot()).kernels();
    const { chosen, problems } = choice;
    const text = JSON.stringify([chosen, problems]);
    if (text === reportedKernels) return;
    reportedKernels = text;
    if (property(optionsAtStart, 'kernelStatus') === true) void connection.sendNotification(KernelsNotification, choice);
    for (const { explanation } of chosen) logger.info(`judging against ${explanation}`);
    for (const { file, reason } of problems) {
      logger.warn(`${file} ${reason}`);
      connection.window.showWarningMessage(`Kernel ${file} ${reason}`);
    }
  }

  /** Of the window, and of each folder. */
  async function pullSettings(): Promise<void> {
    if (!client.workspace?.configuration) return;
    const { roots } = workspace;
    const scopes = roots.length > 1 ? roots.map((root) => ({ scopeUri: uriOfPath(root), section: SETTINGS_SECTION })) : [];
    const sections = scopes.length > 0 ? ((await connection.workspace.getConfiguration(scopes)) as unknown[]) : [];
    const problems = takeFolderSettings(new Map(roots.flatMap((root, i) => (sections[i] ? [[root, sections[i]] as const] : []))));
    // A client that has nothing to say of us may have said it at the start.
    takeSettings((await connection.workspace.getConfiguration(SETTINGS_SECTION)) ?? property(optionsAtStart, SETTINGS_SECTION), problems);
  }

  connection.onDidChangeConfiguration(({ settings }) => {
    if (client.workspace?.configuration) {
      void isolate(logger, 'settings', undefined, pullSettings)(undefined, neverCancelled);
    } else {
      takeSettings(property(settings, SETTINGS_SECTION));
    }
  });

  connection.onNotification(TrustedNotification, () => {
    workspace.trusted = true;
    everythingChanged();
    void isolate(logger, 'kernels', undefined, reportKernels)(undefined, neverCancelled);
  });

  // Documents and their diagnostics

  const lenses = createLensRefresher(() => {
    if (client.workspace?.codeLens?.refreshSupport) void connection.sendRequest(CodeLensRefreshRequest.type);
  });
  const refreshes = createScheduler(environment.timer);
  const pulled = createPulledDiagnostics({
    versionOf: (uri) => documents.get(uri)?.version,
    // A client that cannot has the old ones, and asks again with the next edit.
    refresh: () => refreshes.schedule('', PAUSE_BEFORE_REFRESH, () => void connection.languages.diagnostics.refresh().catch(() => {})),
  });
  async function deliver(uri: string, version: number | undefined, diagnostics: readonly Diagnostic[]): Promise<void> {
    if (clientPulls()) pulled.hold(uri, version, diagnostics);
    else await connection.sendDiagnostics({ uri, ...(version !== undefined && { version }), diagnostics: [...diagnostics] });
  }
  const deliverOfFile = (file: string, findings: readonly Finding[]): void =>
    void deliver(workspace.uriOf(file), undefined, findings.map((finding) => toDiagnostic(finding, pageOfRule)));
  const others = createOtherFiles({
    isOpen: (file) => documents.get(workspace.uriOf(file)) !== undefined,
    tell: deliverOfFile,
  });
  const session = createSessionFindings(environment.findingStore, environment.disk, () =>
    JSON.stringify([environment.version, workspace.roots, workspace.trusted, [workspace.settings, ...workspace.folderSettings.values()].map(analysisSettings)]),
  );
  connection.languages.diagnostics.on(isolate(logger, 'diagnostics', { kind: 'full', items: [] }, pulled.ofDocument));
  connection.languages.diagnostics.onWorkspace(isolate(logger, 'workspace diagnostics', { items: [] }, pulled.ofWorkspace));

  const publisher = createDiagnosticsPublisher({
    openDocuments: () => documents.keys().filter((uri) => pathOfUri(uri)),
    versionOf: (uri) => documents.get(uri)?.version,
    async findingsIn(uri, token) {
      const file = pathOfUri(uri);
      if (!file) return [];
      const state = await snapshot();
      const document = documents.get(uri);
      const text = document?.getText();
      const findings = await state.findingsIn(file, token);
      if (text !== undefined && documents.get(uri)?.version === document?.version) session.answered(file, text, findings);
      void isolate(logger, 'code lens refresh', undefined, async () => lenses.judged(uri, await state.lensesIn(file)))(undefined, token);
      return findings;
    },
    async rememberedIn(uri) {
      await settled;
      const file = pathOfUri(uri);
      const text = documents.get(uri)?.getText();
      return (file && text !== undefined && session.last.ofDocument(file, text)) || [];
    },
    async lookAround(uri, token) {
      const file = pathOfUri(uri);
      if (!file || workspace.settings.backgroundCheck === 'openFiles') return;
      const found = await (await snapshot()).findingsAround(file, token);
      if (!token.isCancellationRequested) others.take(file, found);
    },
    closed(uri) {
      const file = pathOfUri(uri);
      if (!file) return;
      others.forget(file);
      deliverOfFile(file, others.of(file));
    },
    async firstFindingsIn(uri, token) {
      const file = pathOfUri(uri);
      return file ? (await snapshot()).firstFindingsIn(file, token) : undefined;
    },
    waitFor: showWaiting,
    publish: deliver,
    pageOfRule,
    rest() {
      session.save(others.all());
      void analyzer().then((loaded) => loaded.rest(), () => {});
    },
    timer: environment.timer,
    logger,
  });

  /** Whether the client has asked for the report, and so wants to know of newer ones. */
  let showsReport = false;
  /** Something has changed since the newest report: a large workspace is not checked again unasked. */
  let reportIsOld = false;
  let changes = 0;
  const checker = createWorkspaceChecker({
    snapshot,
    mode: () => workspace.settings.backgroundCheck,
    startProgress: (title) => startProgress(title, 0, true),
    leftAlone(reason) {
      logger.info(reason);
      // What the last session knew of it would never be looked at again.
      if (!report.latest) others.forget(WORKSPACE);
    },
    timer: environment.timer,
  });
  const report = createWorkspaceReport({
    check: checker.check,
    made(made) {
      if (made) others.take(WORKSPACE, made.findings);
      else others.forget(WORKSPACE);
      tellFindings(made ? findingCounts(made) : null);
      session.save(others.all());
      reportIsOld = false;
      if (showsReport) void connection.sendNotification(ReportNotification, { state: made ? 'made' : 'failed' });
    },
    leftAlone: () => tellFindings({ leftAlone: true }),
    timer: environment.timer,
    logger,
  });

  function tellFindings(found: FindingsTold): void {
    if (property(optionsAtStart, 'findings') === true) void connection.sendNotification(FindingsNotification, found);
  }

  function reportChanged(): void {
    report.changed();
    if (showsReport && !reportIsOld) void connection.sendNotification(ReportNotification, { state: 'changed' });
    reportIsOld = true;
    changes++;
  }

  function everythingChanged(): void {
    reportChanged();
    workspace.invalidate();
    publisher.recheckAll();
    if (client.workspace?.inlayHint?.refreshSupport) void connection.languages.inlayHint.refresh();
  }

  /** The library reports an opening as a change of content, too. */
  const known = new Set<string>();
  documents.onDidChangeContent(({ document: { uri } }) => {
    workspace.invalidate();
    reportChanged();
    if (known.has(uri)) publisher.changed(uri);
    else publisher.opened(uri);
    known.add(uri);
  });
  documents.onDidClose(({ document: { uri } }) => {
    known.delete(uri);
    lenses.forget(uri);
    workspace.invalidate();
    reportChanged();
    publisher.closed(uri);
  });
  connection.onDidChangeWatchedFiles(everythingChanged);

  // Requests

  connection.onHover(
    isolate(logger, 'hover', null, async ({ textDocument, position }, token) => {
      const file = pathOfUri(textDocument.uri);
      const description = file && (await (await snapshot()).describeAt(file, fromPosition(position), token));
      const formats = client.textDocument?.hover?.contentFormat ?? [MarkupKind.PlainText];
      const format = formats.includes(MarkupKind.Markdown) ? MarkupKind.Markdown : MarkupKind.PlainText;
      return description ? toHover(description, format, property(optionsAtStart, 'findingsInHover') === true) : null;
    }),
  );

  connection.languages.callHierarchy.onPrepare(
    isolate(logger, 'call hierarchy', null, async ({ textDocument, position }, token) => {
      const file = pathOfUri(textDocument.uri);
      const at = fromPosition(position);
      const tree = file && (await (await snapshot()).callTreeAt(file, at, token));
      return tree ? [rootItem(tree, file, at, workspace.uriOf)] : null;
    }),
  );
  connection.languages.callHierarchy.onOutgoingCalls(
    isolate(logger, 'outgoing calls', null, async ({ item }, token) => {
      const origin = originOf(item);
      const tree = origin && (await (await snapshot()).callTreeAt(origin.file, origin.position, token));
      return tree ? outgoingCalls(tree, origin, workspace.uriOf) : null;
    }),
  );
  connection.languages.callHierarchy.onIncomingCalls(() => null);

  connection.onCodeLens(
    isolate(logger, 'code lens', null, async ({ textDocument: { uri } }) => {
      const file = pathOfUri(uri);
      if (!file) return [];
      const found = await (await snapshot()).lensesIn(file);
      lenses.told(uri, found);
      return toCodeLenses(found, uri, { whatIf: property(optionsAtStart, 'whatIf') === true, summary: property(optionsAtStart, 'showSummary') === true });
    }),
  );

  connection.onCodeAction(
    isolate(logger, 'code actions', null, async ({ textDocument, range, context }, token) => {
      const file = pathOfUri(textDocument.uri);
      if (!file) return [];
      const all = wantsFixAll(context.only) ? await (await snapshot()).mechanicalFixIn(file, token) : undefined;
      const fixAll = all ? [toFixAll(all, workspace.uriOf)] : [];
      if (!wantsQuickFixes(context.only)) return fixAll;
      const found = await (await snapshot()).fixesIn(file, fromRange(range), token);
      return [...fixAll, ...toCodeActions(found, {
        diagnostics: context.diagnostics,
        pageOfRule,
        uriOf: workspace.uriOf,
        snippets: client.workspace?.workspaceEdit?.snippetEditSupport ?? false,
        chains: property(optionsAtStart, 'showChain') === true,
      })];
    }),
  );

  connection.onExecuteCommand(
    isolate(logger, 'command', null, async (params) => {
      const id: unknown = params.arguments?.[0];
      if (params.command === CHECK_WORKSPACE_COMMAND) report.checkNow();
      if (params.command === SHOW_LICENSE_COMMAND && typeof id === 'string') await showLicense(id);
      if (params.command === OPEN_PLACE_COMMAND && typeof id === 'string') await openPlace(id, params.arguments?.[1] as ProtocolRange | undefined);
      return null;
    }),
  );

  async function openPlace(uri: string, selection: ProtocolRange | undefined): Promise<void> {
    if (client.window?.showDocument?.support) await connection.window.showDocument({ uri, takeFocus: true, ...(selection && { selection }) });
    else connection.window.showInformationMessage(`This editor cannot be asked to open ${uri}.`);
  }

  connection.languages.inlayHint.on(
    isolate(logger, 'inlay hints', null, async ({ textDocument, range }, token) => {
      const file = pathOfUri(textDocument.uri);
      const state = await snapshot();
      const notes = file && workspace.settings.inlayHints ? await state.notesIn(file, token) : [];
      return toInlayHints(notes, fromRange(range));
    }),
  );

  async function showLicense(spdxId: string): Promise<void> {
    const loaded = await analyzer();
    if (!(await loaded.licenseText(spdxId))) {
      connection.window.showWarningMessage(`“${spdxId}” is not the id of a licence on the SPDX list.`);
    } else if (client.window?.showDocument?.support && client.workspace?.textDocumentContent) {
      await connection.window.showDocument({ uri: licenseUri(spdxId), takeFocus: true });
    } else {
      connection.window.showInformationMessage(`This editor cannot show it here; "copyleft-lens explain ${spdxId}" prints the text in a terminal.`);
    }
  }

  connection.workspace.textDocumentContent.on(
    isolate(logger, 'document content', null, async ({ uri }) => {
      const text = await virtualText(uri);
      return text === undefined ? null : { text };
    }),
  );
  connection.onRequest(
    PassagesRequest,
    isolate(logger, 'passages', [], async ({ uri }) => {
      const file = pathOfUri(uri);
      const text = file === undefined ? await virtualText(uri) : textIn(file);
      return text === undefined ? [] : licensePassages(text).map((passage) => ({ ...passage, range: toRange(passage.range) }));
    }),
  );

  async function virtualText(uri: string): Promise<string | undefined> {
    const file = archivedFile(uri);
    return file === undefined ? textOf(uri, await licenseTexts()) : textIn(file);
  }

  async function licenseTexts(): Promise<Analyzer['licenseText']> {
    const loaded = await analyzer();
    return (id) => loaded.licenseText(id);
  }

  function textIn(file: string): string | undefined {
    const content = workspace.files().read(file);
    return isReadable(content) ? content.text : undefined;
  }

  connection.onRequest(
    SummaryRequest,
    isolate(logger, 'summary', null, async ({ fresh }, token) => {
      const changesBefore = changes;
      const known = fresh ? undefined : report.latest;
      const shown = known ?? (await checkWithProgress(token));
      if (!known) {
        report.take(shown);
        reportIsOld = changes !== changesBefore;
      }
      showsReport = true;
      report.watch();
      // What changed while this one was made has had its check already, perhaps before this one was done.
      if (reportIsOld) report.changed();
      return { ...summaryOf(shown, workspace.roots), isOld: reportIsOld };
    }),
  );

  connection.onRequest(
    ExportRequest,
    isolate(logger, 'export', null, async ({ format }, token) => {
      const made = await checkWithProgress(token);
      return { text: renderExport(made, format, { roots: workspace.roots, madeAt: new Date().toISOString(), page: environment.reportPage }) };
    }),
  );

  async function checkWithProgress(token: CancellationToken): Promise<Report> {
    const progress = await startProgress('Copyleft Lens: checking the workspace', 0);
    try {
      return await (await snapshot()).check({ token, progress: progress.report });
    } finally {
      progress.done();
    }
  }

  connection.onRequest(
    FindingTreeRequest,
    isolate(logger, 'finding tree', null, ({ grouping }) => (report.latest ? findingTree(report.latest, grouping, workspace.roots) : null)),
  );
  connection.onRequest(KernelsRequest, isolate(logger, 'known kernels', [], async () => (await snapshot()).knownKernels()));

  connection.onRequest(
    DiagnosticsRequest,
    isolate(logger, 'diagnostics for a bug report', null, async () =>
      serverDiagnostics({
        version: environment.version,
        runtime: environment.runtime?.() ?? [],
        knowledge: (await analyzer()).knowledge(),
        kernels: await (await snapshot()).kernels(),
        report: report.latest,
        openDocuments: documents.all().length,
        timings: timings.lines(),
      }),
    ),
  );

  connection.onRequest(LicenseChoicesRequest, isolate(logger, 'licence choices', [], async () => (await analyzer()).licenseChoices()));

  connection.onRequest(
    WhatIfRequest,
    isolate(logger, 'what if', null, async ({ license, uri }, token) => {
      const file = uri === undefined ? undefined : pathOfUri(uri);
      const state = await snapshot();
      const progress = await startProgress(`Copyleft Lens: what if it were “${license}”?`, 0);
      try {
        const judge = (snapshot: Snapshot) => (file === undefined ? snapshot.check({ token, progress: progress.report }) : snapshot.checkModulesOf(file, token));
        const asItIs = await judge(state);
        const assumed = await judge(state.assuming(license));
        return { html: whatIfPage({ license, meaning: (await analyzer()).meaningOfLicense(license), asItIs, assumed }, workspace.roots) };
      } finally {
        progress.done();
      }
    }),
  );

  /** What follows keeps this thread busy: the client is told before, unless it takes too long to say that it shows such things. */
  async function showWaiting(what: string): Promise<() => void> {
    const progress = startProgress(`Copyleft Lens: ${what}`);
    const patience = new Promise<void>((resolve) => environment.timer.after(PATIENCE_WITH_CLIENT, resolve));
    await Promise.race([progress, patience]);
    return () => void progress.then(({ done }) => done());
  }

  /** @param percentage where one is known */
  async function startProgress(title: string, percentage?: number, cancellable = false): Promise<ShownProgress> {
    const reporter = client.window?.workDoneProgress ? await connection.window.createWorkDoneProgress().catch(() => undefined) : undefined;
    if (!reporter) return { report() {}, done() {} };
    reporter.begin(title, percentage, undefined, cancellable);
    return {
      report: (done, total, subject) => reporter.report(total > 0 ? Math.round((100 * done) / total) : 0, subject),
      done: () => reporter.done(),
      token: reporter.token,
    };
  }

  connection.onShutdown(() => {
    session.save(others.all());
    publisher.dispose();
    refreshes.cancelAll();
    report.dispose();
  });
  documents.listen(connection);
  connection.listen();
}

function property(value: unknown, key: string): unknown {
  return value && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined;
}
