/** What the server knows of the client's world: open documents, folders and settings. Hands out snapshots of it. */

import path from 'node:path';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analyzer, Snapshot } from '../analysis/analyzer.ts';
import type { Settings } from '../analysis/settings.ts';
import type { Files } from '../base/files.ts';
import type { FilesView, OpenDocument } from '../base/files-view.ts';
import { createEditorFiles } from '../workspace/editor-files.ts';
import { joinSnapshots } from './joined-snapshots.ts';
import { DEFAULT_EDITOR_SETTINGS, type EditorSettings } from './settings.ts';
import { pathOfUri, uriOfPath } from './to-protocol.ts';

export interface Workspace {
  /** Of the window, and of folders that have none of their own. */
  settings: EditorSettings;
  /** By root: of folders with settings of their own. */
  folderSettings: ReadonlyMap<string, EditorSettings>;
  /** Absolute paths of the folders. */
  roots: readonly string[];
  /** Where they are not trusted, nothing outside of them is read. */
  trusted: boolean;
  /** What the analysis may read now. */
  files(): Files;
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
    folderSettings: new Map(),
    roots: [],
    trusted: true,
    files: () => createEditorFiles(disk, viewOf(workspace, openDocuments())),
    snapshot(analyzer) {
      if (current) return current;
      const view = viewOf(workspace, openDocuments());
      const files = createEditorFiles(disk, view);
      const folders = foldersBySettings(workspace).map(({ roots, settings }) => ({ roots, snapshot: analyzer.snapshot({ files, view, roots, settings }) }));
      current = joinSnapshots(folders);
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

function viewOf({ roots, trusted }: Workspace, documents: readonly TextDocument[]): FilesView {
  return { documents: overlay(documents), ...(!trusted && { fence: roots }) };
}

/** Folders that are judged alike are judged together. */
function foldersBySettings({ roots, settings, folderSettings, trusted }: Workspace): { readonly roots: readonly string[]; readonly settings: Settings }[] {
  const groups = new Map<string, { roots: string[]; settings: Settings }>();
  for (const root of roots) {
    const own = effective(folderSettings.get(root) ?? settings, trusted);
    const key = JSON.stringify(own);
    const group = groups.get(key);
    if (group) group.roots.push(root);
    else groups.set(key, { roots: [root], settings: own });
  }
  return groups.size > 0 ? [...groups.values()] : [{ roots, settings: effective(settings, trusted) }];
}

/** In folders that are not trusted, settings that name places are not followed. */
function effective(settings: EditorSettings, trusted: boolean): Settings {
  const known = analysisSettings(settings);
  return trusted ? known : { ...known, kernels: known.kernels.filter((name) => !/[\\/]/.test(name)) };
}

/** The analysis keeps its results by settings: those that it does not know would part what is the same. */
export function analysisSettings({ kernels, assumeLicense, distribution, maxFileSize }: EditorSettings): Settings {
  return { kernels, assumeLicense, distribution, maxFileSize };
}

function overlay(documents: readonly TextDocument[]): ReadonlyMap<string, OpenDocument> {
  const result = new Map<string, OpenDocument>();
  for (const document of documents) {
    const file = pathOfUri(document.uri);
    if (file) result.set(path.normalize(file), { text: document.getText(), version: document.version });
  }
  return result;
}
