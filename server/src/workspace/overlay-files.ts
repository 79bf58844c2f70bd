/** Open documents on top of the files of a disk: what the editor shows counts, saved or not. */

import type { Files } from '../base/files.ts';
import type { OpenDocument } from '../base/files-view.ts';

/** `documents` maps absolute paths to what the editor holds; it is not copied, so hand in one that no longer changes. */
export function createOverlayFiles(below: Files, documents: ReadonlyMap<string, OpenDocument>): Files {
  return {
    read(file) {
      const document = documents.get(file);
      return document ? { text: document.text, encoding: 'utf-8' } : below.read(file);
    },
    // What an editor shows as text is no compiled file.
    bytes: (file, start, length) => below.bytes(file, start, length),
    stat(file) {
      const document = documents.get(file);
      if (!document) return below.stat(file);
      return { kind: 'file', size: document.text.length, version: `open:${document.version}` };
    },
    list: (directory) => below.list(directory),
    realpath: (path) => below.realpath(path),
  };
}
