/** What the server knows of the client's world: open documents, folders and settings. Hands out snapshots of it. */

import path from 'node:path';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analyzer, Snapshot } from '../analysis/analyzer.ts';
import type { Settings } from '../analysis/settings.ts';
import type { Files } from '../base/files.ts';
import type { OpenDocument } from '../base/files-view.ts';
import { createEditorFiles } from '../workspace/editor-files.ts';
import { DEFAULT_EDITOR_SETTINGS, type EditorSettings } from './settings.ts';
import { pathOfUri, uriOfPath } from './to-protocol.ts';

export interface Workspace {
  settings: EditorSettings;
  /** Absolute paths of the folders. */
  roots: readonly string[];
  /** The current state; a later change makes another snapshot and leaves this one alone. */
  snapshot(analyzer: Analyzer): Snapshot;
  /** Call after any change of a document, a file, a folder or a setting. */
  invalidate(): void;
  /** The client's spelling of a path's URI, where it has the document open. */
  uriOf(file: string): string;
}

export function createWorkspace(disk: Files, openDocuments: () => readonly TextDocument[]): Workspace {
  let current: Snapshot | undefined;
  const workspace: Workspace = {
    settings: DEFAULT_EDITOR_SETTINGS,
    roots: [],
    snapshot(analyzer) {
      if (current) return current;
      const view = { documents: overlay(openDocuments()) };
      current = analyzer.snapshot({
        files: createEditorFiles(disk, view),
        view,
        roots: workspace.roots,
        settings: analysisSettings(workspace.settings),
      });
      return current;
    },
    invalidate() {
      current = undefined;
    },
    uriOf(file) {
      return openDocuments().find((document) => pathOfUri(document.uri) === file)?.uri ?? uriOfPath(file);
    },
  };
  return workspace;
}

/** The analysis keeps its results by settings: those that it does not know would part what is the same. */
export function analysisSettings({ kernels, assumeLicense, maxFileSize }: EditorSettings): Settings {
  return { kernels, assumeLicense, maxFileSize };
}

function overlay(documents: readonly TextDocument[]): ReadonlyMap<string, OpenDocument> {
  const result = new Map<string, OpenDocument>();
  for (const document of documents) {
    const file = pathOfUri(document.uri);
    if (file) result.set(path.normalize(file), { text: document.getText(), version: document.version });
  }
  return result;
}
