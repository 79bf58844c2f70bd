/** Bundles the command line tool with the language server (dist/cli.js), the VS Code client (dist/extension.cjs) and the report page (dist/report-page.html). */

import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { reportPage } from './support/report-page.js';
import { thirdPartyNotices } from './support/third-party-notices.js';

const root = path.join(import.meta.dirname, '..');
const production = process.argv.includes('--production');
const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: production ? false : 'linked',
  minify: production,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};
const metafiles = [];

fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });

const tool = await build({
  ...shared,
  entryPoints: {
    cli: 'server/src/cli/main.ts',
    'module-worker': 'server/src/cli/module-worker.ts',
    'analysis-thread': 'server/src/cli/analysis-thread.ts',
    // tinypool starts its threads from a file beside the one that it is bundled into.
    'chunks/entry/worker': 'node_modules/tinypool/dist/entry/worker.js',
  },
  outdir: 'dist',
  format: 'esm',
  // jsonc-parser's CommonJS form cannot be bundled; its other form can.
  mainFields: ['module', 'main'],
  // Parts that are rarely needed (the language server, licence texts) load when they are.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  // Some of the libraries are CommonJS and ask for Node's own modules by require().
  banner: { js: "import { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);" },
});
metafiles.push(tool.metafile);

if (fs.existsSync(path.join(root, 'client/src/extension.ts'))) {
  const client = await build({
    ...shared,
    entryPoints: { extension: 'client/src/extension.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    external: ['vscode'],
  });
  metafiles.push(client.metafile);
}

const page = await reportPage(root, production);
fs.writeFileSync(path.join(root, 'dist/report-page.html'), page.html);
metafiles.push(page.metafile);

// Grammars and the licence list are shipped as data, past the bundler.
const grammars = JSON.parse(fs.readFileSync(path.join(root, 'grammars/manifest.json'), 'utf8')).map((grammar) => grammar.package);
fs.writeFileSync(path.join(root, 'dist/THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(root, metafiles, [...grammars, 'spdx-license-list']));

fs.chmodSync(path.join(root, 'dist/cli.js'), 0o755);
