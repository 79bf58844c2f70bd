/** vcpkg: the manifest of the project, and the packages that are installed below it, each with the list of its files. */

import path from 'node:path';
import { parseTree, type Node } from 'jsonc-parser';
import { isReadable, type Files } from '../base/files.ts';
import { LineIndex } from '../base/line-index.ts';
import type { Declared, DeclaredPackage } from './declared-package.ts';
import type { InstalledPackage } from './installed-package.ts';

export function readVcpkgManifest(text: string, file: string): Declared {
  const root = parseTree(text);
  if (root?.type !== 'object') return { packages: [], unread: [{ file, reason: 'is no JSON object, so the libraries that it asks for are not known' }] };
  const lines = new LineIndex(text);
  const versions = new Map(itemsOf(root, 'overrides').flatMap((item) => (item.type === 'object' ? [[stringOf(item, 'name') ?? '', stringOf(item, 'version') ?? null] as const] : [])));
  const packages = itemsOf(root, 'dependencies').flatMap((item): DeclaredPackage[] => {
    const name = item.type === 'string' ? String(item.value) : stringOf(item, 'name');
    if (name === undefined) return [];
    const features = itemsOf(item, 'features').flatMap((feature) => (feature.type === 'string' ? [String(feature.value)] : (stringOf(feature, 'name') ?? [])));
    const range = lines.range({ start: item.offset, end: item.offset + item.length });
    return [{ name, version: versions.get(name) ?? stringOf(item, 'version>=') ?? null, features, manager: 'vcpkg', at: { file, range } }];
  });
  return { packages, unread: [] };
}

/** @param directory vcpkg_installed */
export function readVcpkgInstalled(directory: string, files: Files): readonly InstalledPackage[] {
  const info = path.posix.join(directory, 'vcpkg/info');
  return files.list(info).flatMap(({ name }) => {
    const [, plain, version, triplet] = /^(.+?)_(.+)_([^_]+)\.list$/.exec(name) ?? [];
    if (plain === undefined) return [];
    const spdx = files.read(path.posix.join(directory, triplet!, 'share', plain, 'vcpkg.spdx.json'));
    return [
      {
        name: plain,
        version: version!,
        sourcePackage: plain,
        homepage: null,
        license: isReadable(spdx) ? concludedLicense(spdx.text) : null,
        files: () => filesIn(files, path.posix.join(info, name), directory),
      },
    ];
  });
}

/** Of the port itself, which comes first: what its maintainers say of it. */
function concludedLicense(spdx: string): string | null {
  const root = parseTree(spdx);
  const license = root && itemsOf(root, 'packages').map((item) => stringOf(item, 'licenseConcluded')).find((one) => one !== undefined && one !== 'NOASSERTION' && one !== 'NONE');
  return license ?? null;
}

function filesIn(files: Files, list: string, directory: string): string[] {
  const content = files.read(list);
  return isReadable(content) ? content.text.split(/\r?\n/).filter((line) => line !== '' && !line.endsWith('/')).map((line) => path.posix.join(directory, line)) : [];
}

function itemsOf(node: Node, key: string): readonly Node[] {
  const value = valueOf(node, key);
  return value?.type === 'array' ? (value.children ?? []) : [];
}

function stringOf(node: Node, key: string): string | undefined {
  const value = valueOf(node, key);
  return value?.type === 'string' ? String(value.value) : undefined;
}

function valueOf(node: Node, key: string): Node | undefined {
  return node.children?.find((property) => property.type === 'property' && property.children?.[0]?.value === key)?.children?.[1];
}

