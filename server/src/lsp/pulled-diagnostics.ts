/**
 * Diagnostics for a client that asks for them (3.17): what was found is held here, a question waits until there is something
 * about the version that is open, and the client is told to ask again where it was told something else before. When to look at
 * a document is not decided here.
 */

import type {
  Diagnostic,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { throwIfCancelled, type CancellationToken } from '../base/runtime.ts';

export interface PullHost {
  /** Undefined where the document is not open. */
  versionOf(uri: string): number | undefined;
  /** Asks the client to ask again. */
  refresh(): void;
}

export interface PulledDiagnostics {
  /** @param version undefined for a file that is not open */
  hold(uri: string, version: number | undefined, diagnostics: readonly Diagnostic[]): void;
  ofDocument(params: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport>;
  /** Waits until there is something that the client does not know: it asks again at once. */
  ofWorkspace(params: WorkspaceDiagnosticParams, token: CancellationToken): Promise<WorkspaceDiagnosticReport>;
}

interface Held {
  readonly version: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The same for the same diagnostics of a document, whatever its version. */
  readonly resultId: string;
}

export function createPulledDiagnostics({ versionOf, refresh }: PullHost): PulledDiagnostics {
  const held = new Map<string, Held>();
  /** What the client was answered last. */
  const told = new Map<string, string>();
  const waiting = new Set<() => void>();
  let results = 0;

  function hold(uri: string, version: number | undefined, diagnostics: readonly Diagnostic[]): void {
    const before = held.get(uri);
    const same = before !== undefined && JSON.stringify(before.diagnostics) === JSON.stringify(diagnostics);
    const resultId = same ? before.resultId : String(++results);
    if (version === undefined && diagnostics.length === 0) held.delete(uri);
    else held.set(uri, { version, diagnostics, resultId });
    for (const look of [...waiting]) look();
    const known = told.get(uri);
    if (version !== undefined && known !== undefined && known !== resultId) refresh();
  }

  /** Tries now and after each time that something is held. */
  function when<T>(find: () => T | undefined, token: CancellationToken): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        try {
          throwIfCancelled(token);
          const found = find();
          if (found === undefined) return;
          resolve(found);
        } catch (error) {
          reject(error as Error);
        }
        waiting.delete(look);
      };
      waiting.add(look);
      token.onCancellationRequested?.(look);
      look();
    });
  }

  async function ofDocument({ textDocument: { uri }, previousResultId }: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport> {
    // Until there is an answer nothing is told, and what comes meanwhile is no reason to ask again.
    told.delete(uri);
    const found = await when(() => {
      const version = versionOf(uri);
      const known = held.get(uri);
      if (version === undefined) return known ?? { diagnostics: [], resultId: '0' };
      return known?.version === version ? known : undefined;
    }, token);
    told.set(uri, found.resultId);
    const { resultId, diagnostics } = found;
    return resultId === previousResultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items: [...diagnostics] };
  }

  /** Of files that are not open: the others are asked for one by one. */
  function news(known: ReadonlyMap<string, string>): WorkspaceDocumentDiagnosticReport[] {
    const closed = [...held].filter(([uri]) => versionOf(uri) === undefined);
    const changed = closed.filter(([uri, { resultId }]) => known.get(uri) !== resultId);
    const gone = [...known].filter(([uri, resultId]) => !held.has(uri) && versionOf(uri) === undefined && resultId !== GONE);
    return [
      ...changed.map(([uri, { resultId, diagnostics }]) => ({ kind: 'full' as const, uri, version: null, resultId, items: [...diagnostics] })),
      ...gone.map(([uri]) => ({ kind: 'full' as const, uri, version: null, resultId: GONE, items: [] })),
    ];
  }

  async function ofWorkspace({ previousResultIds }: WorkspaceDiagnosticParams, token: CancellationToken): Promise<WorkspaceDiagnosticReport> {
    const known = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    const items = await when(() => {
      const found = news(known);
      return found.length > 0 ? found : undefined;
    }, token);
    return { items };
  }

  return { hold, ofDocument, ofWorkspace };
}

/** The result of a file about which nothing is held any more. */
const GONE = 'gone';
