/** `npm run test:editor`: prepares a workbench, packages the extension and tells the stories of stories.ts in it. --bail: stop at the first failure; --grep TEXT: only these stories. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import { prepareEnvironment, type Environment } from './environment.ts';
import { describeExplorer } from './explorer-stories.ts';
import { describeKernelHeaders } from './kernel-stories.ts';
import { describePackages } from './npm-stories.ts';
import { describeMailedReport } from './mailed-report-stories.ts';
import { describeSummary } from './summary-stories.ts';
import { describeWorkbench } from './stories.ts';
import { describeReach } from './reach-stories.ts';
import { describeWhatIf } from './what-if-stories.ts';

const root = path.join(import.meta.dirname, '..', '..');
const screenshots = path.join(import.meta.dirname, 'screenshots');

/** Of the packaged extension. */
const MOST_MEGABYTES = 12;

const { values } = parseArgs({ options: { bail: { type: 'boolean', default: false }, grep: { type: 'string' } } });
const { environment, vsix } = prepare();
fs.rmSync(screenshots, { recursive: true, force: true });

const mocha = new Mocha({ timeout: 60_000, bail: values.bail, ...(values.grep !== undefined && { fgrep: values.grep }), reporter: path.join(root, 'test', 'support', 'totals-reporter.cjs') });
mocha.suite.emit('pre-require', globalThis, '', mocha);
describeWorkbench({ environment, vsix, sample: path.join(root, 'sample'), screenshots });
describeExplorer({ environment, vsix, sample: path.join(root, 'sample'), screenshots });
describeKernelHeaders({ environment, vsix, sample: path.join(import.meta.dirname, 'real-kernel'), screenshots });
describeWhatIf({ environment, vsix, sample: path.join(import.meta.dirname, 'two-kernels'), screenshots });
describePackages({ environment, vsix, sample: path.join(import.meta.dirname, 'npm-project'), screenshots });
describeSummary({ environment, vsix, sample: path.join(root, 'sample'), screenshots });
describeMailedReport({ environment, vsix, sample: path.join(root, 'sample'), screenshots });
describeReach({ environment, vsix, sample: path.join(root, 'sample'), screenshots });
mocha.run((failures) => process.exit(failures > 0 ? 1 : 0));

/** What is missing is said in a sentence, and counts as a failure: a test that could not run has not passed. */
function prepare(): { environment: Environment; vsix: string } {
  try {
    return { environment: prepareEnvironment((message) => console.log(message)), vsix: packageExtension() };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.log('0 passed, 1 failed');
    process.exit(1);
  }
}

function packageExtension(): string {
  const file = path.join(root, 'dist', 'copyleft-lens.vsix');
  const npm = spawnSync('npm', ['run', 'package', '--', '--out', file], { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  if (npm.status !== 0) throw new Error(`npm run package failed:\n${npm.stdout}${npm.stderr}`);
  const megabytes = fs.statSync(file).size / 1e6;
  console.log(`the packaged extension has ${megabytes.toFixed(2)} MB`);
  if (megabytes > MOST_MEGABYTES) throw new Error(`the packaged extension has more than ${MOST_MEGABYTES} MB`);
  return file;
}
