/** Who may import whom. The table is the one of ARCHITECTURE.md; a new room needs a row here and a paragraph there. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const SOURCES = path.join(import.meta.dirname, '../server/src');

const ROOMS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  syntax: ['base'],
  workspace: ['base'],
  findings: ['base'],
  knowledge: ['base'],
  licensing: ['base', 'findings', 'knowledge'],
  make: ['base'],
  kbuild: ['base', 'knowledge', 'make'],
  build: ['base', 'make'],
  binary: ['base'],
  libraries: ['base', 'binary', 'findings', 'knowledge', 'licensing'],
  facts: ['base', 'syntax'],
  preprocess: ['base', 'knowledge', 'make'],
  linkage: ['base', 'preprocess'],
  npm: ['base'],
  resolve: ['base', 'binary', 'build', 'facts', 'findings', 'knowledge', 'libraries', 'licensing', 'linkage', 'npm'],
  rules: ['base', 'findings', 'knowledge', 'libraries', 'licensing', 'linkage', 'resolve'],
  analysis: ['base', 'binary', 'build', 'facts', 'findings', 'kbuild', 'knowledge', 'libraries', 'licensing', 'linkage', 'make', 'npm', 'preprocess', 'resolve', 'rules', 'syntax'],
  lsp: ['analysis', 'base', 'findings', 'workspace'],
  cli: ['analysis', 'base', 'findings', 'workspace'],
};

/** External modules that only some rooms may name. */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  'node:fs': ['workspace', 'cli'],
  'node:child_process': [],
  'node:http': [],
  'node:https': [],
  'node:net': [],
  'web-tree-sitter': ['syntax'],
  'vscode-languageserver/node': ['lsp'],
  'vscode-languageserver': ['lsp'],
  commander: ['cli'],
};

/** The entry points wire the rooms together: each may also reach what it starts. */
const ENTRY_POINTS: Readonly<Record<string, readonly string[]>> = {
  'cli/main.ts': ['lsp'],
  'cli/module-worker.ts': ['kbuild'],
  'cli/analysis-thread.ts': ['lsp'],
};

interface Import {
  readonly file: string;
  readonly specifier: string;
}

const imports: Import[] = fs
  .readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const text = fs.readFileSync(path.join(SOURCES, file), 'utf8');
    const found = text.matchAll(/(?:^import|^export)\s[^;]*?from\s+'([^']+)'|import\('([^']+)'\)|^import\s+'([^']+)'/gm);
    return [...found].map((match) => ({ file, specifier: (match[1] ?? match[2] ?? match[3])! }));
  });

const roomOf = (file: string): string => file.split(path.sep)[0]!;

describe('the arrows between rooms', () => {
  it('are all drawn in the table', () => {
    const wrong = imports.flatMap(({ file, specifier }) => {
      if (!specifier.startsWith('.')) return [];
      const target = path.relative(SOURCES, path.resolve(SOURCES, path.dirname(file), specifier));
      const [from, to] = [roomOf(file), roomOf(target)];
      const allowed = [from, ...(ROOMS[from] ?? []), ...(ENTRY_POINTS[file] ?? [])];
      return allowed.includes(to) ? [] : [`${file} imports ${target}`];
    });
    assert.deepEqual(wrong, []);
  });

  it('to the outside go through the rooms that own them', () => {
    const wrong = imports.filter(({ file, specifier }) => OUTSIDE[specifier] && !OUTSIDE[specifier].includes(roomOf(file)));
    assert.deepEqual(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`), []);
  });

  it('know every room', () => {
    const rooms = fs.readdirSync(SOURCES).sort();
    assert.deepEqual(rooms, Object.keys(ROOMS).sort());
  });

  it('point one way', () => {
    const order = Object.keys(ROOMS);
    for (const [room, targets] of Object.entries(ROOMS)) {
      for (const target of targets) assert.ok(order.indexOf(target) < order.indexOf(room), `${room} → ${target} points back`);
    }
  });
});
