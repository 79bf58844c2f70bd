/**
 * What a tsconfig.json makes every JSX element import: `jsxImportSource` in it, or in what it extends outside of its own
 * directory (what lies inside speaks for itself).
 */

import path from 'node:path';
import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';
import { isReadable, type Files } from '../../base/files.ts';
import type { Span } from '../../base/location.ts';
import type { ModuleFacts } from '../../facts/module-facts.ts';
import { findInstalled } from '../../npm/installed.ts';
import { packageOf } from '../../resolve/import-targets.ts';

/** A chain that is longer leads round in a circle. */
const LONGEST_CHAIN = 10;

export function isProjectConfig(file: string): boolean {
  return /^(?:ts|js)config(?:\.[\w-]+)*\.json$/.test(path.basename(file));
}

export function importsOfConfig(file: string, text: string, files: Files): ModuleFacts {
  const found = importSource(file, text, files);
  if (!found) return { imports: [], computed: [] };
  return { imports: [{ specifier: `${found.source}/jsx-runtime`, form: 'jsx-pragma', typeOnly: false, span: found.span }], computed: [] };
}

function importSource(file: string, text: string, files: Files): { source: string; span: Span } | undefined {
  const root = parseTree(text.replace(/^\uFEFF/, ' '), [], { allowTrailingComma: true });
  const own = root && sourceIn(root);
  if (own) return { source: own.value as string, span: spanOf(own) };
  // Of several the last one that says something counts.
  for (const node of root ? extendedBy(root).reverse() : []) {
    const parent = configNamed(node.value as string, path.dirname(file), files);
    if (parent === undefined || isBelow(parent, path.dirname(file))) continue;
    const source = sourceThrough(parent, files, LONGEST_CHAIN);
    if (source !== undefined) return { source, span: spanOf(node) };
  }
  return undefined;
}

/** What a configuration says, itself or through what it extends. */
function sourceThrough(file: string, files: Files, left: number): string | undefined {
  const content = files.read(file);
  const root = isReadable(content) && left > 0 ? parseTree(content.text, [], { allowTrailingComma: true }) : undefined;
  if (!root) return undefined;
  const own = sourceIn(root);
  if (own) return own.value as string;
  for (const node of extendedBy(root).reverse()) {
    const parent = configNamed(node.value as string, path.dirname(file), files);
    const source = parent === undefined ? undefined : sourceThrough(parent, files, left - 1);
    if (source !== undefined) return source;
  }
  return undefined;
}

function sourceIn(root: Node): Node | undefined {
  const node = findNodeAtLocation(root, ['compilerOptions', 'jsxImportSource']);
  return node?.type === 'string' && node.value !== '' ? node : undefined;
}

function extendedBy(root: Node): Node[] {
  const node = findNodeAtLocation(root, ['extends']);
  return (node?.type === 'array' ? (node.children ?? []) : node ? [node] : []).filter(({ type }) => type === 'string');
}

/** A path, or a configuration that a package brings. */
function configNamed(name: string, from: string, files: Files): string | undefined {
  const isPath = /^\.{1,2}(?:[\\/]|$)/.test(name) || path.isAbsolute(name);
  const directory = isPath ? from : findInstalled(from, packageOf(name), files);
  if (directory === null) return undefined;
  const base = path.resolve(directory, isPath ? name : name.slice(packageOf(name).length + 1));
  return [base, `${base}.json`, path.join(base, 'tsconfig.json')].find((file) => files.stat(file)?.kind === 'file');
}

function isBelow(file: string, directory: string): boolean {
  return file.startsWith(directory + path.sep) && !file.includes(`${path.sep}node_modules${path.sep}`);
}

/** With the quotes, as of an import. */
function spanOf({ offset, length }: Node): Span {
  return { start: offset, end: offset + length };
}
