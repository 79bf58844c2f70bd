/** A report as JSON: its own shape, described by docs/report.schema.json. */

import type { Report } from '../report.ts';

export function renderJson(report: Report): string {
  return JSON.stringify(report, null, 2) + '\n';
}
