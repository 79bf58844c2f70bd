/**
 * Copies the tree-sitter grammars (and the runtime that loads them) from the installed npm packages into
 * grammars/, with origin, version and checksum of each. `--check` only compares, and fails on a difference.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

interface Grammar {
  readonly file: string;
  readonly package: string;
  readonly version: string;
  readonly license: string;
  readonly repository: string;
  readonly sha256: string;
}

const ROOT = path.join(import.meta.dirname, '..');
const GRAMMARS = path.join(ROOT, 'grammars');
const MANIFEST = path.join(GRAMMARS, 'manifest.json');

const SOURCES: readonly (readonly [packageName: string, file: string])[] = [
  ['web-tree-sitter', 'web-tree-sitter.wasm'],
  ['tree-sitter-c', 'tree-sitter-c.wasm'],
  ['tree-sitter-typescript', 'tree-sitter-typescript.wasm'],
  ['tree-sitter-typescript', 'tree-sitter-tsx.wasm'],
  ['tree-sitter-javascript', 'tree-sitter-javascript.wasm'],
];

function describe([packageName, file]: readonly [string, string]): Grammar & { bytes: Buffer } {
  const directory = path.join(ROOT, 'node_modules', packageName);
  const manifest = JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8'));
  const bytes = fs.readFileSync(path.join(directory, file));
  return {
    file,
    package: packageName,
    version: manifest.version,
    license: manifest.license,
    repository: typeof manifest.repository === 'string' ? manifest.repository : manifest.repository.url,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes,
  };
}

const grammars = SOURCES.map(describe);
const manifest = JSON.stringify(grammars.map(({ bytes: _, ...entry }) => entry), null, 2) + '\n';

if (process.argv.includes('--check')) {
  const stale = grammars.filter((grammar) => {
    const copy = path.join(GRAMMARS, grammar.file);
    return !fs.existsSync(copy) || !fs.readFileSync(copy).equals(grammar.bytes);
  });
  if (stale.length > 0 || fs.readFileSync(MANIFEST, 'utf8') !== manifest) {
    console.error(`grammars/ is not what the packages hold: ${stale.map((g) => g.file).join(', ') || 'manifest.json'}`);
    console.error('run: npm run build:grammars');
    process.exit(1);
  }
  console.log(`${grammars.length} grammars agree with their packages`);
} else {
  fs.mkdirSync(GRAMMARS, { recursive: true });
  for (const grammar of grammars) fs.writeFileSync(path.join(GRAMMARS, grammar.file), grammar.bytes);
  fs.writeFileSync(MANIFEST, manifest);
  console.log(`wrote ${grammars.length} grammars`);
}
