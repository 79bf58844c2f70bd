/** `check`: judges paths and writes the report. */

import fs from 'node:fs';
import path from 'node:path';
import { SingleBar } from 'cli-progress';
import { DEFAULT_SETTINGS } from '../analysis/settings.ts';
import type { Progress } from '../base/runtime.ts';
import { SEVERITIES, type Severity } from '../findings/finding.ts';
import type { Report } from '../findings/report.ts';
import { renderExport, type ExportFormat } from '../findings/views/exports.ts';
import { renderText } from '../findings/views/text.ts';
import { readProductFile, REPORT_PAGE } from '../workspace/product-files.ts';
import { createDiskFiles } from '../workspace/disk-files.ts';
import { kernelNames, openAnalyzer } from './core.ts';
import { CannotRun, EXIT } from './exit-status.ts';
import { allProcessors, openThreadPool } from './thread-pool.ts';

export type ReportFormat = 'text' | ExportFormat;

export interface CheckOptions {
  readonly kernel: readonly string[];
  readonly assumeLicense?: string;
  readonly format: ReportFormat;
  readonly output?: string;
  readonly failOn: Severity | 'never';
  /** MiB */
  readonly maxFileSize: number;
  readonly quiet?: boolean;
  readonly version: string;
}

/** Returns the exit status. Throws CannotRun for a path or kernel that is not there. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<number> {
  const roots = paths.map((given) => path.resolve(given));
  for (const root of roots) if (!fs.existsSync(root)) throw new CannotRun(`${root} does not exist`);

  const pool = allProcessors() > 1 ? openThreadPool(options.version, allProcessors()) : undefined;
  const analyzer = await openAnalyzer(options.version, pool);
  const snapshot = analyzer.snapshot({
    files: createDiskFiles(),
    roots,
    settings: {
      ...DEFAULT_SETTINGS,
      kernels: kernelNames(options.kernel),
      assumeLicense: options.assumeLicense ?? null,
      maxFileSize: options.maxFileSize * 1024 * 1024,
    },
  });
  const problems = options.kernel.length > 0 ? (await snapshot.kernels()).problems : [];
  if (problems.length > 0) throw new CannotRun(problems.map(({ file, reason }) => `--kernel ${file}: ${reason}`).join('\n'));
  const bar = progressBar(options);
  const report = await snapshot.check({ paths: roots, progress: bar.progress }).finally(() => {
    bar.stop();
    return pool?.close();
  });
  write(render(report, roots, options), options.output);
  analyzer.rest();
  return reaches(report, options.failOn) ? EXIT.findings : EXIT.clean;
}

/** On standard error, where it does not mix with the report; nothing when that is no terminal. */
function progressBar({ quiet }: CheckOptions): { progress: Progress; stop: () => void } {
  if (quiet || !process.stderr.isTTY) return { progress() {}, stop() {} };
  const bar = new SingleBar({ format: '{bar} {value}/{total} {subject}', clearOnComplete: true, hideCursor: true, stream: process.stderr });
  let started = false;
  return {
    progress(done, total, subject) {
      if (!started) bar.start(total, done, { subject });
      else bar.update(done, { subject });
      started = true;
    },
    stop: () => bar.stop(),
  };
}

function render(report: Report, roots: readonly string[], { format, output }: CheckOptions): string {
  if (format !== 'text') {
    const page = (): string => Buffer.from(readProductFile(REPORT_PAGE)).toString('utf8');
    return renderExport(report, format, { roots, madeAt: new Date().toISOString(), page });
  }
  const color = output === undefined && process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  return renderText(report, { color, workingDirectory: process.cwd() });
}

function write(text: string, output: string | undefined): void {
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    fs.writeFileSync(output, text);
  } catch (error) {
    throw new CannotRun(`cannot write the report to ${output}: ${(error as Error).message}`);
  }
}

function reaches(report: Report, failOn: CheckOptions['failOn']): boolean {
  if (failOn === 'never') return false;
  return SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1).some((severity) => report.summary.findings[severity] > 0);
}
