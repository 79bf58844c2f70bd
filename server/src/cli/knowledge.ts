/** `knowledge`: lists what is bundled, and with --check compares it with its recorded checksums. */

import { createHash } from 'node:crypto';
import pc from 'picocolors';
import { readProductFile } from '../workspace/product-files.ts';
import { openAnalyzer } from './core.ts';
import { EXIT } from './exit-status.ts';

export async function knowledgeCommand(options: { check?: boolean; version: string }): Promise<number> {
  const analyzer = await openAnalyzer(options.version);
  let damaged = 0;
  for (const item of analyzer.knowledge()) {
    process.stdout.write(`${pc.bold(item.name)}\n  from ${item.source}, version ${item.version}\n`);
    if (item.checksum !== undefined) process.stdout.write(`  sha256 ${item.checksum}\n`);
    if (options.check && item.file !== undefined && item.checksum !== undefined) {
      const sound = createHash('sha256').update(readProductFile(item.file)).digest('hex') === item.checksum;
      if (!sound) damaged++;
      process.stdout.write(sound ? pc.green('  as recorded\n') : pc.red('  differs from what was recorded: the installation is damaged\n'));
    }
  }
  return damaged > 0 ? EXIT.findings : EXIT.clean;
}
