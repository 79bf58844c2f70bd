/**
 * Builds the report page: one HTML file without anything outside of it. Its content policy names its script and its style by
 * their hashes, so it can be shown by VS Code, mailed, or opened from a disk, and nothing that a report holds can run.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { build, transform } from 'esbuild';

/**
 * @param {string} root directory that holds package.json
 * @param {boolean} production
 * @returns {Promise<{ html: string, metafile: import('esbuild').Metafile }>}
 */
export async function reportPage(root, production) {
  const bundle = await build({
    absWorkingDir: root,
    entryPoints: ['client/page/src/main.tsx'],
    bundle: true,
    write: false,
    metafile: true,
    format: 'iife',
    target: 'es2022',
    tsconfig: 'client/page/tsconfig.json',
    minify: production,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const css = fs.readFileSync(path.join(root, 'client/page/page.css'), 'utf8');
  const style = (await transform(css, { loader: 'css', minify: production })).code.trim();
  const script = bundle.outputFiles[0].text.trim();
  // The text would end its own element; no library of ours holds it.
  for (const text of [script, style]) if (/<\/(script|style)|<!--/i.test(text)) throw new Error('the bundle holds the end of an HTML element');
  const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; base-uri 'none'; form-action 'none'`;
  const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>License Summary</title>
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<noscript>This report is drawn by a script that is in this file, and the browser does not run it.</noscript>
<script type="application/json" id="model">null</script>
<script>${script}</script>
</body>
</html>
`;
  return { html, metafile: bundle.metafile };
}

function hash(text) {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
