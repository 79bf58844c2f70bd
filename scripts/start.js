/** `npm start`: builds the product and checks the bundled sample, or the paths that are given. */

import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const cli = path.join(root, 'dist/cli.js');
const paths = process.argv.slice(2);

run([path.join(root, 'scripts/build.js')], root);
// npm runs scripts in the package's directory; paths are meant from where the user stands.
const from = process.env['INIT_CWD'] ?? process.cwd();
const status = run([cli, 'check', ...(paths.length > 0 ? paths : [path.join(root, 'sample')])], from);

if (paths.length === 0) {
  console.log(`
That was the sample: a proprietary driver that uses GPL-only kernel symbols, a GPL driver that may, and a TypeScript package.

Try next
  npm start -- PATH                                        check a project of yours
  node dist/cli.js check sample/gpl-driver --assume-license Proprietary
                                                           what would break if it were proprietary?
  node dist/cli.js explain kernel_fpu_begin_mask           what a symbol is, and since when
  npm run package                                          make the VS Code extension (.vsix)`);
}
// Findings are what the sample is for: only "could not run" is a failure of npm start.
process.exit(status === 1 ? 0 : status);

function run(args, cwd) {
  const result = spawnSync(process.execPath, args, { cwd, stdio: 'inherit' });
  if (result.error) throw result.error;
  const code = result.status ?? 2;
  if (code > 1) process.exit(code);
  return code;
}
