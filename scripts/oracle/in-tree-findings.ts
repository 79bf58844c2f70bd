/**
 * What the product finds in the kernel's own modules, as they are: they are all right by the kernel's rules, so whatever is
 * found must be defended, one by one, in docs/in-tree-findings.md.
 *
 *     npm run build && npm run bench:in-tree -- [--kernel 6.12|6.1] [--all | --sample N [--seed TEXT]] [--check] [--list]
 *
 * --check: exit status 1 where a finding is neither a hint nor in that page. Hints are counted.
 */

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_SETTINGS } from '../../server/src/analysis/settings.ts';
import { openAnalyzer } from '../../server/src/cli/core.ts';
import { allProcessors, openThreadPool } from '../../server/src/cli/thread-pool.ts';
import type { Finding } from '../../server/src/findings/finding.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { buildDirectory, isKernel, sourceTree } from './cache.ts';
import { nameHash } from './score.ts';

const { values: options } = parseArgs({
  options: {
    kernel: { type: 'string', default: '6.12' },
    sample: { type: 'string', default: '150' },
    seed: { type: 'string', default: '' },
    all: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});
const { kernel } = options;
if (!isKernel(kernel)) throw new Error(`no such kernel: ${kernel}`);

const PAGE = path.join(import.meta.dirname, '../../docs/in-tree-findings.md');
const root = sourceTree(kernel);
const pool = openThreadPool('oracle', allProcessors());
const analyzer = await openAnalyzer('oracle', pool);
const snapshot = analyzer.snapshot({ files: createDiskFiles(), roots: [root], settings: { ...DEFAULT_SETTINGS, kernels: [buildDirectory(kernel)] } });
const before = process.cpuUsage();
// One module in so many, by its name: about the number that was asked for of some 4,000.
const everyNth = Math.max(1, Math.round(4000 / Number(options.sample)));
const report = await snapshot.check({ modulesOnly: ({ name }) => options.all || nameHash(options.seed + name) % everyNth === 0 });
await pool?.close();
const { user, system } = process.cpuUsage(before);

const found = report.findings.filter(({ unit }) => unit?.startsWith('kernel-module:'));
const modules = report.units.filter(({ kind }) => kind === 'kernel-module').length;
const byRule = new Map<string, Finding[]>();
for (const finding of found) byRule.set(`${finding.rule} ${finding.severity}`, [...(byRule.get(`${finding.rule} ${finding.severity}`) ?? []), finding]);
console.log(`Linux ${kernel}: ${found.length} findings in ${modules} modules, ${report.unread.length} unread; ${((user + system) / 1e6).toFixed(0)} s of CPU`);
for (const [rule, findings] of [...byRule].sort()) console.log(`  ${rule}: ${findings.length}`);

const defended = fs.existsSync(PAGE) ? fs.readFileSync(PAGE, 'utf8') : '';
const open = found.filter(({ severity, file, rule }) => severity !== 'hint' && !defended.includes(`| \`${path.relative(root, file)}\` | ${rule} |`));
for (const one of options.list ? found : open) {
  console.log(`${path.relative(root, one.file)}:${one.range.start.line} ${one.severity} ${one.rule}: ${one.message}`);
}
console.log(open.length === 0 ? 'all of them are hints, or defended in docs/in-tree-findings.md' : `${open.length} findings are not defended in docs/in-tree-findings.md`);
if (options.check && open.length > 0) process.exitCode = 1;
