/** The editor around the page, or nobody: a page that was mailed opens no files and keeps its state in the browser's session. */

import type { Place } from '../../../server/src/findings/page/file-table.ts';
import type { ExportFormat, FromPage, ToPage } from './messages.ts';
import { restoredState, type ViewState } from './view-state.ts';

export interface Editor {
  open(place: Place, revision: number): void;
  explainRule(rule: string): void;
  export(format: ExportFormat): void;
  refresh(): void;
  showOutput(): void;
  listen(listener: (message: ToPage) => void): void;
}

export interface Host {
  /** Undefined in a file that a browser opened. */
  readonly editor: Editor | undefined;
  readonly state: ViewState;
  save(state: ViewState): void;
}

interface VSCodeApi {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare const acquireVsCodeApi: (() => VSCodeApi) | undefined;

const SESSION_KEY = 'copyleft-lens-report';

export function findHost(): Host {
  return typeof acquireVsCodeApi === 'function' ? inEditor(acquireVsCodeApi()) : alone();
}

function inEditor(api: VSCodeApi): Host {
  const editor: Editor = {
    open: (place, revision) => api.postMessage({ type: 'open', place, revision }),
    explainRule: (rule) => api.postMessage({ type: 'explainRule', rule }),
    export: (format) => api.postMessage({ type: 'export', format }),
    refresh: () => api.postMessage({ type: 'refresh' }),
    showOutput: () => api.postMessage({ type: 'showOutput' }),
    listen(listener) {
      addEventListener('message', ({ data }: MessageEvent<ToPage>) => listener(data));
      api.postMessage({ type: 'ready' });
    },
  };
  return { editor, state: restoredState(api.getState()), save: (state) => api.setState(state) };
}

function alone(): Host {
  return { editor: undefined, state: restoredState(read()), save: write };
}

/** A browser may forbid it to files of a disk: then the page starts anew, and works. */
function read(): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(SESSION_KEY) ?? 'null');
  } catch {
    return null;
  }
}

function write(state: ViewState): void {
  try {
    sessionStorage.setItem(SESSION_KEY, JSON.stringify(state));
  } catch {
    // as above
  }
}
