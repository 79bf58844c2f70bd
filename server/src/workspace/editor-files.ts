/** The files of a disk as an editor sees them. */

import type { Files } from '../base/files.ts';
import type { FilesView } from '../base/files-view.ts';
import { createFencedFiles } from './fenced-files.ts';
import { createOverlayFiles } from './overlay-files.ts';

/** @param view without one, the disk as it is */
export function createEditorFiles(disk: Files, view: FilesView | undefined): Files {
  if (!view) return disk;
  return createOverlayFiles(view.fence ? createFencedFiles(disk, view.fence) : disk, view.documents);
}
