/** One fact that a finding, a licence or a package rests on. */

import type { Evidence } from '../finding.ts';
import type { FileTable, Place } from './file-table.ts';

export interface PageEvidence {
  readonly message: string;
  readonly source?: string;
  readonly place?: Place;
}

export function pageEvidence({ message, source, location }: Evidence, files: FileTable): PageEvidence {
  return { message, ...(source !== undefined && { source }), ...(location && { place: files.place(location) }) };
}
