/** Requests of ours behind the report page: what it shows, and the forms in which a report is handed on. */

import { NotificationType, RequestType } from 'vscode-languageserver/node';
import { pageOf, type PageModel } from '../findings/page/page-model.ts';
import type { Report } from '../findings/report.ts';
import type { ExportFormat } from '../findings/views/exports.ts';
import { uriOfPath } from './to-protocol.ts';

export interface SummaryParams {
  /** Judges anew, whatever report is at hand. */
  readonly fresh?: boolean;
}

export interface Summary {
  readonly model: PageModel;
  /** Of `model.files`, by the same numbers: they stay outside of the page. */
  readonly uris: readonly string[];
}

export interface SummaryAnswer extends Summary {
  /** Something has changed since the report was made. */
  readonly isOld: boolean;
}

/** Takes the report that is at hand, or judges the whole workspace. From then on the client hears what becomes of the report. */
export const SummaryRequest = new RequestType<SummaryParams, SummaryAnswer | null, void>('copyleftLens/summary');

/** There is a newer report, it could not be made, or something has changed since it was. */
export const ReportNotification = new NotificationType<{ readonly state: 'made' | 'failed' | 'changed' }>('copyleftLens/report');

export const ExportRequest = new RequestType<{ readonly format: ExportFormat }, { readonly text: string } | null, void>('copyleftLens/export');

export function summaryOf(report: Report, roots: readonly string[]): Summary {
  const { model, paths } = pageOf(report, { roots, madeAt: null });
  return { model, uris: paths.map(uriOfPath) };
}
