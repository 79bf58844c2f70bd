/** What the report page and the editor that shows it say to each other. A mailed page is alone and says nothing. */

import type { Place } from '../../../server/src/findings/page/file-table.ts';
import type { PageModel } from '../../../server/src/findings/page/page-model.ts';

export type ExportFormat = 'html' | 'markdown' | 'csv' | 'json';

export type ToPage =
  /** `revision` goes up with each report: a place belongs to the report that it was shown with. */
  | { readonly type: 'report'; readonly model: PageModel; readonly revision: number; readonly at: string }
  /** `failed` keeps what is shown and says why it is old. */
  | { readonly type: 'status'; readonly status: 'checking' | 'current' | 'failed' };

export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'open'; readonly place: Place; readonly revision: number }
  | { readonly type: 'explainRule'; readonly rule: string }
  | { readonly type: 'export'; readonly format: ExportFormat }
  | { readonly type: 'refresh' }
  | { readonly type: 'showOutput' };
