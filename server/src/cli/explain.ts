/** `explain`: prints what is known of a symbol or a licence. */

import pc from 'picocolors';
import { DEFAULT_SETTINGS } from '../analysis/settings.ts';
import { createDiskFiles } from '../workspace/disk-files.ts';
import { kernelNames, openAnalyzer } from './core.ts';
import { CannotRun, EXIT } from './exit-status.ts';

export async function explainCommand(name: string, options: { kernel: readonly string[]; version: string }): Promise<number> {
  const analyzer = await openAnalyzer(options.version);
  const snapshot = analyzer.snapshot({
    files: createDiskFiles(),
    roots: [process.cwd()],
    settings: { ...DEFAULT_SETTINGS, kernels: kernelNames(options.kernel) },
  });
  const explanation = await snapshot.explain(name);
  if (!explanation) {
    throw new CannotRun(`"${name}" is neither a symbol that one of the kernels at hand exports, nor a C library that is known, nor an SPDX licence id, nor a package of the project here`);
  }
  const parts = [
    pc.bold(explanation.name),
    ...explanation.sections.flatMap(({ title, lines }) => [pc.underline(title), ...lines.map((line) => `  ${line}`)]),
    ...(explanation.text === undefined ? [] : ['', explanation.text]),
  ];
  process.stdout.write(parts.join('\n') + '\n');
  return EXIT.clean;
}
