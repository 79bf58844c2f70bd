/** A report in each of the forms in which it is handed on. */

import type { Report } from '../report.ts';
import { pageOf, type PageOptions } from '../page/page-model.ts';
import { renderCsv } from './csv.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';

export const EXPORT_FORMATS = ['html', 'markdown', 'csv', 'json'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportOptions extends PageOptions {
  /** The built page, which only HTML needs. */
  readonly page: () => string;
}

export function renderExport(report: Report, format: ExportFormat, { page, ...options }: ExportOptions): string {
  switch (format) {
    case 'html':
      return renderHtml(pageOf(report, options).model, page());
    case 'markdown':
      return renderMarkdown(pageOf(report, options).model);
    case 'csv':
      return renderCsv(pageOf(report, options).model);
    case 'json':
      return renderJson(report);
  }
}
