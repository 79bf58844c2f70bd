/** Which directories a workspace says its packages are in: `workspaces` of package.json, `packages` of pnpm-workspace.yaml. */

import path from 'node:path';
import { load } from 'js-yaml';
import picomatch from 'picomatch';
import { isReadable, type Files } from '../base/files.ts';
import { installedManifest } from './installed.ts';
import { fields, textOf, type Fields } from './lockfile.ts';

/** Patterns, as written; "!" before one takes directories out again. */
export function workspacePatterns(directory: string, manifest: Fields, files: Files): readonly string[] {
  const own = manifest['workspaces'];
  const list = Array.isArray(own) ? own : fields(own)['packages'];
  return texts(Array.isArray(list) ? list : pnpmPatterns(directory, files));
}

function pnpmPatterns(directory: string, files: Files): unknown {
  const content = files.read(path.join(directory, 'pnpm-workspace.yaml'));
  if (!isReadable(content)) return [];
  try {
    return fields(load(content.text))['packages'];
  } catch {
    return [];
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** Directories with a package.json that the patterns match, relative to `root`. */
export function workspaceMembers(root: string, patterns: readonly string[], files: Files): string[] {
  const clean = patterns.map((pattern) => pattern.replace(/^(!?)\.?\/+/, '$1').replace(/\/+$/, ''));
  const wanted = picomatch(clean.filter((pattern) => !pattern.startsWith('!')));
  const unwanted = picomatch(clean.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)));
  const depth = Math.max(0, ...clean.map((pattern) => (pattern.includes('**') ? Infinity : pattern.split('/').length)));
  const found: string[] = [];
  const walk = (place: string, level: number): void => {
    if (place !== '' && wanted(place) && !unwanted(place) && files.stat(path.join(root, place, 'package.json'))) found.push(place);
    if (level >= depth) return;
    for (const { name, kind } of files.list(path.join(root, place))) {
      if (kind === 'directory' && name !== 'node_modules' && !name.startsWith('.')) walk(place === '' ? name : `${place}/${name}`, level + 1);
    }
  };
  if (clean.length > 0) walk('', 0);
  return found;
}

/** Names of the packages of a workspace by their directories, relative to its top ("" for the top itself); null for one without. */
export function namedMembers(root: string, files: Files): Map<string, string | null> {
  const manifest = installedManifest(root, files) ?? {};
  const members = ['', ...workspaceMembers(root, workspacePatterns(root, manifest, files), files)];
  return new Map(members.map((place) => [place, textOf(installedManifest(path.join(root, place), files)?.['name'])]));
}
