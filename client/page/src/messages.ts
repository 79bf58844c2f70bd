/** What the report page and the editor that shows it say to each other. A mailed page is alone and says nothing. */

import type { Place } from '../../../server/src/findings/page/file-table.ts';
import type { PageModel } from '../../../server/src/findings/page/page-model.ts';

export type ExportFormat = 'html' | 'markdown' | 'csv' | 'json';

/** Of the report that is shown: `changed` since it was made, or the next one `failed`. */
export type Status = 'checking' | 'current' | 'changed' | 'failed';

export type ToPage =
  /** `revision` goes up with each report: a place belongs to the report that it was shown with. */
  | { readonly type: 'report'; readonly model: PageModel; readonly revision: number; readonly at: string }
  | { readonly type: 'status'; readonly status: Status };

export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'open'; readonly place: Place; readonly revision: number }
  | { readonly type: 'explainRule'; readonly rule: string }
  | { readonly type: 'export'; readonly format: ExportFormat }
  | { readonly type: 'refresh' }
  | { readonly type: 'showOutput' };
